"""Did the gap between a group and its reference change between two periods?

From counts: `gap_change`. From numbers that were published with their limits: `gap_change_of`.
The absolute and the relative gap can move in opposite directions, so both are always given, with
the levels behind them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError, MissingValues
from evenground.measures.change.verdicts import Words, detectable_change, movement, verdict
from evenground.measures.groups.two import (
    difference_of,
    not_below_0,
    ratio,
    ratio_of,
    two_estimates,
    two_groups,
)
from evenground.measures.rates import wilson
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    level,
    numbers,
    position,
    refuse,
    together,
)


class Levels(NamedTuple):
    """One group at both times, and its own change (now minus then)."""

    then: Estimate
    now: Estimate
    change: Estimate


class Change(NamedTuple):
    """A gap at both times, how it changed, and what may be said of that."""

    then: Estimate
    now: Estimate
    change: Estimate
    detectable: Numbers
    crossed: NDArray[np.bool_]
    verdict: Words


class GapChange(NamedTuple):
    """The levels, the absolute and the relative gap, and whose movement is behind the change."""

    group: Levels
    reference: Levels
    absolute: Change
    relative: Change
    how: Words


def gap_change(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    better_when: str | None = None,
    matters: ArrayLike | None = None,
    matters_ratio: ArrayLike | None = None,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> GapChange:
    """How the gap between two groups' proportions changed from the first period to the last.

    Reads as absolute.change 0 and relative.change 1 = the gap is as it was. The verdict is about
             the distance from equality: narrowing, widening, no evidence, or too little data (a
             change of the size that matters would have been missed more than one time in five).
             `crossed`: the two values lie on opposite sides of equality. `how`: whose level moved.
    Use for  two periods that do not share people's events, such as two separate years. For more
             periods `gap_trend` uses them all; for the effect of a programme see the evaluations.
    Shapes   last axis = time, at least two periods, of which the first and the last are compared;
             the leading axes are those of the result.
    Units    people in; shares out, their differences, and ratios of ratios. `detectable` is a
             difference of shares, and a ratio above 1. `matters` is the smallest change of the
             absolute gap that matters, `matters_ratio` the same as a ratio above 1; without them
             it is the larger of the two gaps: their closing would have been seen, or not.
    Limits   levels Wilson, absolute gaps Newcombe, relative gaps Koopman; changes by MOVER, of
             ratios on the log scale. With no events in a group the limits of the relative change
             are the outermost pair and hold the truth more often than they say.
    Raises   DataError for fewer than two periods, a group without people, a count above its
             denominator, or a word that is unknown; MissingValues for a count that is not there.
             With on_refusal="nan" a place without people or with a missing count gets NaN.
    Source   Newcombe 1998, Stat Med 17:873-890; Koopman 1984, Biometrics 40:513-517; Zou and
             Donner 2008, Stat Med 27:1693-1702.
    Checked  the four Wilson limits squared and added by hand; coverage, and on pure noise how
             often the verdict is narrowing: 2.5% (benchmarks/coverage/change.py).

    >>> one = gap_change([300, 380], 1000, [450, 460], 1000, better_when="higher")
    >>> [round(float(number), 3) for number in one.absolute.change]
    [0.07, 0.01, 0.13]
    >>> str(one.absolute.verdict), str(one.relative.verdict), str(one.how)
    ('narrowing', 'narrowing', 'the group improved')
    """
    given = (count, denominator, reference_count, reference_denominator)
    names = ("count", "denominator", "reference_count", "reference_denominator")
    arrays = together(**dict(zip(names, given, strict=True)))
    ends = [only_ends(*each) for each in zip(arrays, FILLERS, strict=True)]
    none = holes(on_refusal, *ends) | holes(on_refusal, *(ends[i] == 0 for i in (1, 3)))
    filled = [np.where(none, some, end) for end, some in zip(ends, FILLERS, strict=True)]
    x, n, y, m = map(first_and_last, two_groups(*filled, of="period"))
    none = none[..., [0, -1]]
    z = level(confidence)
    parts = wilson(x, n, z), wilson(y, m, z), ratio(x, n, y, m, confidence=confidence)
    mine, theirs, times = (Estimate(*(np.where(none, np.nan, a) for a in part)) for part in parts)
    return compared(mine, theirs, times, z, better_when, matters, matters_ratio)


def gap_change_of(
    estimate: Estimate,
    reference: Estimate,
    *,
    better_when: str | None = None,
    matters: ArrayLike | None = None,
    matters_ratio: ArrayLike | None = None,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> GapChange:
    """How the gap between two published series changed from the first period to the last.

    Reads as absolute.change 0 and relative.change 1 = the gap is as it was; the verdicts and the
             words of `gap_change`.
    Use for  rates, standardised rates, means and percentages that carry limits. For two slope
             indices, or two of any other measure of a whole gradient, `difference_of(now, then)`.
    Shapes   value, lower and upper each with time as the last axis, at least two periods, of which
             the first and the last are compared; the leading axes are those of the result.
    Units    the unit of the estimates, none below 0; ratios of ratios without unit.
    Limits   MOVER throughout: difference_of and ratio_of for the gaps, of ratios on the log scale
             for the relative change. The limits given must be of the level `confidence`, and the
             groups and the periods independent. Without a limit the word is too little data.
    Raises   DataError for fewer than two periods, a number below 0, or limits that do not enclose
             their value; MissingValues for a value that is not there, which with
             on_refusal="nan" gives NaN.
    Source   Zou and Donner 2008, Stat Med 27:1693-1702; Donner and Zou 2012, Stat Methods Med
             Res 21:347-359.
    Checked  equals `gap_change` on Wilson limits for the levels and the absolute gap.

    >>> from evenground.measures import rate
    >>> deaths = gap_change_of(rate([90, 60], 50_000), rate([400, 390], 400_000))
    >>> [round(float(number), 2) for number in deaths.relative.change]
    [0.68, 0.47, 0.98]
    >>> str(deaths.absolute.verdict)
    'narrowing'
    """
    z = level(confidence)
    both = two_estimates(estimate, reference, "period")
    both = present(on_refusal, *(Estimate(*map(only_ends, one)) for one in both))
    not_below_0(*both, "period")
    mine, theirs = (Estimate(*map(first_and_last, one)) for one in both)
    times = ratio_of(mine, theirs)
    return compared(mine, theirs, times, z, better_when, matters, matters_ratio)


FILLERS = (0.0, 1.0, 0.0, 1.0)  # counts and denominators that stand in for what is not looked at


def only_ends(array: Numbers, filler: float = 0.0) -> Numbers:
    """The series with nothing to object to between its first and its last period."""
    if array.ndim == 0 or array.shape[-1] < 2:
        raise DataError("A change needs at least two periods on the last axis. Supply both.")
    ends = np.full(array.shape, filler)
    ends[..., [0, -1]] = first_and_last(array)
    return ends


def first_and_last(array: Numbers) -> Numbers:
    return array[..., [0, -1]]


def holes(on_refusal: str, *parts: Numbers | NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The places that get NaN, both periods of them, because a part has a hole there."""
    left_out(on_refusal)
    there = [part if part.dtype == bool else np.isnan(part) for part in parts]
    hole = np.logical_or.reduce(there).any(-1, keepdims=True) & (on_refusal == "nan")
    return np.broadcast_to(hole, parts[0].shape)


def present(on_refusal: str, mine: Estimate, theirs: Estimate) -> tuple[Estimate, Estimate]:
    """Both series with their values; a place without one is refused, or gets NaN throughout."""
    none = holes(on_refusal, mine.value, theirs.value)
    for name, one in [("estimate", mine), ("reference", theirs)]:
        if (missing := np.isnan(one.value) & ~none).any():
            raise MissingValues(name, position(missing, "period"))
    first, second = (Estimate(*(np.where(none, np.nan, a) for a in one)) for one in (mine, theirs))
    return first, second


def compared(
    mine: Estimate,
    theirs: Estimate,
    times: Estimate,
    z: float,
    better_when: str | None,
    matters: ArrayLike | None,
    matters_ratio: ArrayLike | None,
) -> GapChange:
    """Everything that is said of two periods, from both levels and the relative gaps."""
    gap = difference_of(mine, theirs)
    with np.errstate(divide="ignore"):
        logs = Estimate(*map(np.log, times))
    size = smallest("matters", matters, 0.0, np.abs(gap.value).max(-1))
    factor = smallest("matters_ratio", matters_ratio, 1.0, np.exp(np.abs(logs.value).max(-1)))
    group, reference = levels(mine), levels(theirs)
    return GapChange(
        group,
        reference,
        changed(gap, z, size),
        in_ratios(changed(logs, z, np.log(factor))),
        movement(group.change, reference.change, better_when),
    )


def smallest(name: str, given: ArrayLike | None, least: float, otherwise: Numbers) -> Numbers:
    if given is None:
        return otherwise
    size = numbers(name, given)
    refuse(~(size > least), f"`{name}` is not above {least:g}", of="place")
    return size


def levels(both: Estimate) -> Levels:
    then, now = at(both, 0), at(both, 1)
    return Levels(then, now, apart(now, then))


def changed(gap: Estimate, z: float, matters: Numbers) -> Change:
    then, now = at(gap, 0), at(gap, 1)
    change, total = apart(now, then), apart(now, mirrored(then))
    detectable = detectable_change(change, z)
    crossed = np.sign(then.value) * np.sign(now.value) < 0
    word = verdict(change, total, detectable, matters)
    return Change(then, now, change, detectable, crossed, word)


def in_ratios(logs: Change) -> Change:
    then, now, change = (Estimate(*map(np.exp, part)) for part in logs[:3])
    return Change(then, now, change, np.exp(logs.detectable), logs.crossed, logs.verdict)


def at(both: Estimate, time: int) -> Estimate:
    return Estimate(*(part[..., time] for part in both))


def mirrored(estimate: Estimate) -> Estimate:
    return Estimate(-estimate.value, -estimate.upper, -estimate.lower)


def apart(now: Estimate, then: Estimate) -> Estimate:
    """MOVER; where a logarithm is infinite, which has no distance to its limits, the corners."""
    with np.errstate(invalid="ignore"):
        value = now.value - then.value
        down = value - np.hypot(now.value - now.lower, then.upper - then.value)
        up = value + np.hypot(now.upper - now.value, then.value - then.lower)
    finite = np.isfinite(value)
    lower = np.where(finite, down, now.lower - then.upper)
    return Estimate(value, lower, np.where(finite, up, now.upper - then.lower))
