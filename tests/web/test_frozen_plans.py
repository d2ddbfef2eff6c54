"""A plan frozen on a day says what changed since, and nobody rewrites it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import PlanFreeze
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge, complete
from tests.web.pages import page, press

PLAN = "Fair Care"
DAY = date(2026, 2, 1)


@pytest.fixture
def frozen(universe):
    for title in ("Walks", "Swims", "Dances", "Songs"):
        add_pledge(universe, kind="action", title=title, plan=PLAN, owner_person=universe.alice)
    return services.freeze_plan(PLAN, by=universe.lead, on=DAY)


def of(freeze, title):
    pk = next(row["pk"] for row in freeze.content if row["title"] == title)
    return services.find_commitments(on=DAY, plan=PLAN).get(pk=pk)


def test_nothing_changed_on_the_day_itself(frozen):
    found = services.difference(frozen)
    assert found.is_empty
    assert found.unchanged == 4


def test_due_dates_owners_added_withdrawn_and_closed_are_told_apart(universe, frozen):
    walks, swims, dances = (of(frozen, title) for title in ("Walks", "Swims", "Dances"))
    services.move_due_date(walks, by=None, due=date(2027, 1, 30), reason="Rain")
    services.edit_commitment(
        walks, by=None, revision=1, owner=universe.housing, owner_person=universe.bob
    )
    complete(swims, by=None)
    services.withdraw(dances, by=universe.lead, reason="No hall")
    added = add_pledge(universe, kind="action", title="Races", plan=PLAN)
    add_pledge(universe, kind="action", title="Of another plan")
    found = services.difference(frozen)
    (moved,) = found.due_dates
    assert (moved.commitment, moved.then, moved.now) == (
        walks, date(2026, 12, 31), date(2027, 1, 30),
    )  # fmt: skip
    assert moved.days == 30
    (owner,) = found.owners
    assert (owner.then, owner.now) == ("Harbour NHS Trust, Alice", "Hills Housing, Bob")
    assert (found.closed, found.withdrawn, found.added) == ([swims], [dances], [added])
    assert (found.unchanged, found.left) == (1, [])


def test_what_opened_again_and_what_left_the_plan_are_told(universe, frozen):
    songs = of(frozen, "Songs")
    complete(songs, by=None)
    later = services.freeze_plan(PLAN, by=universe.lead, on=date(2026, 3, 1))
    services.change_delivery_status(songs, by=None, status="at_risk", reason="It stopped")
    services.edit_commitment(of(frozen, "Walks"), by=None, revision=1, plan="Another")
    found = services.difference(later)
    assert [one.pk for one in found.opened_again] == [songs.pk]
    assert found.left == ["A1 Walks"]
    assert services.difference(frozen).opened_again == []


def test_a_plan_is_frozen_once_a_day_and_never_rewritten(universe, frozen):
    assert services.freeze_plan(PLAN, by=universe.lead, on=DAY) == frozen
    with pytest.raises(RuleBroken, match="has no commitments"):
        services.freeze_plan("Nothing", by=universe.lead)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PlanFreeze.objects.update(content=[])


def test_the_lead_freezes_a_plan_and_everybody_reads_what_changed(universe, client, frozen):
    page(client, "/commitments/plans/Fair%20Care/freeze/", as_=universe.lead, status=405)
    press(client, "/commitments/plans/Fair%20Care/freeze/", as_=universe.alice)
    assert PlanFreeze.objects.count() == 1, "Alice may not"
    press(client, "/commitments/plans/Fair%20Care/freeze/", as_=universe.lead)
    assert PlanFreeze.objects.count() == 2
    services.withdraw(of(frozen, "Dances"), by=universe.lead, reason="No hall")
    shown = page(client, frozen.get_absolute_url(), as_=universe.bob)
    assert "What changed since 1 February 2026" in shown
    assert "No hall" in shown
    assert "Since 1 February 2026" in page(client, "/commitments/plans/")
