"""Every address declares who may use it, and a walk over all of them shows that it holds.

The walk goes through the demonstration's partnership as somebody signed out, a stranger with an
account and no role, and each role; organisation leads come from two organisations. Whoever may
not use a route gets 404, on GET and on POST, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services import plans
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import Permission
from evenground_web.demo import services as demo
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.people import services as people
from evenground_web.people.roles import ROLES
from tests.web.published import pair, upload

PUBLIC = {
    "front", "accessibility", "health", "account_login", "account_logout", "account_inactive",
    "account_change_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "voices:tell_us", "voices:mine", "voices:change_consent", "voices:withdraw",
}  # fmt: skip
SHOWS_LESS = {
    "account_change_password": "a persona of the demonstration has no password",
    "reports:paper": "a draft is for those who edit papers",
    "reports:today": "a draft is for those who edit papers",
    "reports:history": "a draft is for those who edit papers",
    "voices:voice": "words are shown as far as the speaker allowed",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: URLPattern

    @property
    def view(self) -> Any:
        return self.pattern.callback

    @cached_property
    def record(self) -> Model | None:
        """The newest record the route could be about."""
        on = getattr(self.view, "on", None)
        if on is None:
            return None
        records = on.objects.all() if isinstance(on, type) else on()
        return records.order_by("-pk").first()

    def address(self, others: dict[str, Any]) -> str:
        values = {**others, "pk": self.record.pk if self.record else None}
        wanted = self.pattern.pattern.regex.groupindex
        return reverse(self.name, kwargs={name: values[name] for name in wanted})


def routes(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield Route(f"{namespace}{pattern.name}", pattern)


def test_every_route_has_a_name_and_a_declared_permission() -> None:
    for route in routes():
        assert not route.name.endswith("None"), route.pattern
        assert hasattr(route.view, "permission"), f"{route.name} declares no permission"


def test_only_these_routes_are_for_everybody() -> None:
    assert {route.name for route in routes() if route.view.permission is None} == PUBLIC


def test_every_permission_guards_a_route_and_is_held_by_a_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    assert held == set(Permission)
    assert {route.view.permission for route in routes()} - {None} == set(Permission)


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Built once for the whole walk, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)


@pytest.fixture
def partnership(story, db) -> SimpleNamespace:
    return story


def tell() -> SimpleNamespace:
    """The demonstration, with one of each thing that it lacks."""
    demo.build(today=date(2026, 11, 21), people=demo.FEWEST_PEOPLE)
    staff = {persona.name: persona for persona in demo.personas()}
    accounts = {person.name: person for person in demo.persona_accounts()}
    analyst, lead = accounts["Tomasz Zielinski"], accounts["Grace Adeyemi"]
    insight.preview_file(upload(*pair(30.0, 20.0)), by=analyst)
    commitments.add_update(
        Commitment.objects.latest("pk"),
        by=lead,
        text="Done",
        evidence_file=SimpleUploadedFile("notes.txt", b"What was done"),
    )
    owner = Commitment.objects.latest("pk").owner
    rows = f"Reference,Title,Owner\nX1,Do it,{owner}\n".encode()
    plans.receive(by=lead, plan="Another", name="plan.csv", data=rows)
    stranger = people.add_person(
        by=None, name="Charlie", email="charlie@example.org", password="a long phrase"
    )
    return SimpleNamespace(
        visitors={
            "somebody signed out": AnonymousUser(),
            "a stranger": stranger,
            **{f"{staff[name].role} {name}": account for name, account in accounts.items()},
        },
        others={
            "uidb36": "a", "key": "b", "suffix": "csv", "plan": "Fair Care action plan",
            "gap_pk": Gap.objects.latest("pk").pk,
        },
    )  # fmt: skip


@pytest.fixture
def clients(partnership) -> dict[str, Client]:
    signed_in = {}
    for name, visitor in partnership.visitors.items():
        signed_in[name] = Client(raise_request_exception=True)
        if visitor.is_authenticated:
            signed_in[name].force_login(visitor)
    return signed_in


def test_the_walk_meets_a_record_on_every_route(partnership) -> None:
    for route in routes():
        if "pk" in route.pattern.pattern.regex.groupindex:
            assert route.record is not None, f"{route.name} has no record to walk to"


def test_whoever_may_not_use_a_route_finds_nothing_and_changes_nothing(
    partnership, clients
) -> None:
    before = AuditEvent.objects.count()
    probes = 0
    for route in routes():
        if route.view.permission is None:
            continue
        address = route.address(partnership.others)
        for name, visitor in partnership.visitors.items():
            if visitor.has_perm(route.view.permission, route.record):
                continue
            for method in ("get", "post", "put", "patch", "delete"):
                response = getattr(clients[name], method)(address)
                assert response.status_code == 404, f"{name}: {method} {address}"
                probes += 1
    assert probes > 1_000
    assert AuditEvent.objects.count() == before


def test_whoever_may_use_a_route_reaches_it(partnership, clients) -> None:
    for route in routes():
        address = route.address(partnership.others)
        for name, visitor in partnership.visitors.items():
            permission = route.view.permission
            if permission and not visitor.has_perm(permission, route.record):
                continue
            response = clients[name].get(address)
            refused = response.status_code == 404 and route.name not in SHOWS_LESS
            assert not refused, f"{name}: {address}"
            assert response.status_code < 500


def test_no_route_changes_anything_by_get(partnership, clients) -> None:
    before = AuditEvent.objects.count()
    for route in routes():
        for client in clients.values():
            client.get(route.address(partnership.others))
    assert AuditEvent.objects.count() == before


def test_a_form_sent_from_another_site_is_refused(partnership) -> None:
    lead = next(v for name, v in partnership.visitors.items() if name.startswith("Programme"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    for route in routes():
        if route.view.permission and lead.has_perm(route.view.permission, route.record):
            assert client.post(route.address(partnership.others)).status_code in {403, 405}


def test_somebody_signed_out_is_offered_the_door_on_a_page_that_is_not_there(client, db) -> None:
    there, nowhere = client.get("/gaps/"), client.get("/nowhere/")
    assert there.status_code == nowhere.status_code == 404
    same = there.content.replace(b"gaps", b"nowhere").split(b"nonce")[0]
    assert same == nowhere.content.split(b"nonce")[0]
    assert b"Sign in" in there.content
