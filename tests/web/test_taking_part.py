"""Somebody with a place, and no account, gets what they need to take part."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evenground_web.gatherings.services import closing, programme
from evenground_web.gatherings.services.places import pages, registering, signing_up
from tests.web.pages import page, words
from tests.web.place_records import link_in, workshop, written_to
from tests.web.programme_records import session, summit

SUMMIT = "https://meet.example.org/summit"
QUIET = "https://meet.example.org/quiet-room"


@pytest.fixture
def online(universe):
    """A summit in a month, online, with two places."""
    return _open(universe, format="online", joining_link=SUMMIT)


def _open(universe, **details):
    today = timezone.localdate()
    day = today + timedelta(30)
    gathering = summit(universe, starts=day, ends=day, **details)
    host = universe.by_role["host"]
    pages.set_places(gathering, by=host, capacity=2, opens=today, contact="ring 0113 496 0000")
    return gathering


def _come(gathering, name):
    registering.register(gathering, name=name, email=f"{name.lower()}@example.org")
    return gathering.registration_page.registrations.get(name=name)


def _own_place(name):
    return link_in(written_to(f"{name.lower()}@example.org")[0])


def _calendar(client, name):
    answer = client.get(f"{_own_place(name)}calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    return {event["uid"]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def _workshop(gathering, universe, **details):
    return workshop(gathering, universe, day=gathering.starts, joining_link=QUIET, **details)


def test_whoever_has_a_place_reads_where_to_join_and_whoever_waits_does_not(online, client):
    for name in ("Ama", "Bo", "Cai"):
        _come(online, name)
    assert SUMMIT in page(client, _own_place("Ama"))
    assert SUMMIT in written_to("ama@example.org")[0].text
    assert SUMMIT not in page(client, _own_place("Cai"))
    assert SUMMIT not in written_to("cai@example.org")[0].text


def test_the_link_goes_with_the_place_of_whoever_gave_it_up(online, client):
    ama = _come(online, "Ama")
    mine = _own_place("Ama")
    registering.give_up(ama)
    assert SUMMIT not in words(client.get(mine, follow=True))
    assert b"meet.example.org" not in client.get(f"{mine}calendar.ics", follow=True).content


def test_a_gathering_in_person_has_no_link_to_join(universe, client):
    _come(_open(universe, format="in_person", joining_link=SUMMIT), "Ama")
    assert SUMMIT not in page(client, _own_place("Ama"))


def test_a_session_is_joined_by_those_who_have_a_place_in_it(universe, online, client):
    made = _workshop(online, universe)
    ama, _ = _come(online, "Ama"), _come(online, "Bo")
    signing_up.sign_up(ama, made)
    signing_up.sign_up(online.registration_page.registrations.get(name="Bo"), made)
    assert QUIET in page(client, _own_place("Ama"))
    assert QUIET not in page(client, _own_place("Bo"))


def test_a_session_for_all_is_joined_once_the_programme_is_published(universe, online, client):
    session(online, universe, day=online.starts, joining_link=QUIET)
    _come(online, "Ama")
    assert QUIET not in page(client, _own_place("Ama"))
    programme.publish_programme(online, by=universe.lead, public=True)
    shown = page(client, _own_place("Ama"))
    assert QUIET in shown
    assert reverse("gatherings:public_programme", args=[online.pk]) in shown


@pytest.mark.parametrize("public", [True, False])
def test_the_programme_is_named_where_it_is_for_everybody(universe, online, client, public):
    session(online, universe, day=online.starts, joining_link=QUIET)
    programme.publish_programme(online, by=universe.lead, public=public)
    programme_page = reverse("gatherings:public_programme", args=[online.pk])
    register = reverse("gatherings:register", args=[online.pk])
    answer = client.post(register, {"name": "Ama", "email": "ama@example.org"})
    told = written_to("ama@example.org")[0].text
    assert (programme_page in words(answer), programme_page in told) == (public, public)
    assert "https://meet.example.org" not in words(answer)
    assert "https://meet.example.org" not in page(client, register)


def test_the_gathering_and_the_sessions_signed_up_for_go_into_a_calendar(universe, online, client):
    made = _workshop(online, universe)
    _workshop(online, universe, title="Another", begins=time(14), ends=time(15))
    signing_up.sign_up(_come(online, "Ama"), made)
    mine = _own_place("Ama")
    assert f"{mine}calendar.ics" in page(client, mine)
    assert f"Add to your calendar: {mine}calendar.ics" in written_to("ama@example.org")[0].text
    whole, booked = _calendar(client, "Ama").values()
    assert whole.decoded("dtstart") == online.starts
    assert SUMMIT in whole["description"]
    assert (booked["summary"], QUIET in booked["description"]) == ("Interpreters", True)
    token = mine.rstrip("/").split("/")[-1]
    assert token not in str(whole["url"]) + str(booked["url"])


def test_whoever_waits_has_nothing_for_a_calendar_and_reads_how_they_stand(online, client):
    for name in ("Ama", "Bo", "Cai"):
        _come(online, name)
    answer = client.get(f"{_own_place('Cai')}calendar.ics", follow=True)
    assert "You are on the waiting list" in words(answer)
    assert "Add to your calendar" not in words(answer)


def test_what_moves_or_is_cancelled_changes_the_same_entries(universe, online, client):
    made = _workshop(online, universe)
    signing_up.sign_up(_come(online, "Ama"), made)
    before = _calendar(client, "Ama")
    programme.cancel_session(made, by=universe.lead, why="The speaker is ill")
    after = _calendar(client, "Ama")
    assert set(after) == set(before)
    assert [event.get("status") for event in after.values()] == [None, "CANCELLED"]
    closing.cancel_gathering(online, by=universe.lead, why="There is no power")
    last = _calendar(client, "Ama")
    assert set(last) == set(before)
    assert {event["status"] for event in last.values()} == {"CANCELLED"}
    assert "There is no power" in next(iter(last.values()))["description"]
    assert "meet.example.org" not in str(last)
    assert "Cancel it in your calendar" in page(client, _own_place("Ama"))
    assert "Cancel it in your calendar" in written_to("ama@example.org")[-1].text


def test_an_online_gathering_is_held_online(universe, client):
    gathering = _open(universe, format="online", joining_link=SUMMIT)
    _come(gathering, "Ama")
    (whole,) = _calendar(client, "Ama").values()
    assert (whole["location"], str(whole["uid"]).split("@")[0]) == (
        "Online", f"gathering-{gathering.pk}",
    )  # fmt: skip
