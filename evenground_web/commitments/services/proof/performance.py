"""What organisations count about their own work on a commitment."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from evenground_web.commitments.models import (
    Commitment,
    PerformanceMeasure,
    PerformanceValue,
)
from evenground_web.commitments.models.performance import as_given
from evenground_web.commitments.services.lists.having import rare
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Organisation, Person
from evenground_web.people.services.small_numbers import protected


@audit.in_turn()
def add_measure(
    commitment: Commitment,
    *,
    by: Person | None,
    asks: str,
    title: str,
    unit: str,
    owner: Organisation,
    counts_people: bool = True,
    now: datetime | None = None,
) -> PerformanceMeasure:
    """Say what an organisation counts about its own work. The same again is kept once."""
    title, unit = one_line(title), one_line(unit)
    if asks not in PerformanceMeasure.Asks:
        raise RuleBroken("Choose which question it answers.")
    if not title or not unit:
        raise RuleBroken("Write what is counted, and in what unit.")
    if owner.pk not in commitment.organisation_ids:
        raise RuleBroken(
            f"{owner} neither owns nor shares {commitment.reference}, so it has no work to count here."
        )
    kept = commitment.performance_measures.filter(owner=owner, title=title).first()
    if kept:
        return kept
    measure = PerformanceMeasure.objects.create(
        commitment=commitment, asks=asks, title=title, unit=unit, owner=owner,
        counts_people=counts_people,
    )  # fmt: skip
    audit.record(
        "commitment.measure_added", commitment, by=by, now=now,
        sentence=f"began to count “{title}” for {owner}", measure=measure.pk,
    )  # fmt: skip
    return measure


@audit.in_turn()
def record_value(
    measure: PerformanceMeasure,
    *,
    by: Person | None,
    on: date,
    value: float,
    note: str = "",
    now: datetime | None = None,
) -> PerformanceValue:
    """Write down what was counted up to a day. Another number for the same day corrects it."""
    if not math.isfinite(value):
        raise RuleBroken("Give a number.")
    if measure.counts_people and (value < 0 or value != int(value)):
        raise RuleBroken("This counts people. Give a whole number, 0 or more.")
    today = timezone.localdate(now)
    if on > today:
        raise RuleBroken(f"{nhs_date(on)} has not come yet. Choose a day up to {nhs_date(today)}.")
    measure = PerformanceMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    kept = measure.recorded.filter(on=on).first()
    if kept and (kept.value, kept.note) == (value, note):
        return kept
    said = f"“{measure}” on {nhs_date(on)}"
    did = (
        f"corrected {said} from {kept.shown} to {as_given(value)} {measure.unit}"
        if kept
        else f"recorded {said}: {as_given(value)} {measure.unit}"
    )
    recorded, _ = PerformanceValue.objects.update_or_create(
        measure=measure, on=on,
        defaults={"value": value, "note": note, "at": now or timezone.now(), "by": by},
    )  # fmt: skip
    audit.record(
        "commitment.value_recorded", measure.commitment, by=by, now=now, sentence=did,
        measure=measure.pk,
    )  # fmt: skip
    return recorded


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A number as its reader may see it."""

    words: str
    on: date
    note: str


def measures_by_owner(
    commitment: Commitment, *, public: bool = False
) -> list[tuple[Organisation, list[tuple[PerformanceMeasure, list[Counted]]]]]:
    """What each organisation counts, under its own name, the owner of the commitment first.

    Numbers of people that everybody reads are protected, and lose their notes.
    """
    found = (
        rare(commitment, "performance_measures")
        .select_related("owner")
        .prefetch_related("recorded")
    )
    owners: dict[Organisation, list[tuple[PerformanceMeasure, list[Counted]]]] = {}
    for measure in found:
        told = list(_told(measure, hidden=public and measure.counts_people))
        owners.setdefault(measure.owner, []).append((measure, told))
    return sorted(
        owners.items(), key=lambda pair: (pair[0].pk != commitment.owner_id, pair[0].name)
    )


def _told(measure: PerformanceMeasure, *, hidden: bool) -> Iterable[Counted]:
    for one in measure.recorded.all():
        number = protected(round(one.value)) if hidden else one.shown
        yield Counted(words=f"{number} {measure.unit}", on=one.on, note="" if hidden else one.note)
