"""Which figures of a gap count, where it stands now, and how it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet

from evenground.indicators import ALL
from evenground.measures import Estimate, difference_of
from evenground_web.insight.models import Change, Gap, GapPoint, Measurement

ACCOUNT = ("release__understood", "release__set_aside")  # long, and not about the figures
FIGURES = ("absolute", "absolute_lower", "absolute_upper")
NEEDED = ("gap_id", "period", "period_end", "group__period_start", *FIGURES)
Span = tuple[date, date]
DAYS_BETWEEN_LENGTHS = 7  # a leap year and a year are of one length


class ChangeInGap(NamedTuple):
    """The latest gap minus the first, with 95% confidence limits."""

    value: float
    lower: float
    upper: float


def series(gap: Gap, *, public: bool = False) -> list[GapPoint]:
    """The gap in every period, oldest first, each as its newest release measured it; with `public`
    only of releases that everybody may read."""
    points = gap.points.exclude(release__public_since=None) if public else gap.points
    return _newest(_measured(points))


def series_of(gaps: Iterable[Gap]) -> dict[int, list[GapPoint]]:
    """The same for many gaps in one query; each point knows its gap."""
    by_id = {gap.pk: gap for gap in gaps}
    points: dict[int, list[GapPoint]] = {pk: [] for pk in by_id}
    for point in _measured(GapPoint.objects.filter(gap__in=by_id)):
        point.gap = by_id[point.gap_id]
        points[point.gap_id].append(point)
    return {pk: _newest(found) for pk, found in points.items()}


def _measured(points: Any) -> QuerySet[GapPoint]:
    found: QuerySet[GapPoint] = points.select_related("group", "reference", "release")
    return found.defer(*ACCOUNT).order_by("period_end", "release__made_at", "release_id")


def _newest(points: Iterable[GapPoint]) -> list[GapPoint]:
    return list({point.period: point for point in points}.values())


def groups(gap: Gap) -> list[Measurement]:
    """What the newest release says of every group of the dimension, and of everyone."""
    if gap.latest is None:
        return []
    found = Measurement.objects.filter(
        release=gap.latest.release_id,
        indicator=gap.indicator_id,
        place=gap.place_id,
        dimension__in=[gap.dimension, ALL],
        period=gap.latest.period,
    )
    return sorted(found, key=lambda m: (m.dimension == ALL, m.order, m.group))


def bring_up_to_date(gaps: Iterable[Gap]) -> None:
    """Find the first and the latest figure of each gap, and how it changed between them."""
    gaps = list(gaps)
    points: dict[int, dict[str, GapPoint]] = {gap.pk: {} for gap in gaps}
    found = GapPoint.objects.filter(gap__in=points).select_related("group").only(*NEEDED)
    for point in found.order_by("period_end", "release__made_at", "release_id"):
        points[point.gap_id][point.period] = point
    for gap in gaps:
        in_order = list(points[gap.pk].values())
        gap.latest = in_order[-1] if in_order else None
        gap.first = _first_comparable(in_order)
    for gap, change in zip(gaps, changes(gaps), strict=True):
        gap.change = change
    Gap.objects.bulk_update(gaps, ["first", "latest", "change"], batch_size=200)


def _first_comparable(points: Sequence[GapPoint]) -> GapPoint | None:
    """The oldest figure over a period as long as the latest one, and before it."""
    if not points or points[-1].absolute is None:
        return None
    latest = points[-1]
    span = (latest.group.period_start, latest.period_end)
    for point in points[:-1]:
        earlier = (point.group.period_start, point.period_end)
        if point.absolute is not None and comparable(earlier, span):
            return point
    return None


def comparable(earlier: Span, later: Span) -> bool:
    """Whether two periods, each a first and a last day, are as long and the later begins after the other."""
    lengths = [(last - first).days for first, last in (earlier, later)]
    return abs(lengths[0] - lengths[1]) <= DAYS_BETWEEN_LENGTHS and earlier[1] < later[0]


def change_in(gap: Gap) -> ChangeInGap | None:
    """How far the gap moved from its first period to its latest; None when that cannot be said."""
    if gap.first is None or gap.latest is None:
        return None
    moved = difference_of(_estimate([gap.latest]), _estimate([gap.first]))
    if np.isnan(moved).any():
        return None
    return ChangeInGap(*(float(numbers[0]) for numbers in moved))


def changes(gaps: Sequence[Gap]) -> list[Change]:
    """The change of each gap in one word."""
    return verdicts(_estimate([gap.first for gap in gaps]), _estimate([gap.latest for gap in gaps]))


def verdicts(then: Estimate, now: Estimate) -> list[Change]:
    """How gaps changed, each in one word, only as far as the limits support it.

    A gap that crossed nought turned round when it was clear on both sides. Clear on one side only, it
    widened or narrowed; clear on neither, nobody can say.
    """
    moved = difference_of(now, then)
    known = ~(np.isnan(moved.lower) | np.isnan(moved.upper))
    clear, was_clear, is_clear = ((e.lower > 0) | (e.upper < 0) for e in (moved, then, now))
    crossed = then.value * now.value < 0
    wider = np.where(crossed, is_clear, np.abs(now.value) > np.abs(then.value))
    words = np.select(
        [
            ~known,
            ~clear | (crossed & ~was_clear & ~is_clear),
            crossed & was_clear & is_clear,
            wider,
        ],
        [Change.TOO_LITTLE, Change.UNCLEAR, Change.TURNED, Change.WIDENED],
        Change.NARROWED,
    )
    return [Change(word) for word in words.tolist()]


def _estimate(points: Sequence[GapPoint | None]) -> Estimate:
    def numbers(name: str) -> np.ndarray:
        values = [getattr(point, name) if point else None for point in points]
        return np.array([np.nan if value is None else value for value in values])

    return Estimate(*(numbers(name) for name in FIGURES))
