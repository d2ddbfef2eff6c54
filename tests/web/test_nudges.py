"""Reminders: the owner, then the lead, then the board secretary, each once, until somebody writes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Nudge, NudgeRule
from evenground_web.commitments.services.reminders.nudges import nudge, set_rule
from evenground_web.commitments.services.reminders.nudging import Standing, Step, next_step, trouble
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services as people
from evenground_web.people.models import Membership
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.post import letters, text_of

START = date(2026, 1, 1)
days = st.integers(1, 120)


@st.composite
def rules_(draw):
    lead = draw(days)
    return NudgeRule(
        no_update_for=draw(days), late_by=draw(days), lead_after=lead,
        secretary_after=lead + draw(days),
    )  # fmt: skip


lives = st.builds(
    Standing,
    closed=st.booleans(),
    alive=st.dates(START, START + timedelta(60)),
    due=st.none() | st.dates(START, START + timedelta(200)),
)


def told(standing, rule, looked_on) -> list[tuple[Step, date]]:
    """The steps that are taken when somebody counts on each of these days."""
    taken: dict[Step, date] = {}
    for on in sorted(looked_on):
        if step := next_step(standing, rule, taken=taken, on=on):
            assert step not in taken
            taken[step] = on
    return list(taken.items())


looks = st.sets(st.dates(START, START + timedelta(900)), max_size=60)


@given(lives, rules_(), looks)
def test_each_step_is_taken_once_in_order_with_its_full_time_and_never_for_what_is_closed(
    standing, rule, looked_on
):
    steps = told(standing, rule, looked_on)
    assert [step for step, _ in steps] == list(Step)[: len(steps)]
    if standing.closed:
        assert steps == []
    if steps:
        first = steps[0][1]
        assert first >= trouble(standing, rule)[0] > standing.alive
    if len(steps) > 1:
        assert (steps[1][1] - steps[0][1]).days >= rule.lead_after
    if len(steps) > 2:
        assert (steps[2][1] - steps[1][1]).days >= rule.secretary_after - rule.lead_after


@given(lives, rules_(), looks, st.integers(0, 900))
def test_a_sign_of_life_begins_the_count_anew(standing, rule, looked_on, after):
    alive = standing.alive + timedelta(after)
    again = Standing(closed=standing.closed, alive=alive, due=standing.due)
    assert all(on > alive for _, on in told(again, rule, looked_on))


@given(lives, rules_())
def test_somebody_who_counts_every_day_tells_all_three_in_time(standing, rule):
    every = {START + timedelta(n) for n in range(900)}
    steps = dict(told(standing, rule, every))
    if not standing.closed:
        first = trouble(standing, rule)[0]
        assert steps[Step.OWNER] == first
        assert steps[Step.SECRETARY] == first + timedelta(rule.secretary_after)


@pytest.fixture
def pledge(universe):
    """Harbour NHS Trust's, led by somebody there who is not its lead, due at the end of 2026."""
    owner = people.add_person(by=None, name="Olu", email="olu@example.org")
    return add_pledge(universe, owner_person=owner)


@pytest.fixture(autouse=True)
def _roles_are_held_since_the_beginning(request):
    if "universe" in request.fixturenames:
        request.getfixturevalue("universe")
        Membership.objects.update(starts=START)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def count(first: date, last: date) -> list[Nudge]:
    found = []
    while first <= last:
        found += nudge(on=first, now=at(first))
        first += timedelta(1)
    return found


def test_owner_then_lead_then_secretary_are_told_and_the_page_says_who_and_when(
    universe, pledge, client
):
    made = count(START, date(2026, 4, 1))
    assert [(one.step, one.on) for one in made] == [
        ("owner", date(2026, 1, 31)), ("lead", date(2026, 2, 14)), ("secretary", date(2026, 2, 28)),
    ]  # fmt: skip
    assert [letter.to for letter in letters()] == [
        ["olu@example.org"], ["alice@example.org"], ["board.secretary@example.org"],
    ]  # fmt: skip
    assert "reminding the owner and the lead did not help" in text_of(letters()[2])
    text = page(client, pledge.get_absolute_url(), as_=universe.bob)
    assert "31 January 2026, the owner: Olu. No update since 1 January 2026" in text
    assert "28 February 2026, the board secretary: Board secretary" in text
    assert "reminded Olu: nothing was written about it since 1 January 2026" in text


def test_counting_twice_on_one_day_reminds_once(universe, pledge):
    assert len(nudge(on=date(2026, 1, 31), now=at(date(2026, 1, 31)))) == 1
    assert nudge(on=date(2026, 1, 31), now=at(date(2026, 1, 31))) == []
    assert Message.objects.count() == 1


@pytest.mark.parametrize("sign", ["update", "status", "date"])
def test_any_sign_of_life_stops_the_reminders_also_those_that_wait(universe, pledge, sign):
    count(START, date(2026, 1, 31))
    now = at(date(2026, 2, 1))
    if sign == "update":
        commitments.add_update(pledge, by=universe.alice, text="Two groups walk", now=now)
    elif sign == "status":
        commitments.change_delivery_status(
            pledge, by=universe.alice, status="on_track", reason="Begun", now=now
        )
    else:
        commitments.move_due_date(
            pledge, by=universe.alice, due=date(2027, 1, 31), reason="Snow", now=now
        )
    assert letters(now=now) == []
    assert Message.objects.get().state == "called_off"
    assert count(date(2026, 2, 1), date(2026, 3, 2)) == []
    assert [one.step for one in count(date(2026, 3, 3), date(2026, 3, 3))] == ["owner"]


def test_what_is_closed_reminds_nobody(universe, pledge):
    commitments.change_delivery_status(
        pledge, by=universe.alice, status="stopped", reason="No money", now=at(START)
    )
    assert count(START, date(2026, 12, 31)) == []


def test_what_is_late_says_so_and_an_update_gives_time_but_no_peace(universe):
    pledge = add_pledge(universe, due=date(2026, 1, 10), owner_person=universe.alice)
    (made,) = count(START, date(2026, 1, 11))
    assert made.reason == "late"
    assert letters()[0].subject == f"{pledge.reference} is late"
    commitments.add_update(pledge, by=universe.alice, text="Soon", now=at(date(2026, 1, 12)))
    assert [one.on for one in count(date(2026, 1, 12), date(2026, 1, 20))] == [date(2026, 1, 13)]


def test_where_the_owner_is_the_lead_the_programme_lead_hears_next(universe):
    add_pledge(universe, owner_person=universe.alice)
    count(START, date(2026, 2, 14))
    assert [letter.to for letter in letters()] == [
        ["alice@example.org"], ["programme.lead@example.org"],
    ]  # fmt: skip


def test_where_nobody_can_be_told_it_is_said_and_the_next_hears(universe, client):
    pledge = add_pledge(universe, owner=universe.housing)
    people.close_account(universe.bob, by=universe.administrator)
    count(START, date(2026, 2, 14))
    text = page(client, pledge.get_absolute_url(), as_=universe.alice)
    assert "the owner: nobody could be reached" in text
    assert "the lead: Programme lead" in text


def test_a_group_has_days_of_its_own(universe, pledge, client):
    commitments.edit_commitment(
        pledge, by=universe.lead, revision=pledge.revision, group=universe.board
    )
    address = reverse("commitments:set_group_rule", args=[universe.board.pk])
    days_ = {"no_update_for": 10, "late_by": 1, "lead_after": 5, "secretary_after": 4}
    answer = press(client, address, as_=universe.administrator, **days_)
    assert "The lead must hear first" in words(answer)
    answer = press(client, address, **{**days_, "secretary_after": 9})
    assert "The reminders were changed" in words(answer)
    assert [one.on for one in count(START, date(2026, 1, 31))] == [
        date(2026, 1, 11), date(2026, 1, 16), date(2026, 1, 20),
    ]  # fmt: skip


def test_the_whole_partnership_has_one_rule(universe):
    first = {"no_update_for": 10, "late_by": 1, "lead_after": 5, "secretary_after": 9}
    set_rule(by=universe.administrator, **first)
    set_rule(by=universe.administrator, **{**first, "late_by": 2})
    assert NudgeRule.objects.get().late_by == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        NudgeRule.objects.create()
    with pytest.raises(RuleBroken, match="at least one day"):
        set_rule(by=universe.administrator, **{**first, "late_by": 0})


def test_the_database_refuses_a_step_twice(universe, pledge):
    (made,) = count(START, date(2026, 1, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.create(
            commitment=pledge, since=made.since, step="owner", reason="late", on=made.on
        )


def test_counting_costs_the_same_when_nothing_is_due(universe, django_assert_max_num_queries):
    for n in range(30):
        add_pledge(universe, title=f"Walk {n}")
    with django_assert_max_num_queries(12):
        nudge(on=START, now=at(START))


def test_the_command_takes_a_day_and_refuses_one_to_come(universe, pledge, capsys):
    call_command("nudge", "--on", "2026-01-31")
    assert "1 step taken" in capsys.readouterr().out
    with pytest.raises(CommandError, match="a day to come"):
        call_command("nudge", "--on", "2999-01-01")
    with pytest.raises(CommandError, match="not a day"):
        call_command("nudge", "--on", "Monday")
