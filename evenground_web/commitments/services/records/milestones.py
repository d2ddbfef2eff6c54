"""The steps of a commitment: adding, changing, moving and reaching them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from evenground_web.commitments.models import Commitment, Milestone, MilestoneMove
from evenground_web.commitments.services.records.records import locked
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Person


@audit.in_turn()
def add_milestone(
    commitment: Commitment,
    *,
    by: Person | None,
    title: str,
    due: date | None = None,
    weight: int = 1,
    now: datetime | None = None,
) -> Milestone:
    """Add a step on the way; the same step is added once."""
    current = locked(commitment)
    title = _checked(title, weight)
    milestone, is_new = Milestone.objects.get_or_create(
        commitment=current, title=title, due=due,
        defaults={"original_due": due, "weight": weight},
    )  # fmt: skip
    if is_new:
        audit.record(
            "commitment.milestone_added", current, by=by, now=now,
            sentence=f"added the milestone “{title}”",
        )  # fmt: skip
    return milestone


@audit.in_turn()
def edit_milestone(
    milestone: Milestone,
    *,
    by: Person | None,
    title: str,
    weight: int = 1,
    now: datetime | None = None,
) -> Milestone:
    """Change what a step says and how much it counts; its date moves with a reason of its own."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    was = milestone.title
    sentence, details = apply_changes(
        milestone, {"title": _checked(title, weight), "weight": weight}
    )
    if sentence:
        audit.record(
            "commitment.milestone_edited", milestone.commitment, by=by, now=now,
            sentence=f"{sentence} of the milestone “{was}”", **details,
        )  # fmt: skip
    return milestone


@audit.in_turn()
def move_milestone(
    milestone: Milestone,
    *,
    by: Person | None,
    due: date,
    reason: str = "",
    now: datetime | None = None,
) -> Milestone:
    """Move the date of a step, or set the first one, which needs no reason."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    old, reason = milestone.due, reason.strip()
    if old == due:
        return milestone
    if milestone.done_on:
        raise RuleBroken(
            f"“{milestone}” was reached on {nhs_date(milestone.done_on)}, so its date stays."
        )
    if old and not reason:
        raise RuleBroken("Write why the date of the milestone moves.")
    milestone.due, milestone.original_due = due, milestone.original_due or due
    milestone.save(update_fields=["due", "original_due"])
    sentence = f"set the milestone “{milestone}” for {nhs_date(due)}"
    if old:
        MilestoneMove.objects.create(
            milestone=milestone, old=old, new=due, reason=reason, by=by, at=now or timezone.now()
        )
        sentence = (
            f"moved the milestone “{milestone}” from {nhs_date(old)} to {nhs_date(due)}: "
            f"{reason.strip(' .')}"
        )
    audit.record(
        "commitment.milestone_moved", milestone.commitment, by=by, now=now, sentence=sentence
    )
    return milestone


@audit.in_turn()
def complete_milestone(
    milestone: Milestone, *, by: Person | None, on: date | None = None, now: datetime | None = None
) -> Milestone:
    """Record that a step is done; pressing twice keeps the first date."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.done_on is None:
        milestone.done_on = on or timezone.localdate(now)
        milestone.save(update_fields=["done_on"])
        audit.record(
            "commitment.milestone_completed", milestone.commitment, by=by, now=now,
            sentence=f"completed the milestone “{milestone.title}”",
        )  # fmt: skip
    return milestone


def _checked(title: str, weight: int) -> str:
    title = one_line(title)
    if not title:
        raise RuleBroken("Write what the milestone is.")
    if weight < 1:
        raise RuleBroken("A milestone counts at least once: write a weight of 1 or more.")
    return title
