"""Finding pledges: for members, for everybody, for cards; and what puts a pledge into practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Length

from evenground_web.commitments.models import Commitment, DeliveryStatus, Pledge, Signature
from evenground_web.commitments.models.pledges import REVIEW_DUE, Level, PledgeQuerySet, State
from evenground_web.commitments.services.records.rollup import MOST_SHOWN
from evenground_web.core.lists import CountOf
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Place

NAMES_SHOWN = 5
DEEPEST = 6
RELATED = ("commitment__owner", "commitment__gathering", "commitment__topic")
STANDING = Q(signatures__withdrawn_on=None)


def find_pledges(
    among: PledgeQuerySet,
    *,
    on: date,
    level: str = "",
    state: str = "",
    gathering: Gathering | None = None,
    topic: Topic | None = None,
    place: Place | None = None,
) -> QuerySet[Pledge]:
    """Of these pledges, those that fit all of this, the newest first, each with how many stand behind it.

    A place is that of the owner; a system's places are within it.
    """
    found = among.select_related(*RELATED)
    if state == REVIEW_DUE:
        found = found.review_due(on=on)
    elif state:
        found = found.filter(state=state)
    if level:
        found = found.filter(level=level)
    if gathering:
        found = found.filter(commitment__gathering=gathering)
    if topic:
        found = found.filter(commitment__topic=topic)
    if place:
        found = found.filter(
            Q(commitment__owner__place=place) | Q(commitment__owner__place__parent=place)
        )
    behind = Signature.objects.standing().filter(pledge=OuterRef("pk"))
    found = found.filter(commitment__kind=Commitment.Kind.PLEDGE).annotate(
        organisations=CountOf(behind.exclude(organisation=None)),
        people=CountOf(behind.filter(organisation=None)),
    )
    return found.order_by(
        "-commitment__created", Length("commitment__reference"), "commitment__reference"
    )


def with_names(found: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """Each with the first few signatories who may be named in public, as `named`."""
    named = Signature.objects.named_in_public().select_related("organisation", "person")
    return found.prefetch_related(
        Prefetch("signatures", queryset=named[:NAMES_SHOWN], to_attr="named")
    )


def waiting_at(gathering: Gathering) -> QuerySet[Pledge]:
    """Pledges that this gathering may agree: proposed there, or nowhere in particular."""
    here = Q(commitment__gathering=gathering) | Q(commitment__gathering=None)
    found = Pledge.objects.filter(here, state=State.PROPOSED).select_related("commitment")
    return found.annotate(signatories=Count("signatures", filter=STANDING)).order_by(
        F("commitment__gathering").asc(nulls_last=True), "commitment__reference"
    )


@dataclass
class RollUp:
    """What puts a pledge into practice, however far below it."""

    pledges: list[Pledge] = field(default_factory=list)
    actions: list[Commitment] = field(default_factory=list)

    @property
    def pledges_shown(self) -> list[Pledge]:
        return self.pledges[:MOST_SHOWN]

    @property
    def actions_shown(self) -> list[Commitment]:
        return self.actions[:MOST_SHOWN]

    @property
    def counts(self) -> list[str]:
        """In words: 3 organisational pledges, 1 kept; 5 actions, 2 complete."""
        lines = []
        for level in reversed(Level):
            states = Counter(one.state for one in self.pledges if one.level == level)
            told = {State(state).label.lower(): number for state, number in states.items()}
            if told:
                lines.append(_counted(f"{level.label.lower()} pledge", told))
        statuses = Counter(one.delivery_status for one in self.actions)
        if statuses:
            told = {DeliveryStatus(key).label.lower(): number for key, number in statuses.items()}
            lines.append(_counted("action", told))
        return lines


def _counted(thing: str, told: dict[str, int]) -> str:
    total = sum(told.values())
    parts = ", ".join(f"{number} {label}" for label, number in sorted(told.items()))
    return f"{total} {thing}{'' if total == 1 else 's'}: {parts}"


def roll_up(pledge: Pledge) -> RollUp:
    """The pledges and actions below, level by level: one query for each."""
    found, above, seen = RollUp(), [pledge.pk], {pledge.pk}
    for _ in range(DEEPEST):
        rows = list(_children(above, seen))
        seen |= {row.pk for row in rows}
        found.pledges += [row.pledge for row in rows if row.kind == Commitment.Kind.PLEDGE]
        found.actions += [row for row in rows if row.kind != Commitment.Kind.PLEDGE]
        above = [row.pk for row in rows if row.goes_on]
        if not above:
            break
    return found


def _children(above: Collection[int], seen: Collection[int]) -> QuerySet[Any]:
    below = Commitment.objects.filter(parent=OuterRef("pk"))
    rows = Commitment.objects.filter(parent__in=above).exclude(pk__in=seen)
    return (
        rows.annotate(goes_on=Exists(below))
        .select_related("pledge", "owner")
        .defer("text", "success_measure", "mechanism", "population_reason", "delivery_reason")
        .order_by(F("due").asc(nulls_last=True), Length("reference"), "reference")
    )
