"""Whoever comes to the door is checked in once: by code, by name, at two doors, on two days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import CheckIn
from evenground_web.gatherings.services import programme
from evenground_web.gatherings.services.door import checking_in, passes, walk_ins
from evenground_web.gatherings.services.places import registering, signing_up
from tests.web.at_once import at_once
from tests.web.door_records import MORNING, SECOND_MORNING, came_to, let_in
from tests.web.place_records import AT, come, open_summit, page_of, workshop
from tests.web.programme_records import session


@pytest.fixture
def gathering(universe):
    return open_summit(universe)


def test_somebody_is_checked_in_once_a_day_and_again_on_the_next(universe, gathering):
    ama = come(gathering, "Ama")
    first = let_in(ama, universe)
    assert let_in(ama, universe, now=MORNING + timedelta(hours=1)) == first
    second = let_in(ama, universe, now=SECOND_MORNING)
    assert (first.day, second.day, first.at) == (
        gathering.starts,
        gathering.ends,
        MORNING,
    )
    assert came_to(gathering) == 2


def test_the_database_itself_lets_nobody_in_twice_on_one_day(universe, gathering):
    ama = come(gathering, "Ama")
    let_in(ama, universe)
    with pytest.raises(IntegrityError, match="once_a_day|unique|UNIQUE"), transaction.atomic():
        CheckIn.objects.create(registration=ama, day=gathering.starts, way="list")


def test_a_press_that_is_sent_again_counts_once_and_writes_one_event(universe, gathering):
    ama, press = come(gathering, "Ama"), uuid4()
    before = AuditEvent.objects.count()
    assert let_in(ama, universe, press=press) == let_in(ama, universe, press=press)
    assert AuditEvent.objects.count() == before + 1


def test_a_press_that_was_taken_back_and_comes_again_lets_nobody_in(universe, gathering):
    """A telephone that did not hear the answer sends once more what was found to be wrong since."""
    ama, press = come(gathering, "Ama"), uuid4()
    checking_in.take_back(let_in(ama, universe, press=press), by=universe.by_role["door"])
    let_in(ama, universe, press=press)
    assert came_to(gathering) == 0


def test_two_doors_without_a_network_come_to_the_same_in_any_order(universe, gathering):
    """Of several times the earliest is when somebody came."""
    ama = come(gathering, "Ama")
    times = [MORNING + timedelta(minutes=minutes) for minutes in (7, 0, 12)]
    kept = set()
    for order in permutations(times):
        for at in order:
            let_in(ama, universe, at=at, press=uuid4(), now=MORNING + timedelta(hours=2))
        kept.add(CheckIn.objects.at(page_of(gathering)).get().at)
        CheckIn.objects.all().delete()
    assert kept == {MORNING}


@pytest.mark.django_db(transaction=True)
def test_two_doors_that_press_at_once_let_one_person_in_once(universe, gathering):
    ama = come(gathering, "Ama")
    got, there = at_once(
        lambda number: checking_in.check_in(ama, by=universe.lead, now=MORNING, press=uuid4()),
        people=4,
        then=lambda: CheckIn.objects.count(),
    )
    assert there == 1
    assert sorted(new for _, new in got) == [False, False, False, True]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 5, 11, 12, tzinfo=UTC), "is on 12 to 13 May 2026"),
        (datetime(2026, 5, 14, 12, tzinfo=UTC), "is on 12 to 13 May 2026"),
    ],
)
def test_nobody_is_checked_in_on_another_day(universe, gathering, now, said):
    with pytest.raises(RuleBroken, match=said):
        let_in(come(gathering, "Ama"), universe, now=now)


def test_whoever_waits_or_gave_up_is_not_let_in_as_one_who_has_a_place(universe, gathering):
    ama, _, cai = (come(gathering, name) for name in ("Ama", "Bo", "Cai"))
    with pytest.raises(RuleBroken, match="Cai is on the waiting list of Race and Inequalities"):
        let_in(cai, universe)
    registering.give_up(ama, now=AT)
    with pytest.raises(RuleBroken, match="comes without having registered"):
        let_in(ama, universe)
    assert came_to(gathering) == 0


def test_somebody_who_left_is_no_longer_there_and_may_come_back(universe, gathering):
    ama, door = come(gathering, "Ama"), universe.by_role["door"]
    came = let_in(ama, universe)
    midday = MORNING + timedelta(hours=3)
    checking_in.check_out(came, by=door, now=midday)
    assert checking_in.check_out(came, by=door, now=midday + timedelta(1)).left_at == midday
    assert not CheckIn.objects.at(page_of(gathering)).inside().exists()
    let_in(ama, universe, now=midday + timedelta(minutes=1))
    assert CheckIn.objects.at(page_of(gathering)).inside().count() == 1
    assert came_to(gathering) == 1


def test_a_late_press_from_before_somebody_left_does_not_bring_them_back(universe, gathering):
    ama = come(gathering, "Ama")
    midday = MORNING + timedelta(hours=3)
    checking_in.check_out(let_in(ama, universe), by=universe.by_role["door"], now=midday)
    let_in(ama, universe, at=MORNING + timedelta(minutes=1), press=uuid4(), now=midday)
    assert not CheckIn.objects.at(page_of(gathering)).inside().exists()


def test_a_session_lets_in_those_who_signed_up_and_one_without_signing_up_everybody(
    universe, gathering
):
    ama, bo = come(gathering, "Ama"), come(gathering, "Bo")
    small, large = workshop(gathering, universe), session(gathering, universe, title="For all")
    signing_up.sign_up(ama, small, now=AT)
    let_in(ama, universe, session=small)
    let_in(bo, universe, session=large)
    with pytest.raises(RuleBroken, match="Bo has no place in Interpreters"):
        let_in(bo, universe, session=small)
    assert CheckIn.objects.at(page_of(gathering), small).count() == 1


def test_nobody_is_checked_in_to_a_session_that_is_cancelled_or_on_another_day(universe, gathering):
    ama = come(gathering, "Ama")
    later = session(gathering, universe, title="Later", day=gathering.ends)
    with pytest.raises(RuleBroken, match="Later is on 13 May 2026"):
        let_in(ama, universe, session=later)
    gone = session(gathering, universe, title="Gone")
    programme.cancel_session(gone, by=universe.lead, why="The speaker is ill")
    gone.refresh_from_db()
    with pytest.raises(RuleBroken, match="Gone is not held"):
        let_in(ama, universe, session=gone)


def test_a_code_opens_its_registration_however_it_is_typed(universe, gathering):
    ama = come(gathering, "Ama")
    code = passes.code_of(ama)
    for typed in (code, code.lower(), code.replace("-", " "), f"https://x.org/at-the-door/{code}/"):
        assert passes.find(typed) == ama


def test_a_code_that_was_not_made_here_opens_nothing(universe, gathering):
    code = passes.code_of(come(gathering, "Ama"))
    other = "3" if code[-1] == "2" else "2"
    for typed in (code[:-1] + other, "BCDF-2345-GHJK", "", "Ama", code * 2):
        assert passes.find(typed) is None


def test_somebody_who_had_not_registered_is_let_in_while_there_is_room(universe):
    page, door = page_of(open_summit(universe, capacity=1)), universe.by_role["door"]
    press = uuid4()
    came, new = walk_ins.walk_in(page, by=door, now=MORNING, press=press)
    assert new
    assert walk_ins.walk_in(page, by=door, now=MORNING, press=press) == (came, False)
    assert came.registration.name == ""
    with pytest.raises(RuleBroken, match="1 people are there, and there are 1 places"):
        walk_ins.walk_in(page, by=door, now=MORNING, instead=True)


def test_whoever_was_written_down_at_the_door_by_mistake_takes_no_place(universe):
    gathering, door = open_summit(universe, capacity=1), universe.by_role["door"]
    page = page_of(gathering)
    came, _ = walk_ins.walk_in(page, by=door, now=MORNING, name="Bo")
    checking_in.take_back(came, by=door, now=MORNING)
    gone = came.registration
    gone.refresh_from_db()
    assert (gone.active, gone.name) == (False, "")
    assert not gone.bookings.standing().exists()
    walk_ins.walk_in(page, by=door, now=MORNING, name="Cai")
    assert came_to(gathering) == 1


def test_whoever_came_without_registering_and_is_there_on_another_day_keeps_the_place(
    universe, gathering
):
    came, _ = walk_ins.walk_in(page_of(gathering), by=universe.lead, now=MORNING, name="Bo")
    second = let_in(came.registration, universe, now=SECOND_MORNING)
    checking_in.take_back(second, by=universe.lead, now=SECOND_MORNING)
    assert came.registration.bookings.holding().exists()
    ama = come(gathering, "Ama")
    checking_in.take_back(let_in(ama, universe), by=universe.lead, now=MORNING)
    assert ama.bookings.holding().exists()


def test_somebody_has_the_place_of_one_who_did_not_come_only_when_the_door_says_so(universe):
    gathering = open_summit(universe, capacity=1)
    come(gathering, "Ama")
    page, door = page_of(gathering), universe.by_role["door"]
    with pytest.raises(RuleBroken, match="All 1 places are taken, and 0 people are there"):
        walk_ins.walk_in(page, by=door, now=MORNING, name="Bo")
    walk_ins.walk_in(page, by=door, now=MORNING, name="Bo", instead=True)
    assert came_to(gathering) == 1


def test_the_record_of_who_did_what_does_not_say_who_came(universe, gathering):
    let_in(come(gathering, "Ama"), universe)
    event = AuditEvent.objects.latest("position")
    assert event.sentence == "checked somebody in"
    assert "Ama" not in f"{event.details} {event.subject_id}"
