"""How far a promise has come is counted from its parts, and whoever says otherwise says why."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import MilestoneMove, ProgressOverride
from evenground_web.commitments.services.records.rollup import weighted
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge, complete
from tests.web.pages import page, press

PARTS = st.lists(st.tuples(st.integers(1, 100), st.floats(0, 100)), min_size=1, max_size=8)


@given(parts=PARTS, times=st.integers(1, 9))
def test_the_mean_lies_between_its_parts_and_only_the_shares_of_weights_count(parts, times):
    mean = weighted(parts)
    values = [percent for _, percent in parts]
    assert min(values) - 1e-9 <= mean <= max(values) + 1e-9
    assert weighted([(weight * times, percent) for weight, percent in parts]) == pytest.approx(mean)
    assert weighted([*parts, (1, mean)]) == pytest.approx(mean)


@pytest.fixture
def pledge(universe):
    return add_pledge(universe)


def action(universe, pledge, title, **given):
    return add_pledge(universe, kind="action", title=title, parent=pledge, **given)


def test_progress_rolls_up_from_milestones_to_actions_to_the_pledge(universe, pledge):
    walks = action(universe, pledge, "Walks")
    action(universe, pledge, "Swims")
    steps = [services.add_milestone(walks, by=None, title=title) for title in ("Find", "Train")]
    assert services.progress(pledge).percent == 0
    services.complete_milestone(steps[0], by=None)
    assert services.progress(walks).percent == 50
    assert services.progress(pledge).percent == 25
    complete(walks, by=universe.alice)
    assert services.progress(pledge).percent == 50


def test_weights_count_and_what_was_withdrawn_does_not(universe, pledge):
    walks = action(universe, pledge, "Walks", weight=3)
    swims, dances = action(universe, pledge, "Swims"), action(universe, pledge, "Dances")
    complete(walks, by=None)
    assert services.progress(pledge).percent == 60
    services.withdraw(dances, by=None, reason="No hall")
    assert services.progress(pledge).percent == 75
    assert {part.record for part in services.progress(pledge).parts} == {walks, swims}


def test_less_than_all_is_never_called_100(universe, pledge):
    walks = action(universe, pledge, "Walks", weight=100)
    action(universe, pledge, "Swims")
    services.add_milestone(walks, by=None, title="Most", weight=100)
    complete(walks, by=None)
    assert services.progress(pledge).percent == 99


def test_progress_set_by_hand_is_shown_as_such_with_its_reason(universe, client, pledge):
    with pytest.raises(RuleBroken, match="Write the reason"):
        services.set_progress(pledge, by=universe.alice, percent=60, reason=" ")
    with pytest.raises(RuleBroken, match="from 0 to 100"):
        services.set_progress(pledge, by=universe.alice, percent=101, reason="More")
    address = pledge.get_absolute_url() + "progress/"
    press(client, address, as_=universe.alice, percent="60", reason="Counted by hand")
    shown = page(client, pledge.get_absolute_url(), as_=universe.bob)
    assert "<strong>60%</strong>" in shown
    assert "Set by hand" in shown
    assert "Alice set this on" in shown
    assert "Counted by hand" in shown
    assert "add up to 0%" in shown
    press(client, address, as_=universe.alice, percent="", reason="Milestones are in")
    assert not services.progress(pledge).is_by_hand
    assert ProgressOverride.objects.count() == 2


def test_what_was_set_by_hand_stays_on_the_record(universe, pledge):
    services.set_progress(pledge, by=None, percent=60, reason="Counted")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ProgressOverride.objects.update(percent=90)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressOverride.objects.create(
            commitment=pledge, percent=101, reason="More", at="2026-03-01T10:00Z"
        )


def test_a_milestone_moves_with_a_reason_and_remembers_its_first_date(universe, client, pledge):
    step = services.add_milestone(pledge, by=None, title="First walk", due=date(2026, 3, 1))
    with pytest.raises(RuleBroken, match="Write why the date"):
        services.move_milestone(step, by=None, due=date(2026, 4, 1))
    for month in (4, 5):
        services.move_milestone(step, by=None, due=date(2026, month, 1), reason="Rain")
    step.refresh_from_db()
    assert (step.due, step.original_due) == (date(2026, 5, 1), date(2026, 3, 1))
    assert MilestoneMove.objects.count() == 2
    shown = page(client, pledge.get_absolute_url(), as_=universe.bob)
    assert "first set for 1 March 2026 and moved 2 times" in shown
    services.complete_milestone(step, by=None, on=date(2026, 5, 1))
    with pytest.raises(RuleBroken, match="was reached on 1 May 2026"):
        services.move_milestone(step, by=None, due=date(2026, 6, 1), reason="Again")


def test_a_milestone_is_changed_on_its_page(universe, client, pledge):
    step = services.add_milestone(pledge, by=None, title="First walk")
    address = f"/commitments/milestones/{step.pk}/edit/"
    page(client, address, as_=universe.bob, status=404)
    seen = client.get(address, follow=True)
    assert seen.status_code == 404
    press(client, address, as_=universe.alice, title="First walks", weight="2")
    step.refresh_from_db()
    assert (step.title, step.weight) == ("First walks", 2)


def test_weights_begin_at_one(universe, pledge):
    with pytest.raises(RuleBroken, match="weight of 1 or more"):
        services.add_milestone(pledge, by=None, title="First walk", weight=0)
    with pytest.raises(RuleBroken, match="weight of 1 or more"):
        add_pledge(universe, title="Other", weight=0)
