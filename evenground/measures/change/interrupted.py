"""Did a gap change when something was done? Interrupted time series, with and without a reference.

A line is laid through the periods before, another through those after, and what happened is
compared with where the first line would have led.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from evenground.errors import DataError, MissingValues
from evenground.measures.change.serial import autocorrelation_of, combinations
from evenground.measures.change.verdicts import POWER, Words, movement, verdict
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    level,
    numbers,
    position,
    together,
)

FEWEST = 3  # periods on each side


class Interruption(NamedTuple):
    """What one series did.

    `trend` is its slope before, `step` the jump at the first period after, `bend` the change of
    slope, `effect` the mean over the periods after of what the fitted line is above the
    counterfactual: the line before, led on. `autocorrelation` is that of the errors of the fit.
    """

    trend: Estimate
    step: Estimate
    bend: Estimate
    effect: Estimate
    fitted: Numbers
    counterfactual: Numbers
    autocorrelation: Numbers


class GapInterruption(NamedTuple):
    """What a gap did, the smallest effect that would have been seen, and the verdict."""

    trend: Estimate
    step: Estimate
    bend: Estimate
    effect: Estimate
    fitted: Numbers
    counterfactual: Numbers
    autocorrelation: Numbers
    detectable: Numbers
    verdict: Words


class ComparativeInterruption(NamedTuple):
    """Both series, the absolute and the relative gap between them, and whose level moved."""

    group: Interruption
    reference: Interruption
    absolute: GapInterruption
    relative: GapInterruption
    how: Words


def interrupted_gap(
    gap: ArrayLike,
    *,
    before: int,
    errors: str = "ar1",
    lag: int | None = None,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> GapInterruption:
    """Segmented regression of a gap: what it did after a change that came at a known time.

    Reads as effect 0 = the gap went on as before; the sign is the gap's own. The verdict compares
             the distance from equality with that of the counterfactual. `trend` is the trend that
             was there before: where its limits leave out 0, the gap was moving already.
    Use for  differences, slope indices or logarithms of ratios, eight periods or more on each
             side, and a date that was not chosen because of the series. Not where something else
             happened at the same time, or where seasons have not been taken out. For two series
             `comparative_interrupted_series`, which keeps their levels in sight.
    Shapes   last axis = time, evenly spaced, at least three periods before and three after;
             `before` is the number of periods before the change. The leading axes are those of
             the result; `fitted` and `counterfactual` have the shape of `gap`.
    Units    the unit of the gap; `trend` and `bend` for every period.
    Limits   "ar1": generalised least squares averaged over the autocorrelations from 0 to 0.98,
             each by its restricted likelihood, and Student's t (periods - 4 degrees of freedom).
             They hold the truth in 94% to 99.9% of cases at autocorrelations up to 0.6, in 89% to
             93% at 0.8 with 24 periods. "newey-west", with `lag` or by default the whole part of
             4 (periods / 100)^(2/9), and the correction for few periods, is what is mostly
             published: it holds the truth in 52% to 87% of such cases, and is there to reproduce
             results, not to be believed.
    Raises   DataError for fewer periods, or an unknown word; MissingValues for a value that is not
             there, which with on_refusal="nan" gives NaN.
    Source   Wagner et al. 2002, J Clin Pharm Ther 27:299-309; Newey and West 1987, Econometrica
             55:703-708; Harville 1974, Biometrika 61:383-385 (restricted likelihood); Turner et
             al. 2021, BMC Med Res Methodol 21:181 (that limits are too narrow).
    Checked  statsmodels OLS with HAC errors, to 10 digits, and GLS at a given autocorrelation, to
             8; trends and step of California's tobacco law as the help of Linden's `power itsa`
             (Stata, 2026) prints them, to all its digits; coverage at autocorrelations from 0 to
             0.8 (benchmarks/coverage/evaluation.py).

    >>> gap = [9.8, 10.1, 10.3, 9.9, 10.2, 10.0, 9.7, 10.1, 8.1, 7.6, 7.0, 6.6, 6.1, 5.4, 5.2, 4.3]
    >>> change = interrupted_gap(gap, before=8)
    >>> [round(float(number), 1) for number in change.effect], str(change.verdict)
    ([-3.8, -4.7, -3.0], 'narrowing')
    """
    level(confidence)
    series = complete("gap", numbers("gap", gap), on_refusal)
    return gap_interruption(series, before, errors, lag, confidence)


def comparative_interrupted_series(
    value: ArrayLike,
    reference: ArrayLike,
    *,
    before: int,
    better_when: str | None = None,
    errors: str = "ar1",
    lag: int | None = None,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> ComparativeInterruption:
    """What the gap between two series did after a change that came at a known time.

    Reads as absolute.effect 0 and relative.effect 1 = the gap went on as before. The verdicts are
             about the distance from equality, against the counterfactual. `how` says whose level
             moved away from its own counterfactual. absolute.trend is the difference of the
             trends before: where its limits leave out 0, the two were not alike before.
    Use for  a programme for one group, with a reference that shares everything else. What befalls
             both cancels: seasons, coding, a pandemic year. As for `interrupted_gap`, eight
             periods or more on each side.
    Shapes   value, reference: last axis = time, evenly spaced, at least three periods before and
             three after; any shapes that stretch to one. The leading axes are those of the result.
    Units    the unit of the series; ratios for the relative gap, which is NaN where a number is
             not above 0.
    Limits   those of `interrupted_gap`, of the difference and of the log ratio in each period:
             what the two series share in one period is taken out before the errors are counted.
    Raises   DataError for fewer periods, or an unknown word; MissingValues for a value that is not
             there, which with on_refusal="nan" gives NaN.
    Source   Lopez Bernal et al. 2018, Int J Epidemiol 47:2082-2093; Linden 2015, Stata J
             15:480-500.
    Checked  trend, step and bend of the gap are those of the regression of both series with every
             term by group, by statsmodels, to 10 digits.

    >>> group = [30, 31, 29, 30, 30, 31, 33, 35, 36, 37, 39, 40]
    >>> whole = comparative_interrupted_series(group, [45] * 12, before=6, better_when="higher")
    >>> [round(float(number), 1) for number in whole.absolute.effect], str(whole.how)
    ([5.4, 1.8, 9.0], 'the group improved')
    """
    level(confidence)
    mine, theirs = together(value=value, reference=reference)
    mine = complete("value", mine, on_refusal)
    theirs = complete("reference", theirs, on_refusal)
    group, other = (interruption(one, before, errors, lag, confidence) for one in (mine, theirs))
    positive = ((mine > 0) & (theirs > 0)).all(-1, keepdims=True)
    logs = np.log(np.where(positive, mine, np.nan)) - np.log(np.where(positive, theirs, np.nan))
    return ComparativeInterruption(
        group,
        other,
        gap_interruption(mine - theirs, before, errors, lag, confidence),
        in_ratios(gap_interruption(logs, before, errors, lag, confidence)),
        movement(group.effect, other.effect, better_when),
    )


def complete(name: str, series: Numbers, on_refusal: str) -> Numbers:
    missing = np.isnan(series)
    left_out(on_refusal)
    if on_refusal == "raise" and missing.any():
        raise MissingValues(name, position(missing, "period"))
    return np.where(missing.any(-1, keepdims=True), np.nan, series)


def segments(periods: int, before: int) -> Numbers:
    """Constant, time, step, and time since the step."""
    time = np.arange(float(periods))
    after = time >= before
    return np.stack([np.ones(periods), time, after, after * (time - before)], axis=1)


def contrasts(design: Numbers, before: int) -> Numbers:
    """The coefficients, the effect, and twice the mean counterfactual plus the effect."""
    later = design[before:].mean(0)
    effect, led_on = later * [0, 0, 1, 1], later * [1, 1, 0, 0]
    return np.stack([*np.eye(4), effect, 2 * led_on + effect])


def parts(
    series: Numbers, before: int, errors: str, lag: int | None, confidence: float
) -> tuple[Interruption, Estimate]:
    """The interruption, and the sum of what was and what would have been, for the verdict."""
    periods = series.shape[-1] if series.ndim else 0
    if not isinstance(before, int | np.integer) or not FEWEST <= before <= periods - FEWEST:
        raise DataError(
            "`before` is the number of periods before the change: a whole number that leaves at "
            f"least {FEWEST} periods on each side."
        )
    design = segments(periods, before)
    found = combinations(series, design, contrasts(design, before), errors, lag, confidence)
    coefficients = found.value[..., :4]
    fitted, led_on = coefficients @ design.T, coefficients @ (design * [1, 1, 0, 0]).T
    trend, step, bend, effect, total = (
        Estimate(*(part[..., i] for part in found)) for i in range(1, 6)
    )
    autocorrelation = autocorrelation_of(series - fitted)
    return Interruption(trend, step, bend, effect, fitted, led_on, autocorrelation), total


def interruption(
    series: Numbers, before: int, errors: str, lag: int | None, confidence: float
) -> Interruption:
    return parts(series, before, errors, lag, confidence)[0]


def gap_interruption(
    series: Numbers, before: int, errors: str, lag: int | None, confidence: float
) -> GapInterruption:
    found, total = parts(series, before, errors, lag, confidence)
    t = stdtrit(series.shape[-1] - 4, (1 + confidence) / 2)
    effect = found.effect
    detectable = (effect.upper - effect.lower) / 2 * (1 + ndtri(POWER) / t)
    now = (total.value + effect.value) / 2
    closing = np.maximum(np.abs(now), np.abs(now - effect.value))
    return GapInterruption(*found, detectable, verdict(effect, total, detectable, closing))


def in_ratios(logs: GapInterruption) -> GapInterruption:
    trend, step, bend, effect = (Estimate(*map(np.exp, part)) for part in logs[:4])
    fitted, counterfactual, detectable = map(
        np.exp, (logs.fitted, logs.counterfactual, logs.detectable)
    )
    return GapInterruption(trend, step, bend, effect, fitted, counterfactual,
                           logs.autocorrelation, detectable, logs.verdict)  # fmt: skip
