"""What the pages of gaps say, put together from records; no database, no markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from evenground_web.insight import words
from evenground_web.insight.models import (
    Change,
    Gap,
    GapPoint,
    Indicator,
    Measurement,
    Standing,
)

TRENDS = {
    Change.WIDENED: "The gap widened",
    Change.NARROWED: "The gap narrowed",
    Change.TURNED: "The gap turned round",
    Change.UNCLEAR: "The figures do not show a clear change",
    Change.TOO_LITTLE: "There is too little data to say whether the gap changed",
}


class Moved(Protocol):
    """A change in a gap with its limits."""

    @property
    def value(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...


@dataclass(frozen=True)
class Figure:
    """A number in words, with its limits or without."""

    text: str
    limits: str = ""


def absolute(point: GapPoint, indicator: Indicator) -> tuple[str, str]:
    return words.absolute(point, indicator), words.absolute_limits(point, indicator)


@dataclass(frozen=True)
class GapRow:
    """A gap in the list."""

    gap: Gap

    @property
    def absolute(self) -> Figure:
        point = self.gap.latest
        if point is None or point.absolute is None:
            return Figure("No number", point.sentence if point else "")
        return Figure(*absolute(point, self.gap.indicator))

    @property
    def relative(self) -> str:
        return words.relative(self.gap.latest) if self.gap.latest else ""

    @property
    def stands_for(self) -> str:
        return words.stands_for(self.gap)

    @property
    def change(self) -> str:
        return words.change(self.gap)

    @property
    def standing(self) -> str:
        return Standing(self.gap.standing).label

    @property
    def standing_colour(self) -> str:
        return words.STANDING_COLOURS[Standing(self.gap.standing)]

    @property
    def owners(self) -> str:
        number = self.gap.owners
        return "1 commitment" if number == 1 else f"{number} commitments" if number else ""


@dataclass(frozen=True)
class Side:
    """One group in one period."""

    measurement: Measurement
    indicator: Indicator

    @property
    def value(self) -> Figure:
        m = self.measurement
        limits = words.between(m.lower, m.upper, self.indicator)
        return Figure(words.value(m, self.indicator), limits)

    @property
    def count(self) -> str:
        return words.count(self.measurement.count, self.measurement)

    @property
    def denominator(self) -> str:
        return words.count(self.measurement.denominator, self.measurement)


@dataclass(frozen=True)
class PointRow:
    """A gap in one period."""

    point: GapPoint
    indicator: Indicator

    @property
    def group(self) -> Side:
        return Side(self.point.group, self.indicator)

    @property
    def reference(self) -> Side:
        return Side(self.point.reference, self.indicator)

    @property
    def absolute(self) -> Figure:
        return Figure(*absolute(self.point, self.indicator))

    @property
    def sides(self) -> list[Side]:
        return [self.group, self.reference]

    @property
    def figures(self) -> list[Figure]:
        return [self.group.value, self.reference.value, self.absolute, self.relative]

    @property
    def relative(self) -> Figure:
        text = words.relative(self.point) or "No number"
        return Figure(text, words.relative_limits(self.point))


@dataclass
class GapPage:
    """All that the page of a gap says."""

    gap: Gap
    points: Sequence[GapPoint]
    change: Moved | None
    groups: Sequence[Measurement]

    @property
    def indicator(self) -> Indicator:
        return self.gap.indicator

    @cached_property
    def rows(self) -> list[PointRow]:
        return [PointRow(point, self.indicator) for point in reversed(self.points)]

    @property
    def all_groups(self) -> list[Side]:
        return [Side(measurement, self.indicator) for measurement in self.groups]

    @property
    def has_counts(self) -> bool:
        return any(
            number is not None
            for point in self.points
            for side in (point.group, point.reference)
            for number in (side.count, side.denominator)
        )

    @property
    def polarity(self) -> str:
        return words.polarity(self.gap.indicator)

    @property
    def standing(self) -> str:
        return words.standing(self.gap)

    @property
    def standing_colour(self) -> str:
        return words.STANDING_COLOURS[Standing(self.gap.standing)]

    @property
    def alternative(self) -> str:
        """What the chart shows, for those who do not see it."""
        if self.gap.latest is None:
            return "No number"
        return f"{self.gap.latest.sentence} {self.trend}"

    @property
    def trend(self) -> str:
        """How the gap changed, only as far as its limits allow."""
        gap = self.gap
        if gap.first is None or gap.latest is None:
            return "There is no earlier period of the same length to compare with."
        levels = self._levels(gap.first, gap.latest)
        if self.change is None:
            return (
                f"Whether the gap changed since {gap.first.period} cannot be said, "
                f"because limits are not published. {levels}"
            )
        before, now = (
            words.absolute(point, self.indicator).replace(words.SAME, words.SAME.lower())
            for point in (gap.first, gap.latest)
        )
        then_and_now = f"{before} in {gap.first.period}, {now} in {gap.latest.period}."
        said = TRENDS[Change(gap.change)]
        change, lower, upper = (
            words.figure(number, self.indicator.decimals, small=True)
            for number in (self.change.value, self.change.lower, self.change.upper)
        )
        points = words.points(self.indicator.unit)
        return (
            f"{said}: {then_and_now} That is a change of {change}{points} "
            f"(95% limits {lower} to {upper}). {levels}"
        )

    def _levels(self, first: GapPoint, latest: GapPoint) -> str:
        sides = [
            f"{label} from {words.value(a, self.indicator)} to {words.value(b, self.indicator)}"
            for label, a, b in (
                (self.gap.group, first.group, latest.group),
                (self.gap.reference_group, first.reference, latest.reference),
            )
        ]
        return f"Levels: {'; '.join(sides)}."
