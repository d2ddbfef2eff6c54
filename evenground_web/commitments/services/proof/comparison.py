"""Then and now: a gap on the day of the promise against its newest figure, in honest words.

Nothing here reads the database, so that a frozen paper and a live page say the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from evenground.errors import DataError
from evenground.measures import Estimate, difference_of
from evenground.sources.periods import period
from evenground_web.commitments.models import Baseline
from evenground_web.insight.models import (
    BetterWhen,
    Change,
    GapPoint,
    Indicator,
    Measurement,
    Release,
)
from evenground_web.insight.services import comparable, verdicts
from evenground_web.insight.words import figure as in_words
from evenground_web.insight.words import points


class Verdict(StrEnum):
    NO_NEWER_FIGURE = "No newer figure yet"
    NO_LIMITS = "Cannot be told from chance"
    NO_CLEAR_CHANGE = "No clear change"
    NARROWED = "Narrowed"
    WIDENED = "Widened"
    TURNED_ROUND = "Turned round"


RATIO_DECIMALS = 2
VERDICTS = {
    Change.TOO_LITTLE: Verdict.NO_LIMITS,
    Change.UNCLEAR: Verdict.NO_CLEAR_CHANGE,
    Change.NARROWED: Verdict.NARROWED,
    Change.WIDENED: Verdict.WIDENED,
    Change.TURNED: Verdict.TURNED_ROUND,
}


@dataclass(frozen=True)
class Figure:
    """A value with its 95% confidence limits, where they are known."""

    value: float | None
    lower: float | None = None
    upper: float | None = None
    decimals: int = 1

    def __str__(self) -> str:
        return self.told()

    def told(self, *, signed: bool = False, limits: bool = True) -> str:
        """17.9 (17.0 to 18.8); with `signed`, +3.0 (+1.7 to +4.3)."""

        def one(value: float, *, small: bool = True) -> str:
            plus = "+" if signed and value > 0 else ""
            return plus + in_words(value, self.decimals, small=small)

        if self.value is None:
            return "No figure"
        value = one(self.value, small=self.is_clear)
        if self.lower is None or self.upper is None or not limits:
            return value
        return f"{value} ({one(self.lower)} to {one(self.upper)})"

    @property
    def alone(self) -> str:
        """17.9, without its limits."""
        return self.told(limits=False)

    @property
    def has_limits(self) -> bool:
        return self.lower is not None and self.upper is not None

    @property
    def is_clear(self) -> bool:
        """Whether the limits leave out zero."""
        return self.has_limits and (self.lower or 0) * (self.upper or 0) > 0

    def times(self, sign: int) -> Figure:
        """The same figure, seen from the other group when `sign` is -1."""
        if sign == 1 or self.value is None:
            return self
        if self.lower is None or self.upper is None:
            return replace(self, value=-self.value, lower=None, upper=None)
        return replace(self, value=-self.value, lower=-self.upper, upper=-self.lower)

    def inverted(self) -> Figure:
        """The same ratio with the other group on top."""
        if not self.value:
            return self
        low, high = (1 / end if end else None for end in (self.upper, self.lower))
        return replace(self, value=1 / self.value, lower=low, upper=high)


@dataclass(frozen=True, kw_only=True)
class ThenAndNow:
    """Figures keep the sign they were measured with; a change is now minus then."""

    baseline: Baseline
    now_period: str
    now_release: Release | None
    absolute_then: Figure
    absolute_now: Figure
    absolute_change: Figure
    relative_then: Figure
    relative_now: Figure
    relative_change: Figure
    group_then: Figure
    group_now: Figure
    reference_then: Figure
    reference_now: Figure
    verdict: Verdict
    sentence: str
    notes: tuple[str, ...]

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """The lines of a table: what it is, then, now, the change."""
        gap = self.baseline.gap
        levels = [
            (gap.group, self.group_then, self.group_now),
            (gap.reference_group, self.reference_then, self.reference_now),
            ("Absolute gap", self.absolute_then, self.absolute_now),
        ]
        rows = [
            (name, str(then), str(now), difference(now, then).told(signed=True))
            for name, then, now in levels
        ]
        change = self.relative_change.told(signed=True)
        then, now = str(self.relative_then), str(self.relative_now)
        return [*rows, ("Relative gap (times)", then, now, change)]


def compare(baseline: Baseline, point: GapPoint | None) -> ThenAndNow:
    """The gap a commitment named, on the day of the promise and at `point`, its newest figure."""
    newer = point if point and point.period != baseline.period and _fits(baseline, point) else None
    indicator = baseline.gap.indicator
    absolute, relative = (
        figure_of(baseline, "absolute", indicator),
        figure_of(baseline, "relative", indicator),
    )
    absolute_now, relative_now = (
        figure_of(newer, "absolute", indicator),
        figure_of(newer, "relative", indicator),
    )
    change = difference(absolute_now, absolute)
    verdict = _verdict(absolute, absolute_now, change)
    then_and_now = ThenAndNow(
        baseline=baseline,
        now_period=newer.period if newer else "",
        now_release=newer.release if newer else None,
        absolute_then=absolute,
        absolute_now=absolute_now,
        absolute_change=change,
        relative_then=relative,
        relative_now=relative_now,
        relative_change=difference(relative_now, relative),
        group_then=figure_of(baseline, "group", indicator),
        group_now=level_of(newer.group if newer else None, indicator),
        reference_then=figure_of(baseline, "reference", indicator),
        reference_now=level_of(newer.reference if newer else None, indicator),
        verdict=verdict,
        sentence=f"When this was promised ({baseline.period}) the gap was "
        f"{gap_words(baseline)}. {_now_words(baseline, point, change, verdict)}",
        notes=(),
    )
    notes = (wrong_way(then_and_now), _as_a_ratio(then_and_now), _redefined(baseline, newer))
    return replace(then_and_now, notes=tuple(note for note in notes if note))


def difference(now: Figure, then: Figure) -> Figure:
    """Now minus then, two independent figures; without limits when one of them has none."""
    if now.value is None or then.value is None:
        return Figure(None)
    change = now.value - then.value
    if not (now.has_limits and then.has_limits):
        return Figure(change, decimals=now.decimals)
    try:
        limits = difference_of(estimate(now), estimate(then))
    except DataError:  # limits were published that do not enclose their value
        return Figure(change, decimals=now.decimals)
    return Figure(change, _finite(limits.lower[0]), _finite(limits.upper[0]), now.decimals)


def gap_words(gap: Baseline | GapPoint) -> str:
    """17.9 points (17.0 to 18.8); a gap below zero is told from the other group."""
    absolute = figure_of(gap, "absolute", gap.gap.indicator)
    return _with_unit(absolute.times(_sign(absolute)), gap.gap.indicator.unit)


def _now_words(baseline: Baseline, point: GapPoint | None, change: Figure, verdict: Verdict) -> str:
    if verdict == Verdict.NO_NEWER_FIGURE or point is None or change.value is None:
        return _nothing_newer(baseline, point)
    indicator = baseline.gap.indicator
    sign = _sign(figure_of(baseline, "absolute", indicator))
    now = figure_of(point, "absolute", indicator).times(sign)
    by = replace(change, value=abs(change.value)).alone + points(indicator.unit)
    if verdict == Verdict.TURNED_ROUND:
        return (
            f"In {point.period} it is {now.times(-1)} the other way round, a change of {by}: more "
            "than chance would explain."
        )
    start = f"It is now {now} in {point.period}: "
    if verdict == Verdict.NO_LIMITS:
        return start + (
            f"a change of {by}. The source gives no limits, so nobody can say whether that is "
            "more than chance."
        )
    if verdict == Verdict.NO_CLEAR_CHANGE:
        why = (
            "the gap is clear on neither day"
            if change.is_clear
            else f"a change of {by} may be chance"
        )
        return start + f"no clear change, because {why}."
    crossed = (now.value or 0) < 0
    moved = (
        f"it {verdict.lower()}, a change of {by}" if crossed else f"it {verdict.lower()} by {by}"
    )
    closed = "" if now.is_clear else " The two groups can no longer be told apart."
    return start + (
        f"{moved}, more than chance would explain.{closed if verdict == Verdict.NARROWED else ''}"
    )


def _nothing_newer(baseline: Baseline, point: GapPoint | None) -> str:
    if point is None:
        return "There is no newer figure yet."
    if point.period != baseline.period and not _fits(baseline, point):
        return (
            f"There is no newer figure to compare with yet: {point.period} overlaps "
            f"{baseline.period}, or is not as long."
        )
    if point.period != baseline.period:
        hidden = next((m for m in (point.group, point.reference) if m.value is None), None)
        why = hidden.get_status_display().lower() if hidden else "not measured"
        return f"There is no newer figure yet: the one for {point.period} is {why}."
    revised, then = (
        str(figure_of(record, "absolute", baseline.gap.indicator)) for record in (point, baseline)
    )
    if point.absolute is None or revised == then:
        return "There is no newer figure yet."
    return (
        f"There is no newer figure yet. A later release revised the figure for {point.period} to "
        f"{gap_words(point)}."
    )


def _verdict(then: Figure, now: Figure, change: Figure) -> Verdict:
    if then.value is None or now.value is None:
        return Verdict.NO_NEWER_FIGURE
    if not change.has_limits:
        return Verdict.NO_LIMITS
    (change_in_words,) = verdicts(estimate(then), estimate(now))
    return VERDICTS[change_in_words]


def _fits(baseline: Baseline, point: GapPoint) -> bool:
    """Whether the newest period is as long as the one of the promise, and after it."""
    then = period(baseline.period)
    return then is None or comparable(then, (point.group.period_start, point.period_end))


def wrong_way(then_and_now: ThenAndNow) -> str:
    """A gap can close because the better-off group got worse. Said only of what is declared."""
    gap = then_and_now.baseline.gap
    if then_and_now.verdict != Verdict.NARROWED or not gap.indicator.better_when:
        return ""
    sign = 1 if gap.indicator.better_when == BetterWhen.HIGHER else -1
    sides = [
        (gap.group, then_and_now.group_then, then_and_now.group_now),
        (gap.reference_group, then_and_now.reference_then, then_and_now.reference_now),
    ]
    sides.sort(key=lambda side: sign * (side[1].value or 0))
    (worse_off, *worse), (better_off, *better) = sides
    lost, gained = difference(better[1], better[0]), difference(worse[1], worse[0])
    if not _moved(lost.times(sign), -1):
        return ""
    levels = f"from {better[0].alone} to {better[1].alone}"
    if _moved(gained.times(sign), 1):
        return f"Part of this is because the figure for {better_off} got worse, {levels}."
    return (
        f"This is not progress: the gap narrowed because the figure for {better_off} got worse, "
        f"{levels}, while the figure for {worse_off} did not clearly improve."
    )


def _as_a_ratio(result: ThenAndNow) -> str:
    """A gap can narrow in points and widen as a ratio, or the other way round: then both are said."""
    then, now = result.relative_then, result.relative_now
    if not (then.value and now.value and result.relative_change.is_clear):
        return ""
    wider = abs(math.log(now.value)) > abs(math.log(then.value))
    if result.verdict != (Verdict.NARROWED if wider else Verdict.WIDENED):
        return ""
    return f"As a ratio the gap {'widened' if wider else 'narrowed'}, from {then} to {now} times."


def _moved(change: Figure, direction: int) -> bool:
    """Whether a figure went that way, by more than chance where that can be told."""
    moved = change.value is not None and change.value * direction > 0
    return moved and (change.is_clear or not change.has_limits)


def _redefined(baseline: Baseline, newer: GapPoint | None) -> str:
    now = baseline.gap.indicator.definition_version
    if newer is None or now == baseline.definition_version:
        return ""
    return (
        f"The definition changed from version {baseline.definition_version} to version {now}, so "
        "part of the change may come from how it is measured."
    )


def figure_of(record: Baseline | GapPoint | None, name: str, indicator: Indicator) -> Figure:
    if record is None:
        return Figure(None)
    value = f"{name}_value" if name in ("group", "reference") else name
    found, low, high = (
        _finite(getattr(record, part)) for part in (value, f"{name}_lower", f"{name}_upper")
    )
    return Figure(found, low, high, RATIO_DECIMALS if name == "relative" else indicator.decimals)


def level_of(measurement: Measurement | None, indicator: Indicator) -> Figure:
    if measurement is None:
        return Figure(None)
    return Figure(measurement.value, measurement.lower, measurement.upper, indicator.decimals)


def _finite(value: object) -> float | None:
    """A limit that is missing, not a number or endless is no limit."""
    return None if value is None or not math.isfinite(float(value)) else float(value)  # type: ignore[arg-type]


def estimate(*figures: Figure) -> Estimate:
    """The figures as the engine takes them."""
    rows = [(figure.value, figure.lower, figure.upper) for figure in figures]
    return Estimate(*np.array(rows, float).T)


def _sign(figure: Figure) -> int:
    return -1 if (figure.value or 0) < 0 else 1


def _with_unit(figure: Figure, unit: str) -> str:
    """The unit stands after the value and before the limits."""
    value, bracket, limits = str(figure).partition(" (")
    return value + points(unit) + bracket + limits
