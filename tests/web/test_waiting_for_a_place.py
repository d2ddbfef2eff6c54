"""A place that becomes free goes to whoever asked first, who has some days to take it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evenground_web.core.outbox import daily
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Booking
from evenground_web.gatherings.services import programme
from evenground_web.gatherings.services.places import (
    pages,
    registering,
    signing_up,
    waiting,
)
from tests.web.place_records import (
    AT,
    come,
    link_in,
    open_summit,
    page_of,
    state,
    workshop,
    written_to,
)
from tests.web.programme_records import FIRST


def on_day(day: date) -> None:
    waiting.look_after_lists(on=day, now=AT.replace(month=day.month, day=day.day))


def test_a_place_that_is_given_up_is_offered_to_whoever_asked_first(universe):
    gathering = open_summit(universe, capacity=1)
    first, second, third = (come(gathering, name) for name in ("Ama", "Bo", "Cai"))
    registering.give_up(first, now=AT)
    assert [state(one) for one in (second, third)] == ["offered", "waiting"]
    assert "A place became free" in written_to("bo@example.org")[-1].subject
    assert state(come(gathering, "Dee")) == "waiting"
    waiting.take(second, now=AT)
    assert state(second) == "place"
    with pytest.raises(RuleBroken, match="No place is held"):
        waiting.take(third, now=AT)


def test_a_place_not_taken_in_time_goes_to_the_next_and_the_person_is_told(universe):
    gathering = open_summit(universe, capacity=1, days_to_take=3)
    first, second, third = (come(gathering, name) for name in ("Ama", "Bo", "Cai"))
    registering.give_up(first, now=AT)
    on_day(AT.date() + timedelta(3))
    assert state(second) == "offered"
    with pytest.raises(RuleBroken, match="was held until 13 April 2026"):
        waiting.take(second, now=AT + timedelta(4))
    on_day(AT.date() + timedelta(4))
    assert [state(one) for one in (second, third)] == ["lapsed", "offered"]
    assert "went to somebody else" in written_to("bo@example.org")[-1].subject
    assert state(come(gathering, "Bo", now=AT + timedelta(4))) == "waiting"


def test_the_nightly_work_does_nothing_the_second_time_on_one_day(universe):
    gathering = open_summit(universe, capacity=1)
    first, _ = come(gathering, "Ama"), come(gathering, "Bo")
    registering.give_up(first, now=AT)
    for _ in range(2):
        daily.run(on=AT.date() + timedelta(4), now=AT + timedelta(4))
    assert len([one for one in written_to("bo@example.org") if "went to" in one.subject]) == 1


def test_nothing_is_offered_once_the_gathering_has_begun(universe):
    gathering = open_summit(universe, capacity=1, days_to_take=5)
    first, second = come(gathering, "Ama"), come(gathering, "Bo")
    eve = AT.replace(month=5, day=11)
    assert waiting.last_day_to_take(page_of(gathering), on=eve.date()) == eve.date()
    registering.give_up(first, now=AT.replace(month=5, day=12))
    assert state(second) == "waiting"


def test_places_kept_for_a_community_are_theirs_until_their_day(universe, host):
    gathering = open_summit(universe, capacity=2)
    kept = pages.reserve(
        page_of(gathering), by=host, community="Saltmere Somali Families", places=1,
        until=date(2026, 4, 20), now=AT,
    )  # fmt: skip
    ama, bo = come(gathering, "Ama"), come(gathering, "Bo")
    assert [state(ama), state(bo)] == ["place", "waiting"]
    assert state(come(gathering, "Cai", reserved=kept)) == "place"
    assert state(come(gathering, "Dee", reserved=kept)) == "waiting"


def test_kept_places_that_nobody_took_go_to_everybody_from_the_next_day_on(universe, host):
    gathering = open_summit(universe, capacity=1)
    pages.reserve(
        page_of(gathering), by=host, community="Elders", places=1, until=date(2026, 4, 20), now=AT
    )
    bo = come(gathering, "Bo")
    on_day(date(2026, 4, 20))
    assert state(bo) == "waiting"
    on_day(date(2026, 4, 21))
    assert state(bo) == "offered"


def test_more_places_than_there_are_cannot_be_kept_or_taken_away(universe, host):
    gathering = open_summit(universe, capacity=2)
    page, keep = page_of(gathering), {"by": host, "until": date(2026, 4, 20), "now": AT}
    kept = pages.reserve(page, community="Elders", places=2, **keep)
    with pytest.raises(RuleBroken, match="3 places would be kept"):
        pages.reserve(page, community="Others", places=1, **keep)
    with pytest.raises(RuleBroken, match="kept for elders already"):
        pages.reserve(page, community="elders", places=1, **keep)
    with pytest.raises(RuleBroken, match="before the gathering is over"):
        pages.reserve(page, community="Late", places=1, by=host, until=date(2026, 6, 1))
    pages.change_reserved(kept, community="Elders", places=1, **keep)
    come(gathering, "Ama")
    come(gathering, "Cai", reserved=kept)
    with pytest.raises(RuleBroken, match="2 people have a place"):
        pages.set_places(gathering, by=host, capacity=1, now=AT)


def test_more_room_goes_to_those_who_wait(universe, host):
    gathering = open_summit(universe, capacity=1)
    _, second, third = (come(gathering, name) for name in ("Ama", "Bo", "Cai"))
    pages.set_places(gathering, by=host, capacity=2, now=AT)
    assert [state(one) for one in (second, third)] == ["offered", "waiting"]


def test_a_session_has_places_and_a_waiting_list_of_its_own(universe):
    gathering = open_summit(universe, capacity=5)
    session = workshop(gathering, universe)
    first, second = come(gathering, "Ama"), come(gathering, "Bo")
    for one in (first, second):
        signing_up.sign_up(one, session, now=AT)
    signing_up.sign_up(first, session, now=AT)
    assert [state(one, session) for one in (first, second)] == ["place", "waiting"]
    signing_up.leave(first, session, now=AT)
    assert state(second, session) == "offered"
    waiting.take(second, session, now=AT)
    assert state(second, session) == "place"
    assert state(first) == "place"


def test_whoever_gives_up_the_gathering_gives_up_its_sessions(universe):
    gathering = open_summit(universe, capacity=5)
    session = workshop(gathering, universe)
    first, second = come(gathering, "Ama"), come(gathering, "Bo")
    for one in (first, second):
        signing_up.sign_up(one, session, now=AT)
    registering.give_up(first, now=AT)
    assert state(second, session) == "offered"


def test_sessions_that_cannot_be_signed_up_for_say_why(universe):
    gathering = open_summit(universe, capacity=1)
    first, waits = come(gathering, "Ama"), come(gathering, "Bo")
    session = workshop(gathering, universe)
    at_once = workshop(gathering, universe, title="Jobs")
    signing_up.sign_up(first, session, now=AT)
    with pytest.raises(RuleBroken, match="Interpreters is at the same time"):
        signing_up.sign_up(first, at_once, now=AT)
    with pytest.raises(RuleBroken, match="no place at the gathering yet"):
        signing_up.sign_up(waits, session, now=AT)
    with pytest.raises(RuleBroken, match="is over"):
        signing_up.sign_up(first, session, now=AT.replace(month=6))
    plenary = programme.add_session(
        gathering, by=universe.lead, title="Welcome", day=FIRST, begins=session.ends,
        ends=session.ends.replace(hour=12),
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="Nobody needs to sign up"):
        signing_up.sign_up(first, plenary, now=AT)


def test_those_who_signed_up_for_a_cancelled_session_are_told_and_offered_another(universe, client):
    gathering = open_summit(universe, capacity=5)
    session, other = workshop(gathering, universe), workshop(gathering, universe, title="Jobs")
    full = workshop(gathering, universe, title="Full one")
    first, second = come(gathering, "Ama"), come(gathering, "Bo")
    signing_up.sign_up(first, session, now=AT)
    signing_up.sign_up(second, full, now=AT)
    programme.cancel_session(session, by=universe.lead, why="The speaker is ill", now=AT)
    told = written_to("ama@example.org")[-1]
    assert "is cancelled" in told.subject
    assert "The speaker is ill" in told.text
    assert "- Jobs" in told.text
    assert "Full one" not in told.text
    assert state(first, session) == "called_off"
    assert state(first) == "place"
    assert client.get(link_in(told)).status_code == 200
    signing_up.sign_up(first, other, now=AT)
    with pytest.raises(RuleBroken, match="is cancelled"):
        signing_up.sign_up(second, session, now=AT)
    assert Booking.objects.filter(session=session).standing().count() == 0
