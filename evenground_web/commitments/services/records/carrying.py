"""New commitments that grow from earlier ones: actions of recommendations, and what is carried on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.records.records import locked
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

SHARED = (
    "title", "text", "success_measure", "priority_population", "population_reason", "owner",
    "plan", "group", "gathering", "topic",
)  # fmt: skip


def to_begin_with(*, of: str = "", after: str = "") -> dict[str, Any]:
    """What a form begins with: `of` a recommendation or pledge, or `after` an earlier commitment."""
    key = of or after
    earlier = (
        Commitment.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    )
    if earlier is None:
        return {}
    shared = {name: getattr(earlier, name) for name in SHARED}
    shared["partners"] = list(earlier.partners.all())
    if of:
        return {**shared, "kind": Commitment.Kind.ACTION, "parent": earlier}
    return {
        **shared, "kind": earlier.kind, "mechanism": earlier.mechanism, "parent": earlier.parent,
        "carried_from": earlier,
    }  # fmt: skip


@audit.in_turn()
def carry_on(
    commitment: Commitment, *, by: Person | None, earlier: Commitment, now: datetime | None = None
) -> Commitment:
    """Say which earlier commitment this one carries on, so that its outcome stays in sight."""
    current = locked(commitment)
    if current.carried_from_id == earlier.pk:
        return current
    before: Commitment | None = Commitment.objects.get(pk=earlier.pk)
    while before:
        if before.pk == current.pk:
            raise RuleBroken(
                f"{earlier.reference} carries on {current.reference}, or is the same, so it cannot "
                "be the earlier one."
            )
        before = before.carried_from
    current.carried_from = earlier
    current.save(update_fields=["carried_from"])
    audit.record(
        "commitment.carried_on",
        current,
        by=by,
        now=now,
        sentence=f"said that it carries on {earlier}",
    )
    return current
