"""What a gap would have done anyway, as far as a method can say: by its own trend, or as elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenground_web.commitments.models import Baseline
from evenground_web.commitments.services.proof.comparison import (
    Figure,
    ThenAndNow,
    difference,
    figure_of,
)
from evenground_web.commitments.services.proof.feasibility import FEWEST_PERIODS, Expected, told
from evenground_web.insight.models import Gap, GapPoint
from evenground_web.insight.services import series
from evenground_web.insight.words import points as unit_of
from evenground_web.people.models import Place


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """The same gap in a place around ours, over the same two periods."""

    place: Place
    then: Figure
    now: Figure
    change: Figure
    beyond: Figure  # our change minus theirs


def other_place(baseline: Baseline, outcome: ThenAndNow, *, public: bool) -> Comparator | None:
    """The nation if it was measured, else the nearest place around ours."""
    gap = baseline.gap
    around = _around(gap.place)
    same = Gap.objects.filter(
        indicator=gap.indicator_id, dimension=gap.dimension, group=gap.group,
        reference_group=gap.reference_group, place__in=around,
    ).select_related("place", "indicator")  # fmt: skip
    by_place = {other.place_id: other for other in same}
    nation_first = sorted(around, key=lambda place: place.kind != Place.Kind.NATION)
    for place in nation_first:
        if place.pk in by_place and (
            found := _over_the_same(by_place[place.pk], baseline, outcome, public)
        ):
            return found
    return None


def _around(place: Place) -> list[Place]:
    """The places that hold this one, the nearest first."""
    found: list[Place] = []
    holder = place.parent
    while holder:
        found.append(holder)
        holder = holder.parent
    return found


def _over_the_same(
    other: Gap, baseline: Baseline, outcome: ThenAndNow, public: bool
) -> Comparator | None:
    points = {point.period: point for point in series(other, public=public)}
    if not {baseline.period, outcome.now_period} <= points.keys():
        return None
    then, now = (
        figure_of(points[period], "absolute", other.indicator)
        for period in (baseline.period, outcome.now_period)
    )
    change = difference(now, then)
    if change.value is None:
        return None
    return Comparator(
        place=other.place,
        then=then,
        now=now,
        change=change,
        beyond=difference(outcome.absolute_change, change),
    )


def trend_words(
    baseline: Baseline, expected: Expected | None, before: Sequence[GapPoint], outcome: ThenAndNow
) -> str:
    """What the trend before the promise would have led to, and where the newest figure lies."""
    if not outcome.now_period:
        return "Nothing newer was measured, so there is nothing to hold against what was expected."
    if expected is None:
        periods = len(before)
        if periods >= FEWEST_PERIODS:
            return "The figures before the promise have no limits that a line can be laid through."
        few = "1 period" if periods == 1 else f"{periods} periods"
        return (
            f"Only {few} had been measured up to the promise. That is no trend, so what it would have "
            "led to cannot be said."
        )
    unit = unit_of(baseline.gap.indicator.unit)
    now = outcome.absolute_now.times(-1 if (outcome.absolute_then.value or 0) < 0 else 1)
    figure = expected.figure
    low, high, value = figure.lower, figure.upper, now.value
    words = (
        f"The trend before the promise, over {expected.periods} periods from {expected.first} to "
        f"{expected.last}, would have led to {told(figure, unit)} in {outcome.now_period}. "
    )
    if low is None or high is None or value is None:
        return words.strip()
    if low <= value <= high:
        where = f"What was measured, {now.alone}, is within that: no more than the trend explains."
    else:
        side = "smaller" if value < low else "larger"
        where = f"What was measured, {now.alone}, is {side} than that. Why, figures do not say."
    return f"{words}{where} {expected.caution}".strip()


def comparator_words(
    elsewhere: Comparator | None, baseline: Baseline, outcome: ThenAndNow
) -> tuple[str, ...]:
    """How the same gap changed around, and whether ours changed otherwise."""
    if not outcome.now_period:
        return ()
    if elsewhere is None:
        return ("The same gap was not measured in another place over these periods.",)
    unit = unit_of(baseline.gap.indicator.unit)
    sign = -1 if (outcome.absolute_then.value or 0) < 0 else 1
    beyond = elsewhere.beyond
    words = (
        f"In {elsewhere.place} the same gap went from {elsewhere.then.times(sign)} to "
        f"{elsewhere.now.times(sign)}{unit} over the same periods. "
    )
    size = told(Figure(abs(beyond.value or 0), decimals=beyond.decimals), unit)
    if not beyond.has_limits:
        words += "Without limits nobody can say whether ours changed otherwise."
    elif not beyond.is_clear:
        words += "Ours did not clearly change otherwise."
    else:
        side = "smaller" if (beyond.times(sign).value or 0) < 0 else "larger"
        words += f"Ours is {size} {side} than if it had changed as it did there."
    return (f"{words} {elsewhere.place} holds our place too, which blurs the comparison a little.",)
