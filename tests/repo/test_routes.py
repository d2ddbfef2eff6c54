"""Every address declares who may use it, and a walk over all of them shows that it holds.

The walk goes through the demonstration's partnership as somebody signed out, a stranger with an
account and no role, and each role; organisation leads come from two organisations. Whoever may
not use a route gets 404, on GET and on POST, and nothing changes.
"""

from __future__ import annotations

from django.test import Client

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import Permission
from evenground_web.people.roles import ROLES
from tests.repo.routes import routes

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
