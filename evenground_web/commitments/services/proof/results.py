"""What became of a gap since a promise: the change, what would have been expected, and what may be
said of it. Nothing here says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenground.errors import DataError
from evenground.measures import gap_change_of, gap_trend
from evenground_web.commitments.models import Baseline, Target
from evenground_web.commitments.services.proof.comparison import (
    Figure,
    ThenAndNow,
    compare,
    difference,
    estimate,
    figure_of,
    gap_words,
    level_of,
    wrong_way,
)
from evenground_web.commitments.services.proof.expected import (
    Comparator,
    comparator_words,
    other_place,
    trend_words,
)
from evenground_web.commitments.services.proof.feasibility import (
    DAYS_IN_A_YEAR,
    Expected,
    Feasibility,
    led_on,
    told,
    trend_before,
    wanted_of,
    weigh,
)
from evenground_web.commitments.services.proof.targets import target_words
from evenground_web.core.dates import nhs_date
from evenground_web.core.text import upper_first
from evenground_web.insight.models import GapPoint
from evenground_web.insight.services import comparable, series
from evenground_web.insight.words import figure as in_words
from evenground_web.insight.words import points as unit_of

ENOUGH_FOR_A_TREND = 5
ENGINE_WORDS = {
    "narrowing": "Narrowing",
    "widening": "Widening",
    "no evidence": "No evidence of a change",
    "too little data": "Too little data to say",
}


@dataclass(frozen=True, kw_only=True)
class Aim:
    """The target as it stands, and whether it was reached."""

    target: Target
    words: str
    reached: str
    feasibility: Feasibility


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that the page of a result says of the figures."""

    baseline: Baseline
    outcome: ThenAndNow
    verdicts: tuple[tuple[str, str], ...]  # what it is about, the engine's word
    how: str
    first: tuple[str, ...]  # what must be read before the change
    also: tuple[str, ...]
    expected: Expected | None
    elsewhere: Comparator | None
    anyway: tuple[str, ...]  # what would have been expected, in words
    aim: Aim | None
    before: Sequence[GapPoint]
    every: Sequence[GapPoint]


def result_of(baseline: Baseline, *, on: date, public: bool = False) -> Result:
    """The result of one promise about one gap, as it stands on a day; with `public` by the releases
    that everybody may read."""
    every = series(baseline.gap, public=public)
    for point in every:
        point.gap = baseline.gap
    outcome = compare(baseline, every[-1] if every else None)
    before = trend_before(baseline, every)
    now = next((point for point in every if point.period == outcome.now_period), None)
    expected = led_on(baseline, before, at=now.period_end, ratio=False) if now else None
    elsewhere = other_place(baseline, outcome, public=public) if now else None
    first = [note for note in outcome.notes if note == wrong_way(outcome)]
    verdicts, how = engine_says(outcome)
    return Result(
        baseline=baseline,
        outcome=outcome,
        verdicts=verdicts,
        how=how,
        first=tuple(first),
        also=tuple(
            note
            for note in (
                *(note for note in outcome.notes if note not in first),
                _course(baseline, outcome, every),
                _republished(baseline, every),
            )
            if note
        ),
        expected=expected,
        elsewhere=elsewhere,
        anyway=(
            trend_words(baseline, expected, before, outcome),
            *comparator_words(elsewhere, baseline, outcome),
        ),
        aim=_aim(baseline, outcome, before, on),
        before=before,
        every=every,
    )


def engine_says(
    outcome: ThenAndNow,
) -> tuple[tuple[tuple[str, str], ...], str]:
    """The words of the engine for the absolute and the relative gap, and whose figure moved."""
    levels = (outcome.group_then, outcome.group_now, outcome.reference_then, outcome.reference_now)
    if not all(level.has_limits and level.value is not None for level in levels):
        return (), ""
    mine, theirs = estimate(*levels[:2]), estimate(*levels[2:])
    better_when = outcome.baseline.gap.indicator.better_when or None
    try:
        change = gap_change_of(mine, theirs, better_when=better_when)
    except DataError:  # limits were published that do not enclose their value, or a number below 0
        return (), ""
    unit = unit_of(outcome.baseline.gap.indicator.unit)
    decimals = outcome.absolute_then.decimals
    seen = (
        f"{in_words(float(change.absolute.detectable), decimals, small=True)}{unit}",
        f"a factor of {float(change.relative.detectable):.2f}",
    )
    words = tuple(
        (
            name,
            f"{ENGINE_WORDS[str(part.verdict)]}. A change of {size} or more would have been seen",
        )
        for name, part, size in zip(
            ("Absolute gap", "Relative gap"), (change.absolute, change.relative), seen, strict=True
        )
    )
    how = str(change.how).replace("the group", outcome.baseline.gap.group)
    how = how.replace("the reference", outcome.baseline.gap.reference_group)
    return words, upper_first(how)


def _course(baseline: Baseline, outcome: ThenAndNow, every: Sequence[GapPoint]) -> str:
    """Whether the periods since the promise make a trend; two never do."""
    if not outcome.now_period:
        return ""
    since = _since(baseline, every)
    if len(since) in range(3, ENOUGH_FOR_A_TREND):
        return f"{len(since)} periods since the promise are too few to call their course a trend."
    if len(since) < ENOUGH_FOR_A_TREND:
        return (
            f"This compares {baseline.period} with {outcome.now_period}. Two periods show a change, "
            "not a trend."
        )
    indicator = baseline.gap.indicator
    sides = [
        [level_of(getattr(point, side), indicator) for point in since]
        for side in ("group", "reference")
    ]
    if not all(figure.has_limits for side in sides for figure in side):
        return ""
    times = [point.period_end.toordinal() / DAYS_IN_A_YEAR for point in since]
    try:
        trend = gap_trend(*(estimate(*side) for side in sides), times=times)
    except DataError:
        return ""
    word = ENGINE_WORDS[str(trend.absolute.verdict)].lower()
    return f"Over all {len(since)} periods from {since[0].period} to {since[-1].period}: {word}."


def _since(baseline: Baseline, every: Sequence[GapPoint]) -> list[GapPoint]:
    own = next((point for point in every if point.period == baseline.period), None)
    if own is None:
        return []
    span = (own.group.period_start, own.period_end)
    later = [
        point for point in every if comparable(span, (point.group.period_start, point.period_end))
    ]
    return [point for point in (own, *later) if point.absolute is not None]


def _republished(baseline: Baseline, every: Sequence[GapPoint]) -> str:
    """Whether the figures of the day of the promise were published again with other numbers."""
    again = next((point for point in every if point.period == baseline.period), None)
    if again is None or again.release_id == baseline.release_id:
        return ""
    if gap_words(again) == gap_words(baseline) or again.absolute is None:
        return ""
    indicator = baseline.gap.indicator
    words = (
        f"The figures for {baseline.period} were published again, in “{again.release}” on "
        f"{nhs_date(again.release.made_at)}, with other numbers: the gap is {gap_words(again)} "
        f"there. The promise keeps what was known on its day."
    )
    now = every[-1]
    if now.absolute is None or now.period == baseline.period:
        return words
    change = difference(
        figure_of(now, "absolute", indicator), figure_of(again, "absolute", indicator)
    )
    return f"{words} Measured from the newer figure, the change is {told_change(change, indicator.unit)}."


def told_change(change: Figure, unit: str) -> str:
    """+3.0 percentage points (+1.7 to +4.3)"""
    value, bracket, limits = change.told(signed=True).partition(" (")
    return value + unit_of(unit) + bracket + limits


def _aim(
    baseline: Baseline, outcome: ThenAndNow, before: Sequence[GapPoint], on: date
) -> Aim | None:
    target = next(iter(baseline.targets.all()), None)
    if target is None:
        return None
    target.baseline = baseline
    feasibility = weigh(
        baseline, measure=target.measure, value=target.value, level=target.level,
        by_day=target.by_day, before=before,
    )  # fmt: skip
    return Aim(
        target=target,
        words=upper_first(target_words(target)),
        reached=_reached(target, outcome, on),
        feasibility=feasibility,
    )


def _reached(target: Target, outcome: ThenAndNow, on: date) -> str:
    """Whether the newest figure is where the target wants it, as far as its limits allow."""
    if not outcome.now_period:
        return "There is no newer figure yet, so nobody can say how far it is."
    ratio = target.measure == Target.Measure.RATIO
    now = outcome.relative_now if ratio else outcome.absolute_now
    then = outcome.relative_then if ratio else outcome.absolute_then
    wanted = wanted_of(target.baseline, target.measure, target.value)
    if ratio and (then.value or 1) < 1:
        now = now.inverted()
    elif not ratio and (then.value or 0) < 0:
        now = now.times(-1)
    unit = " times" if ratio else unit_of(outcome.baseline.gap.indicator.unit)
    figure = f"In {outcome.now_period} it was {told(now, unit)}"
    if now.value is None or wanted.value is None:
        return "The newest figure has no number to hold against the target."
    if now.upper is not None and now.upper <= wanted.value:
        return f"{figure}: the target is reached, and more than chance would explain."
    if now.value <= wanted.value:
        return f"{figure}: at the target, though its limits reach beyond it."
    if now.lower is not None and now.lower <= wanted.value:
        return f"{figure}: not at the target, though its limits reach it."
    late = " The day has passed." if target.by_day < on else ""
    return f"{figure}: the target is not reached.{late}"
