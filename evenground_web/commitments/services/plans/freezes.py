"""A plan frozen on a day, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenground_web.commitments.models import CLOSED, Commitment, DeliveryStatus, PlanFreeze
from evenground_web.commitments.services.lists.listing import IN_ORDER
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person


@dataclass(frozen=True)
class Moved:
    """What a commitment said on the day of the freeze, and what it says now."""

    commitment: Commitment
    then: Any
    now: Any

    @property
    def days(self) -> int:
        """How many days later a due date is."""
        return (self.now - self.then).days if self.then and self.now else 0


@dataclass(kw_only=True)
class Difference:
    """What became of a plan since it was frozen."""

    added: list[Commitment] = field(default_factory=list)
    withdrawn: list[Commitment] = field(default_factory=list)
    closed: list[Commitment] = field(default_factory=list)
    opened_again: list[Commitment] = field(default_factory=list)
    due_dates: list[Moved] = field(default_factory=list)
    owners: list[Moved] = field(default_factory=list)
    titles: list[Moved] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(value for name, value in vars(self).items() if name != "unchanged")


@audit.in_turn()
def freeze_plan(
    plan: str, *, by: Person | None, on: date | None = None, now: datetime | None = None
) -> PlanFreeze:
    """Keep every commitment of a plan as it stands; once a day."""
    on = on or timezone.localdate(now)
    if kept := PlanFreeze.objects.filter(plan=plan, frozen_on=on).first():
        return kept
    content = [_frozen(commitment) for commitment in _in_plan(plan)]
    if not content:
        raise RuleBroken(f"The plan “{plan}” has no commitments, so there is nothing to freeze.")
    freeze = PlanFreeze.objects.create(
        plan=plan, frozen_on=on, by=by, at=now or timezone.now(), content=content
    )
    audit.record(
        "plan.frozen", freeze, by=by, now=now,
        sentence=f"froze the plan {plan} with its {len(content)} commitments",
    )  # fmt: skip
    return freeze


def difference(freeze: PlanFreeze) -> Difference:
    """What changed in the plan since the day it was frozen."""
    found = Difference()
    then = {row["pk"]: row for row in freeze.content}
    now = {commitment.pk: commitment for commitment in _in_plan(freeze.plan)}
    found.left = [f"{row['reference']} {row['title']}" for pk, row in then.items() if pk not in now]
    for pk, commitment in now.items():
        if pk not in then:
            found.added.append(commitment)
            continue
        changes = list(_changes(then[pk], commitment))
        for name, change in changes:
            getattr(found, name).append(change)
        found.unchanged += not changes
    return found


def _changes(then: dict[str, Any], commitment: Commitment) -> Iterator[tuple[str, Any]]:
    """The list of a difference that each change belongs to, and the change."""
    was_closed, is_closed = then["status"] in CLOSED, commitment.delivery_status in CLOSED
    if commitment.delivery_status == DeliveryStatus.WITHDRAWN != then["status"]:
        yield "withdrawn", commitment
    elif is_closed and not was_closed:
        yield "closed", commitment
    elif was_closed and not is_closed:
        yield "opened_again", commitment
    due = date.fromisoformat(then["due"]) if then["due"] else None
    if due != commitment.due:
        yield "due_dates", Moved(commitment, due, commitment.due)
    if (then["owner_pk"], then["person_pk"]) != (commitment.owner_id, commitment.owner_person_id):
        yield "owners", Moved(commitment, then["owner"], _owner(commitment))
    if then["title"] != commitment.title:
        yield "titles", Moved(commitment, then["title"], commitment.title)


def _in_plan(plan: str) -> Iterator[Commitment]:
    found = Commitment.objects.filter(plan=plan).select_related("owner", "owner_person")
    yield from found.order_by(*IN_ORDER)


def _frozen(commitment: Commitment) -> dict[str, Any]:
    return {
        "pk": commitment.pk,
        "reference": commitment.reference,
        "title": commitment.title,
        "owner_pk": commitment.owner_id,
        "person_pk": commitment.owner_person_id,
        "owner": _owner(commitment),
        "due": commitment.due.isoformat() if commitment.due else "",
        "status": commitment.delivery_status,
    }


def _owner(commitment: Commitment) -> str:
    person = commitment.owner_person
    return f"{commitment.owner}, {person}" if person else str(commitment.owner)
