"""How far a commitment has come: its milestones and what puts it into practice, added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from evenground_web.commitments.models import (
    Commitment,
    DeliveryStatus,
    Milestone,
    ProgressOverride,
)
from evenground_web.commitments.services.lists.having import has, rare
from evenground_web.commitments.services.records.records import locked
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

DEEPEST = 10
MOST_SHOWN = 20
SAID = ("reference", "title", "kind", "parent", "weight", "delivery_status", "verified_on", "owner__name")  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A milestone or a commitment that counts in the progress of another."""

    record: Milestone | Commitment
    weight: int
    percent: float
    by_hand: bool = False


@dataclass(frozen=True)
class Progress:
    """How far: what the parts add up to, and what somebody set by hand in its place."""

    counted: float
    parts: list[Part] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    children: list[Commitment] = field(default_factory=list)
    override: ProgressOverride | None = None

    @property
    def exact(self) -> float:
        by_hand = self.override.percent if self.override else None
        return self.counted if by_hand is None else float(by_hand)

    @property
    def percent(self) -> int:
        """In whole per cent; 100 is said only of what is done."""
        return int(self.exact + 1e-9)

    @property
    def counted_percent(self) -> int:
        return int(self.counted + 1e-9)

    @property
    def is_by_hand(self) -> bool:
        return self.override is not None and self.override.percent is not None

    @property
    def parts_shown(self) -> list[Part]:
        return self.parts[:MOST_SHOWN]

    @property
    def children_shown(self) -> list[Commitment]:
        return self.children[:MOST_SHOWN]

    @property
    def has_weights(self) -> bool:
        return len({part.weight for part in self.parts}) > 1


def weighted(parts: Iterable[tuple[int, float]]) -> float:
    """The mean of percentages by their weights; 0 where there are none."""
    parts = list(parts)
    total = sum(weight for weight, _ in parts)
    return sum(weight * percent for weight, percent in parts) / total if total else 0.0


def progress(commitment: Commitment) -> Progress:
    """What is complete counts as 100, what was withdrawn is left out, and what has no parts
    counts as 0 until it is complete."""
    return _Tree(commitment).progress(commitment)


class _Tree:
    """A commitment with all that puts it into practice: a query for each level, and a few for all."""

    def __init__(self, root: Commitment) -> None:
        self.children: dict[int, list[Commitment]] = defaultdict(list)
        self.overrides: dict[int, ProgressOverride] = {}
        in_order = rare(root, "milestones").order_by(F("due").asc(nulls_last=True), "pk")
        self.milestones: list[Milestone] = list(in_order.prefetch_related("moves"))
        keys, level = {root.pk}, [root.pk] if has(root, "children") else []
        for _ in range(DEEPEST):
            if not level:
                break
            below = Commitment.objects.filter(parent__in=level)
            found = list(below.select_related("owner").only(*SAID))
            for child in found:
                self.children[child.parent_id or 0].append(child)
            level = [child.pk for child in found]
            keys |= set(level)
        self.steps = _steps_of(keys - {root.pk})
        for override in ProgressOverride.objects.filter(commitment__in=keys).select_related("by"):
            self.overrides.setdefault(override.commitment_id, override)

    def progress(self, commitment: Commitment) -> Progress:
        """Of the commitment itself, with its milestones as parts."""
        parts = [
            Part(milestone, milestone.weight, 100.0 if milestone.done_on else 0.0)
            for milestone in self.milestones
        ]
        return self._progress(commitment, parts, ())

    def _progress(
        self, commitment: Commitment, parts: list[Part], steps: Iterable[tuple[int, float]]
    ) -> Progress:
        for child in self.children[commitment.pk]:
            if child.delivery_status != DeliveryStatus.WITHDRAWN:
                of_child = self._progress(child, [], self.steps.get(child.pk, ()))
                parts.append(Part(child, child.weight, of_child.exact, of_child.is_by_hand))
        counted = weighted([*steps, *((part.weight, part.percent) for part in parts)])
        if commitment.delivery_status == DeliveryStatus.COMPLETE:
            counted = 100.0
        return Progress(
            counted, parts, self.milestones, self.children[commitment.pk],
            self.overrides.get(commitment.pk),
        )  # fmt: skip


def _steps_of(keys: Collection[int]) -> dict[int, list[tuple[int, float]]]:
    """The weights of the milestones of these, done and not done, and how far each has come."""
    steps: dict[int, list[tuple[int, float]]] = defaultdict(list)
    if keys:
        rows = Milestone.objects.filter(commitment__in=keys).order_by()
        for pk, weight, done in rows.values_list("commitment", "weight", "done_on"):
            steps[pk].append((weight, 100.0 if done else 0.0))
    return steps


@audit.in_turn()
def set_progress(
    commitment: Commitment,
    *,
    by: Person | None,
    percent: int | None,
    reason: str,
    now: datetime | None = None,
) -> ProgressOverride | None:
    """Set the progress by hand, shown as such; without a number it is counted from its parts again."""
    current, reason = locked(commitment), reason.strip()
    last = current.progress_overrides.first()
    if last is None and percent is None:
        raise RuleBroken("The progress is counted from its parts already. Write a number.")
    if not reason:
        raise RuleBroken(
            "Write the reason: the number no longer comes from milestones and actions."
        )
    if percent is not None and not 0 <= percent <= 100:
        raise RuleBroken("Write a number from 0 to 100.")
    if last and (last.percent, last.reason) == (percent, reason):
        return last
    override = ProgressOverride.objects.create(
        commitment=current, percent=percent, reason=reason, by=by, at=now or timezone.now()
    )
    sentence = (
        "gave the progress back to its parts" if percent is None
        else f"set the progress to {percent}% by hand"
    )  # fmt: skip
    audit.record(
        "commitment.progress_set", current, by=by, now=now,
        sentence=f"{sentence}: {reason.rstrip('.')}",
    )  # fmt: skip
    return override
