"""A gathering is cancelled: everybody is told once, places are free, and every page says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import Booking, Gathering
from evenground_web.gatherings.services import closing, programme
from evenground_web.gatherings.services.places import inviting, pages, signing_up
from tests.web.closing_records import EVENING, WORDS
from tests.web.pages import page, press, words
from tests.web.place_records import AT, come, link_in, open_summit, workshop, written_to
from tests.web.programme_records import FIRST, summit

WHY = "The stadium has no power."


def cancel(gathering, u, now=AT):
    return closing.cancel_gathering(gathering, by=u.lead, why=WHY, now=now)


def test_everybody_who_was_to_come_is_told_once_and_no_place_is_held(universe):
    gathering = open_summit(universe, capacity=1)
    inviting.invite(
        gathering, by=universe.by_role["host"], answer_by=FIRST, now=AT,
        addresses=[("Ada", "ada@example.org"), ("Cy", "cy@example.org"), ("Di", "di@example.org")],
    )  # fmt: skip
    ada, ben = come(gathering, "Ada"), come(gathering, "Ben")
    session = workshop(gathering, universe)
    signing_up.sign_up(ada, session, now=AT)
    for invitation in gathering.invitations.filter(email="di@example.org"):
        inviting.answer(invitation, answer="no", now=AT)
    programme.give_part(session, by=universe.lead, role="speaker", person=universe.alice)
    cancel(gathering, universe)
    with pytest.raises(RuleBroken, match="cancelled already"):
        cancel(gathering, universe)
    told = [one for one in Message.objects.all() if one.subject.startswith("Cancelled")]
    assert sorted(one.to or one.person.email for one in told) == sorted(
        ["ada@example.org", "ada@example.org", "ben@example.org", "cy@example.org",
         universe.alice.email]
    )  # fmt: skip
    assert all(WHY in one.text for one in told)
    assert set(Booking.objects.values_list("state", flat=True)) == {"called_off"}
    assert ben.bookings.get().state == "called_off"


def test_nobody_registers_signs_up_or_is_invited_any_more(universe, client):
    gathering = open_summit(universe)
    ada = come(gathering, "Ada")
    session = workshop(gathering, universe)
    cancel(gathering, universe)
    gathering.refresh_from_db()
    with pytest.raises(RuleBroken, match="is cancelled: The stadium has no power"):
        come(gathering, "Late")
    with pytest.raises(RuleBroken):
        signing_up.sign_up(ada, session, now=AT)
    with pytest.raises(RuleBroken, match="is cancelled"):
        inviting.invite(
            gathering, by=universe.lead, answer_by=FIRST, now=AT, addresses=[("E", "e@example.org")]
        )
    mine = link_in(written_to("ada@example.org")[-1])
    assert WHY in page(client, mine)
    assert "I am not coming" not in page(client, mine)


def test_every_page_says_that_it_is_cancelled(universe, client):
    today = timezone.localdate()
    gathering = summit(universe, starts=today + timedelta(9), ends=today + timedelta(9))
    workshop(gathering, universe, day=gathering.starts)
    programme.publish_programme(gathering, by=universe.lead, public=True)
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=9, opens=today, contact="ring us"
    )
    register = reverse("gatherings:register", args=[gathering.pk])
    shown = reverse("gatherings:public_programme", args=[gathering.pk])
    assert register in page(client, shown)
    where = reverse("gatherings:cancel", args=[gathering.pk])
    assert "<title>Error:" in words(press(client, where, as_=universe.lead))
    press(client, where, why=WHY)
    for address in (shown, register, gathering.get_absolute_url()):
        assert WHY in page(client, address)
    host = page(client, gathering.get_absolute_url(), as_=universe.by_role["host"])
    assert "so nobody can register" in host
    assert "The door" not in host
    assert register not in page(client, shown)
    assert register not in page(client, reverse("gatherings:open_gatherings"))
    assert "Cancelled" in page(client, reverse("gatherings:gatherings"))
    calendar = client.get(reverse("gatherings:programme_file", args=[gathering.pk])).content
    assert b"STATUS:CANCELLED" in calendar


def test_those_who_sit_in_a_group_are_told_of_its_meeting(universe):
    day = timezone.localdate() + timedelta(20)
    meeting = gatherings.plan_meeting(universe.board, by=universe.lead, on=day)
    cancel(meeting, universe, now=timezone.now())
    told = Message.objects.filter(subject__startswith="Cancelled")
    assert told.count() == universe.board.seats.current(on=timezone.localdate()).count()


def test_it_is_not_cancelled_without_a_reason_or_once_it_is_over_and_not_closed_then(universe):
    gathering = summit(universe)
    with pytest.raises(RuleBroken, match="Say why"):
        closing.cancel_gathering(gathering, by=universe.lead, why=" ", now=AT)
    with pytest.raises(RuleBroken, match="is over"):
        closing.cancel_gathering(gathering, by=universe.lead, why=WHY, now=EVENING + timedelta(1))
    cancel(gathering, universe)
    with pytest.raises(RuleBroken, match="nothing to close"):
        closing.write_draft(gathering, by=universe.lead, **WORDS)


def test_nobody_waits_for_an_answer_to_what_was_never_held(universe, client):
    gathering = summit(universe, reply_due=date(2026, 6, 1))
    address = reverse("commitments:replies")
    assert gathering.title in page(client, address)
    cancel(gathering, universe)
    assert gathering.title not in page(client, address)
    assert Gathering.objects.held().count() == 0
