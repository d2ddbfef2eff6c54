"""What a target asks of a gap: whether its being met could be told from chance, and what the trend
before the promise would bring by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from evenground.errors import DataError
from evenground.measures import Estimate, gap_forecast, minimum_detectable_change
from evenground_web.commitments.models import Baseline, Target
from evenground_web.commitments.services.proof.comparison import (
    RATIO_DECIMALS,
    Figure,
    estimate,
    figure_of,
)
from evenground_web.core.dates import nhs_date
from evenground_web.insight.models import BetterWhen, GapPoint
from evenground_web.insight.services import comparable, series
from evenground_web.insight.words import figure as in_words
from evenground_web.insight.words import points as points_of

FEWEST_PERIODS = 3
DAYS_IN_A_YEAR = 365.25
WEAK_LINE = 0.05  # chance alone would scatter the periods like this less often


@dataclass(frozen=True)
class Expected:
    """What the trend before the promise leads to at a day; a gap below nought is told from its own side."""

    figure: Figure
    periods: int
    first: str
    last: str
    far: bool
    crooked: bool

    @property
    def caution(self) -> str:
        """Why the line should not be believed far, or nothing."""
        reasons = []
        if self.periods < 5:
            reasons.append(f"it rests on {self.periods} periods")
        if self.far:
            reasons.append("it is led on for more than half its own length")
        if self.crooked:
            reasons.append("the periods do not lie on a line")
        return f"Take it with care: {', and '.join(reasons)}." if reasons else ""


@dataclass(frozen=True, kw_only=True)
class Feasibility:
    """A target in numbers and words. Nothing here refuses it."""

    wanted: Figure
    change: float
    detectable: float | None
    expected: Expected | None
    words: tuple[str, ...]
    warnings: tuple[str, ...]


def weigh(
    baseline: Baseline,
    *,
    measure: str,
    value: float,
    level: float | None,
    by_day: date,
    before: Sequence[GapPoint] | None = None,
) -> Feasibility:
    """All that can be said of a target before it is set, from the figures there are."""
    before = trend_before(baseline, series(baseline.gap)) if before is None else before
    ratio = measure == Target.Measure.RATIO
    start, wanted = start_of(baseline, ratio=ratio), wanted_of(baseline, measure, value)
    size = start.value or 0
    change = math.log(size / value) if ratio else size - (wanted.value or 0)
    seen = detectable(baseline, ratio=ratio)
    ahead = led_on(baseline, before, at=by_day, ratio=ratio)
    unit = " times" if ratio else points_of(baseline.gap.indicator.unit)
    indicator_unit = baseline.gap.indicator.unit
    warnings = (
        _inside_chance(change, seen, unit, start.decimals, ratio=ratio),
        _weaker_than_the_trend(wanted, ahead, unit, by_day),
        _level_the_wrong_way(baseline, level),
    )
    return Feasibility(
        wanted=wanted,
        change=change,
        detectable=seen,
        expected=ahead,
        words=(
            could_be_seen(seen, unit, start.decimals, ratio=ratio),
            would_be_expected(ahead, len(before), unit, by_day),
            in_people(before[-1] if before else None, change, indicator_unit, ratio=ratio),
        ),
        warnings=tuple(warning for warning in warnings if warning),
    )


def before_a_target(baseline: Baseline, *, by_day: date) -> tuple[str, str]:
    """What can be said before anybody named a target: what would show, and where the trend leads."""
    before = trend_before(baseline, series(baseline.gap))
    unit = points_of(baseline.gap.indicator.unit)
    ahead = led_on(baseline, before, at=by_day, ratio=False)
    decimals = baseline.gap.indicator.decimals
    return (
        could_be_seen(detectable(baseline, ratio=False), unit, decimals),
        would_be_expected(ahead, len(before), unit, by_day),
    )


def start_of(baseline: Baseline, *, ratio: bool) -> Figure:
    """The gap on the day of the promise, seen from the side on which it is above nought, or above 1."""
    if not ratio:
        found = figure_of(baseline, "absolute", baseline.gap.indicator)
        return found.times(-1 if (found.value or 0) < 0 else 1)
    found = figure_of(baseline, "relative", baseline.gap.indicator)
    return _upright(found) if found.value else found


def wanted_of(baseline: Baseline, measure: str, value: float) -> Figure:
    """The gap that a target asks for, in the unit of the gap or as a ratio."""
    start = start_of(baseline, ratio=measure == Target.Measure.RATIO)
    if measure == Target.Measure.PERCENT:
        value = (start.value or 0) * (1 - value / 100)
    return Figure(value, decimals=start.decimals)


def detectable(baseline: Baseline, *, ratio: bool) -> float | None:
    """The smallest change of this gap that a measurement as exact as the first would show."""
    start = start_of(baseline, ratio=ratio)
    if start.value is None or not start.has_limits:
        return None
    scale = "ratio" if ratio else "difference"
    try:
        found = minimum_detectable_change(estimate(start), scale=scale)
    except DataError:  # limits were published that do not enclose their value
        return None
    return float(found[0]) if np.isfinite(found[0]) else None


def trend_before(baseline: Baseline, every: Sequence[GapPoint]) -> list[GapPoint]:
    """Of every period those up to the promise and as long as it."""
    own = next((point for point in every if point.period == baseline.period), None)
    if own is None:
        return []
    span = (own.group.period_start, own.period_end)
    earlier = [
        point for point in every if comparable((point.group.period_start, point.period_end), span)
    ]
    return [point for point in [*earlier, own] if point.absolute is not None]


def led_on(
    baseline: Baseline, before: Sequence[GapPoint], *, at: date, ratio: bool
) -> Expected | None:
    """Where the line through these periods leads; None when they are too few or have no limits."""
    if len(before) < FEWEST_PERIODS:
        return None
    indicator = baseline.gap.indicator
    name = "relative" if ratio else "absolute"
    figures = [figure_of(point, name, indicator) for point in before]
    if not all(figure.has_limits and (figure.value or not ratio) for figure in figures):
        return None
    gaps = estimate(*figures)
    if ratio and (gaps.lower <= 0).any():
        return None
    times = np.array([point.period_end.toordinal() / DAYS_IN_A_YEAR for point in before])
    when = at.toordinal() / DAYS_IN_A_YEAR
    try:
        ahead = gap_forecast(Estimate(*map(np.log, gaps)) if ratio else gaps, times=times, at=when)
    except DataError:
        return None
    value, lower, upper = (float(np.exp(part) if ratio else part) for part in ahead.expected)
    decimals = RATIO_DECIMALS if ratio else indicator.decimals
    found, start = Figure(value, lower, upper, decimals), figure_of(baseline, name, indicator)
    if ratio:
        found = _upright(found, like=start)
    return Expected(
        found if ratio else found.times(-1 if (start.value or 0) < 0 else 1),
        len(before),
        before[0].period,
        before[-1].period,
        far=when - times[-1] > (times[-1] - times[0]) / 2,
        crooked=bool(ahead.lack_of_fit < WEAK_LINE),
    )


def could_be_seen(seen: float | None, unit: str, decimals: int, *, ratio: bool = False) -> str:
    """A change smaller than 2.1 points could not be told from chance with these numbers."""
    if seen is None:
        return (
            "The source gives no limits, so nobody can say how large a change must be to be told "
            "from chance."
        )
    if ratio:
        return (
            f"The ratio must fall by a factor of {seen:.2f} or more: a smaller change could not be "
            "told from chance with these numbers."
        )
    size = in_words(seen, decimals, small=True)
    return f"A change smaller than {size}{unit} could not be told from chance with these numbers."


def would_be_expected(ahead: Expected | None, periods: int, unit: str, by_day: date) -> str:
    if ahead is None:
        few = "1 period" if periods == 1 else f"{periods} periods"
        why = (
            f"there are {few} up to the promise, and a trend needs at least {FEWEST_PERIODS}"
            if periods < FEWEST_PERIODS
            else "the figures have no limits, or none that a line can be laid through"
        )
        return f"What the trend alone would bring cannot be said: {why}."
    words = (
        f"If nothing changes, the trend from {ahead.first} to {ahead.last} leads to "
        f"{told(ahead.figure, unit)} by {nhs_date(by_day)}."
    )
    return f"{words} {ahead.caution}".strip()


def in_people(point: GapPoint | None, change: float, unit: str, *, ratio: bool) -> str:
    """How many people of the group the change is about, or why nobody can say."""
    if ratio:
        return "How many people that is cannot be said: a ratio moves when either group does."
    if unit != "percent":
        return (
            f"How many people that is cannot be said: the gap is in {unit or 'a number of its own'}, "
            "not in a share of people."
        )
    if point is None or point.group.denominator is None:
        return "How many people that is cannot be said: the source does not say how many there are."
    people = abs(change) * point.group.denominator / 100
    return (
        f"In the group as it was in {point.period}, that is about {in_words(people, 0)} people, if "
        "nothing changes in the other group."
    )


def told(figure: Figure, unit: str) -> str:
    """12.1 percentage points (9.0 to 15.2): the unit stands before the limits."""
    value, bracket, limits = str(figure).partition(" (")
    return value + unit + bracket + limits


def _inside_chance(
    change: float, seen: float | None, unit: str, decimals: int, *, ratio: bool
) -> str:
    if seen is None or change >= (math.log(seen) if ratio else seen):
        return ""
    size = (
        f"by a factor of {math.exp(change):.2f}"
        if ratio
        else f"of {in_words(change, decimals, small=True)}{unit}"
    )
    return (
        f"This target asks for a change {size}. That is within what chance alone does: if it is met, "
        "nobody will be able to say so."
    )


def _weaker_than_the_trend(wanted: Figure, ahead: Expected | None, unit: str, by_day: date) -> str:
    if ahead is None or wanted.value is None or (ahead.figure.value or 0) > wanted.value:
        return ""
    return (
        f"This target asks for less than the trend alone would bring: "
        f"{in_words(ahead.figure.value, wanted.decimals)}{unit} by {nhs_date(by_day)}. It would be "
        "met without doing anything."
    )


def _level_the_wrong_way(baseline: Baseline, level: float | None) -> str:
    indicator = baseline.gap.indicator
    if level is None or not indicator.better_when:
        return ""
    sign = 1 if indicator.better_when == BetterWhen.HIGHER else -1
    if (level - baseline.group_value) * sign > 0:
        return ""
    start = in_words(baseline.group_value, indicator.decimals)
    return (
        f"The figure for {baseline.gap.group} was {start}, so a target of "
        f"{in_words(level, indicator.decimals)} asks for no improvement."
    )


def _upright(ratio: Figure, *, like: Figure | None = None) -> Figure:
    """A ratio with the larger number on top, or on the side where another one is so."""
    first = like or ratio
    return ratio if first.value is None or first.value >= 1 else ratio.inverted()
