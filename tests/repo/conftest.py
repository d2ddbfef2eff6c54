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
from evenground_web.commitments.models import Commitment, Pledge, PledgeReview, ReplyVersion, Wish
from evenground_web.commitments.services.plans import plans
from evenground_web.commitments.services.register import uploads
from evenground_web.commitments.services.reminders.links import (
    answer_by_link,
    ask_for_update,
)
from evenground_web.demo import services as demo
from evenground_web.floor.models import Prompt
from evenground_web.gatherings.models import (
    Closing,
    Draw,
    ItemPaper,
    Meeting,
    ProgrammeVersion,
    RegistrationPage,
)
from evenground_web.gatherings.services.programme import make_calendar
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.people import services as people
from evenground_web.reports.accessible import services as formats
from evenground_web.reports.accessible.models import AccessibleVersion, Picture
from evenground_web.reports.listening.models import ListeningVersion
from evenground_web.reports.models import Publication
from evenground_web.themes import services as themes
from evenground_web.themes.models import Codebook
from tests.web.accessible_records import png
from tests.web.accessible_records import upload as upload_picture
from tests.web.post import open_link, token_of
from tests.web.published import pair, upload
from tests.web.register_files import changed_register


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
    link = ask_for_update(
        Commitment.objects.open().latest("pk"), by=lead, name="Jo Bloggs", organisation="Hills",
        email="jo@example.org",
    )  # fmt: skip
    token = token_of(link)
    answer_by_link(link, browser=open_link(link), text="It goes well", status="at_risk")
    commitments.add_update(
        Commitment.objects.latest("pk"),
        by=lead,
        text="Done",
        evidence_file=SimpleUploadedFile("notes.txt", b"What was done"),
    )
    formats.add_pair(
        AccessibleVersion.objects.latest("pk"), by=lead, sentence="This is us.",
        upload=upload_picture("us.png", png()), alt="Us",
    )  # fmt: skip
    owner = Commitment.objects.latest("pk").owner
    rows = f"Reference,Title,Owner\nX1,Do it,{owner}\n".encode()
    plans.receive(by=lead, plan="Another", name="plan.csv", data=rows)
    uploads.receive(by=lead, name="register.csv", data=changed_register())
    people.invite_person(accounts["Leon Campbell"], by=accounts["Jo Whitfield"])
    stranger = people.add_person(
        by=None, name="Charlie", email="charlie@example.org", password="a long phrase"
    )
    programme = ProgrammeVersion.objects.filter(public=True).latest("pk")
    everybodys = AccessibleVersion.objects.public()
    return SimpleNamespace(
        visitors={
            "somebody signed out": AnonymousUser(),
            "a stranger": stranger,
            **{f"{staff[name].role} {name}": account for name, account in accounts.items()},
        },
        others={
            "table": "commitments", "uidb36": "a", "key": "b", "suffix": "csv", "plan": "Fair Care action plan",
            "gap_pk": Gap.objects.latest("pk").pk,
            "commitment_pk": Commitment.objects.latest("pk").pk,
            "pledge_pk": Pledge.objects.get(commitment__reference="P2").pk,
            "review_pk": PledgeReview.objects.filter(checked_at=None).latest("pk").pk,
            "baseline_pk": commitments.public_baselines().latest("pk").pk,
            "public_pk": commitments.public_baselines().latest("pk").commitment_id,
            "public_gap_pk": commitments.public_baselines().latest("pk").gap_id,
            "room_kind": "pledge",
            "voice_pk": themes.left_to_code(Codebook.objects.get(), by=analyst).earliest("pk").pk,
            "code": Prompt.objects.open().latest("pk").floor.code,
            "screen": "wide", "draw_pk": Draw.objects.latest("pk").pk,
            "prompt_pk": Prompt.objects.open().latest("pk").pk,
            "wish_pk": Wish.objects.filter(pledge=None).latest("pk").pk,
            "meeting_pk": Meeting.objects.in_public().latest("pk").pk,
            "group_pk": Meeting.objects.in_public().latest("pk").gathering.group_id,
            "session_pk": programme.sessions[0]["id"],
            "secret": make_calendar(by=lead),
            "paper_pk": ItemPaper.objects.latest("pk").pk,
            "token": token, "case_pk": 1,
            "gathering_pk": RegistrationPage.objects.open(on=date(2026, 11, 21)).get().gathering_id,
            "closed_pk": Closing.objects.newest().latest("pk").gathering_id,
            "listening": ListeningVersion.objects.public().latest("pk").pk,
            "reply_pk": ReplyVersion.objects.newest().latest("pk").reply_id, "number": 1,
            "easy": everybodys.filter(form="easy_read").latest("pk").pk,
            "audio": everybodys.filter(form="audio").latest("pk").pk,
            "version": everybodys.filter(form="bsl").latest("pk").pk,
            "picture": Picture.objects.latest("pk").pk,
            "paper": Publication.objects.latest("pk").item.papers.latest("version").pk, "paper_format": "text",
            "tongue": "cy", "language": "ur", "kind": "pledge", "section": "title",
            "record": Pledge.objects.get(commitment__reference="P2").pk,
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
