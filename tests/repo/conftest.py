"""The demonstration's partnership, for those who walk through every address of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services import plans
from evenground_web.demo import services as demo
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.people import services as people
from tests.web.published import pair, upload


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
