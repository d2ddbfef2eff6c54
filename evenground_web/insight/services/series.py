"""Which figures of a gap count, where it stands now, and how it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from evenground.measures import Estimate, difference_of
from evenground_web.insight.models import Change, Gap, GapPoint, Measurement

ACCOUNT = ("release__understood", "release__set_aside")  # long, and not about the figures
FIGURES = ("absolute", "absolute_lower", "absolute_upper")
NEEDED = ("gap_id", "period", "period_end", "group__period_start", *FIGURES)
EVERYONE = "all"  # the dimension of the rows that are about everyone
DAYS_BETWEEN_LENGTHS = 7  # a leap year and a year are of one length


class ChangeInGap(NamedTuple):
    """The latest gap minus the first, with 95% confidence limits."""

    value: float
    lower: float
    upper: float


def series(gap: Gap) -> list[GapPoint]:
    """The gap in every period, oldest first, each as its newest release measured it."""
    points = gap.points.select_related("group", "reference", "release").defer(*ACCOUNT)
    points = points.order_by("period_end", "release__made_at", "release_id")
    return list({point.period: point for point in points}.values())


def groups(gap: Gap) -> list[Measurement]:
    """What the newest release says of every group of the dimension, and of everyone."""
    if gap.latest is None:
        return []
    found = Measurement.objects.filter(
        release=gap.latest.release_id,
        indicator=gap.indicator_id,
        place=gap.place_id,
        dimension__in=[gap.dimension, EVERYONE],
        period=gap.latest.period,
    )
    return sorted(found, key=lambda m: (m.dimension == EVERYONE, m.order, m.group))


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
    for point in points[:-1]:
        as_long = abs(_days(point) - _days(latest)) <= DAYS_BETWEEN_LENGTHS
        if as_long and point.absolute is not None and point.period_end < latest.group.period_start:
            return point
    return None


def _days(point: GapPoint) -> int:
    return (point.period_end - point.group.period_start).days


def change_in(gap: Gap) -> ChangeInGap | None:
    """How far the gap moved from its first period to its latest; None when that cannot be said."""
    if gap.first is None or gap.latest is None:
        return None
    moved = difference_of(_estimate([gap.latest]), _estimate([gap.first]))
    if np.isnan(moved).any():
        return None
    return ChangeInGap(*(float(numbers[0]) for numbers in moved))


def changes(gaps: Sequence[Gap]) -> list[Change]:
    """The change of each gap in one word, only as far as the limits support it."""
    first = _estimate([gap.first for gap in gaps])
    latest = _estimate([gap.latest for gap in gaps])
    moved = difference_of(latest, first)
    clear = (moved.lower > 0) | (moved.upper < 0)
    turned = ((first.lower > 0) & (latest.upper < 0)) | ((first.upper < 0) & (latest.lower > 0))
    away = np.sign(moved.value) == np.sign(np.where(first.value == 0, moved.value, first.value))
    known = ~(np.isnan(moved.lower) | np.isnan(moved.upper))
    words = np.select(
        [~known, turned, ~clear, away],
        [Change.TOO_LITTLE, Change.TURNED, Change.UNCLEAR, Change.WIDENED],
        Change.NARROWED,
    )
    return [Change(word) for word in words.tolist()]


def _estimate(points: Sequence[GapPoint | None]) -> Estimate:
    def numbers(name: str) -> np.ndarray:
        values = [getattr(point, name) if point else None for point in points]
        return np.array([np.nan if value is None else value for value in values])

    return Estimate(*(numbers(name) for name in FIGURES))
