"""What waits for what, across organisations, never in a circle."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import Commitment, Dependency
from evenground_web.commitments.services.records.records import locked
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person


@audit.in_turn()
def wait_for(
    commitment: Commitment,
    *,
    by: Person | None,
    needs: Commitment,
    reason: str,
    now: datetime | None = None,
) -> Dependency:
    """Say that a commitment waits for another. Writers take turns, so two cannot close a circle."""
    current, reason = locked(commitment), reason.strip()
    if kept := Dependency.objects.filter(commitment=current, needs=needs).first():
        return kept
    if not reason:
        raise RuleBroken(f"Write what {current.reference} needs from {needs.reference}.")
    if needs.pk == current.pk:
        raise RuleBroken(f"{current.reference} cannot wait for itself. Choose another commitment.")
    if circle := _way(needs, current):
        raise RuleBroken(
            f"{current.reference} cannot wait for {needs.reference}: they would wait for each "
            f"other ({' waits for '.join(circle)})."
        )
    dependency = Dependency.objects.create(
        commitment=current, needs=needs, reason=reason, by=by, at=now or timezone.now()
    )
    audit.record(
        "commitment.waits_for", current, by=by, now=now, needs=needs.pk,
        sentence=f"said that it waits for {needs}: {reason.rstrip('.')}",
    )  # fmt: skip
    return dependency


@audit.in_turn()
def stop_waiting(dependency: Dependency, *, by: Person | None, now: datetime | None = None) -> None:
    """Take a dependency away; the history keeps it."""
    if Dependency.objects.filter(pk=dependency.pk).exists():
        audit.record(
            "commitment.waits_no_more", dependency.commitment, by=by, now=now,
            sentence=f"said that it no longer waits for {dependency.needs}",
        )  # fmt: skip
        dependency.delete()


def _way(start: Commitment, end: Commitment) -> list[str]:
    """The references on a way of waiting from one commitment to another; none when there is none."""
    names = {start.pk: start.reference}
    came: dict[int, int | None] = {start.pk: None}
    edge = [start.pk]
    while edge and end.pk not in came:
        rows = Dependency.objects.filter(commitment__in=edge).values_list(
            "commitment", "needs", "needs__reference"
        )
        new = {needs: (waits, name) for waits, needs, name in rows if needs not in came}
        for needs, (waits, name) in new.items():
            came[needs], names[needs] = waits, name
        edge = list(new)
    way: list[str] = []
    here: int | None = end.pk if end.pk in came else None
    while here is not None:
        way.insert(0, names[here])
        here = came[here]
    return way
