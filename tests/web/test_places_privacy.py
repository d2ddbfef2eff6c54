"""Who comes to a gathering is read by those who keep its places, and forgotten on its day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox import daily
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import AccessCase, Booking, Registration
from evenground_web.gatherings.services import closing
from evenground_web.gatherings.services.places import (
    arranging,
    inviting,
    pages,
    registering,
)
from evenground_web.people.roles import ROLES
from tests.repo.routes import routes
from tests.web.pages import everything_kept, page
from tests.web.place_records import come, link_in, open_summit, written_to
from tests.web.post import letters
from tests.web.programme_records import summit

MARK = "PLANTED"
AFTER = timezone.now() + timedelta(41)
WORDS = {
    "came": 3,
    "next": "A letter",
    "thanks": "Thanks",
    "answer_by": (AFTER + timedelta(9)).date(),
}
ORDINARY = ("", "programme_lead", "facilitator", "board_secretary", "administrator", "auditor")


@pytest.fixture
def planted(universe):
    """A summit to come, with the mark in all that is known of those who come."""
    today = timezone.localdate()
    starts = today + timedelta(40)
    gathering = summit(universe, starts=starts, ends=starts)
    host = universe.by_role["host"]
    pages.set_places(gathering, by=host, capacity=2, opens=today, contact="ring us")
    for number in range(3):
        given = {"organisation": f"{MARK} Ltd", "access": f"{MARK} ramp", "diet": f"{MARK} nuts"}
        registering.register(
            gathering, name=f"{MARK} {number}", email=f"{MARK}{number}@example.org",
            telephone=f"{MARK} 0113", companions=["bsl"], **given,
        )  # fmt: skip
    inviting.invite(
        gathering, by=host, addresses=[(f"{MARK} D", f"{MARK}d@example.org")], answer_by=starts
    )
    case = AccessCase.objects.first()
    arranging.arrange(case, by=host, owner=host, arranged=f"{MARK} is arranged")
    return gathering


def address(route, values):
    wanted = route.pattern.pattern.regex.groupindex
    given = {"pk": route.record.pk if route.record else None, **values}
    if any(given.get(name) is None for name in wanted):
        return None
    return reverse(route.name, kwargs={name: given[name] for name in wanted})


def test_no_page_shows_an_ordinary_role_who_comes_or_what_they_need(universe, planted, client):
    """Every address that a role may open is looked at for what was planted."""
    here = {"gathering_pk": planted.pk, "closed_pk": planted.pk, "number": 1,
            "group_pk": universe.board.pk}  # fmt: skip
    closing.write_draft(planted, by=universe.lead, now=AFTER, **WORDS)
    closing.close(planted, by=universe.lead, anyway=True, now=AFTER)
    addresses = [(route, found) for route in routes() if (found := address(route, here))]
    seen = 0
    for role in ORDINARY:
        visitor = universe.by_role.get(role)
        client.logout()
        if visitor:
            client.force_login(visitor)
        for route, where in addresses:
            permission = route.view.permission
            if permission and not (visitor and visitor.has_perm(permission, route.record)):
                continue
            seen += 1
            answer = client.get(where)
            assert MARK.lower() not in str(answer.getvalue().lower()), f"{role}: {where}"
    assert seen > 200


def test_those_who_keep_places_read_names_and_those_who_arrange_read_needs(
    universe, planted, client
):
    host = universe.by_role["host"]
    assert f"{MARK} 0" in page(client, reverse("gatherings:places", args=[planted.pk]), as_=host)
    assert f"{MARK} ramp" in page(client, reverse("gatherings:access", args=[planted.pk]))
    venue = page(client, reverse("gatherings:venue", args=[planted.pk]))
    assert f"{MARK} nuts" in venue
    assert f"{MARK} 0" not in venue
    assert "British Sign Language interpreter" in venue


def test_whoever_reads_private_voices_does_not_keep_places():
    for role in ROLES.values():
        both = {Permission.SEE_PRIVATE_VOICES, Permission.KEEP_PLACES}
        assert not both <= role.permissions, role.name


def test_no_record_of_who_comes_refers_to_a_voice_or_is_referred_to_by_one():
    of_places = {
        "registration",
        "booking",
        "companion",
        "accesscase",
        "invitation",
        "registrationlink",
    }
    for model in apps.get_app_config("gatherings").get_models():
        if model._meta.model_name in of_places:
            joined = {field.related_model for field in model._meta.get_fields()} - {None}
            assert "voices" not in {one._meta.app_label for one in joined}, model


def test_the_record_of_who_did_what_and_letters_to_administrators_name_nobody(
    universe, planted, client
):
    told = " ".join(f"{one.sentence} {one.details}" for one in AuditEvent.objects.all())
    assert MARK.lower() not in told.lower()
    message = Message.objects.filter(kind="places").first()
    shown = page(client, message.get_absolute_url(), as_=universe.administrator)
    assert "for those who keep the gathering" in shown
    assert MARK.lower() not in shown.lower()


def test_the_words_of_a_message_are_erased_once_it_is_sent(planted):
    sent = letters()
    assert any(MARK.lower() in letter.to[0].lower() for letter in sent)
    assert set(Message.objects.filter(kind="places").values_list("text", flat=True)) == {""}


def test_needs_go_first_then_names_and_then_nothing_of_anybody_is_left(planted):
    letters()
    ends = planted.ends
    days = [ends + timedelta(days) for days in (6, 7, 29, 30)]
    found = []
    for day in days:
        daily.run(on=day, now=timezone.now() + (day - timezone.localdate()))
        found.append(
            (f"{MARK} ramp".lower() in everything_kept(), MARK.lower() in everything_kept())
        )
    assert found == [(True, True), (False, True), (False, True), (False, False)]
    assert Booking.objects.filter(state="place").count() == 2
    assert Registration.objects.filter(removed=True).count() == 3


def test_a_page_after_the_removal_says_so_and_opens_no_link(universe, planted, client):
    link = link_in(written_to(f"{MARK}0@example.org".lower())[0])
    assert client.get(link).status_code == 200
    day = planted.ends + timedelta(30)
    daily.run(on=day, now=timezone.now() + (day - timezone.localdate()))
    assert client.get(link).status_code == 410
    shown = page(
        client, reverse("gatherings:places", args=[planted.pk]), as_=universe.by_role["host"]
    )
    assert "They were removed on" in shown


def test_what_is_known_of_somebody_goes_when_they_are_not_coming(universe):
    gathering = open_summit(universe)
    ama = come(gathering, f"{MARK}", access=f"{MARK} ramp", companions=["bsl"])
    registering.give_up(ama)
    assert MARK.lower() not in str(list(Registration.objects.values())).lower()
    assert not AccessCase.objects.exists()
