"""Is the gap between a group and its reference closing over many periods?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri, stdtrit

from evenground.errors import DataError
from evenground.measures.change.two_periods import present
from evenground.measures.change.verdicts import POWER, Words, movement, verdict
from evenground.measures.groups.two import difference_of, not_below_0, ratio_of, two_estimates
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    level,
    numbers,
    refuse,
)

FEWEST_PERIODS = 3  # a line through two has no error


class Line(NamedTuple):
    """A straight line through values that carry limits.

    `slope` is per unit of time, `start` and `end` are the line at the first and the last time,
    `dispersion` is the chi-squared of the values about the line per degree of freedom, and
    `lack_of_fit` the share of chance alone that would scatter them as much.
    """

    slope: Estimate
    start: Estimate
    end: Estimate
    dispersion: Numbers
    lack_of_fit: Numbers


class GapLine(NamedTuple):
    """The line of a gap, the smallest slope that would have been seen, and the verdict."""

    slope: Estimate
    start: Estimate
    end: Estimate
    dispersion: Numbers
    lack_of_fit: Numbers
    detectable: Numbers
    verdict: Words


class GapTrend(NamedTuple):
    """The levels, the absolute and the relative gap over time, and whose level moved."""

    group: Line
    reference: Line
    absolute: GapLine
    relative: GapLine
    how: Words


def gap_trend(
    estimate: Estimate,
    reference: Estimate,
    *,
    times: ArrayLike | None = None,
    better_when: str | None = None,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> GapTrend:
    """Whether the gap between two series closes or opens over three periods or more.

    Reads as absolute.slope 0 and relative.slope 1 = the gap does not move; above = it grows by so
             much, or is multiplied by so much, for every unit of time. The verdict is about the
             distance from equality, from the first time to the last. "Too little data": a closing
             of the gap, or of the gap that it came to be, would have been missed more than one
             time in five.
    Use for  five periods or more, on a straight course; look at `lack_of_fit` before believing a
             line. With three or four the limits are very wide. For the effect of a programme
             see the evaluations; for two periods `gap_change`.
    Shapes   value, lower and upper each with time as the last axis; `times` one number for each
             period, rising (without it, periods one unit apart). The leading axes are those of
             the result.
    Units    the unit of the estimates for every unit of time; ratios for every unit of time.
    Limits   weighted least squares, each period weighted by the inverse variance of its gap
             (of its log ratio), the variance read from the width of its limits. The slope has the
             wider of two pairs of limits: normal, and Student's t with the scatter about the line
             for its variance (periods - 2 degrees of freedom). So values that scatter more than
             their limits say have an honest slope, and values that scatter less do not narrow
             it. Without overdispersion the limits hold the truth in 97% to 99% of cases.
    Raises   DataError for fewer than three periods, times that do not rise, a number below 0, or
             limits that do not enclose their value; MissingValues for a value that is not there,
             which with on_refusal="nan" gives NaN. A period without limits, or whose ratio is 0
             or infinite, leaves that gap without a line.
    Source   Cochran 1954, Biometrics 10:101-129 (weights); Birge 1932, Phys Rev 40:207-227
             (scatter); Zou and Donner 2008, Stat Med 27:1693-1702 (gaps).
    Checked  statsmodels WLS, slopes to 10 digits and limits to 8; coverage with and without overdispersion
             (benchmarks/coverage/change.py).

    >>> from evenground.measures import proportion
    >>> group = proportion([300, 310, 335, 350, 365, 380], 1000)
    >>> line = gap_trend(group, proportion([450, 455, 448, 452, 451, 449], 1000)).absolute
    >>> [round(float(number), 4) for number in line.slope], str(line.verdict)
    ([0.0169, 0.0068, 0.0271], 'narrowing')
    """
    level(confidence)
    mine, theirs = two_estimates(estimate, reference, "period")
    when = timed(times, mine.value.shape)
    mine, theirs = present(on_refusal, mine, theirs)
    not_below_0(mine, theirs, "period")
    with np.errstate(divide="ignore"):
        logs = Estimate(*map(np.log, ratio_of(mine, theirs)))
    group, other = line(mine, when, confidence), line(theirs, when, confidence)
    return GapTrend(
        group,
        other,
        gap_line(difference_of(mine, theirs), when, confidence),
        in_ratios(gap_line(logs, when, confidence)),
        movement(group.slope, other.slope, better_when),
    )


def timed(times: ArrayLike | None, shape: tuple[int, ...]) -> Numbers:
    periods = shape[-1] if shape else 0
    if periods < FEWEST_PERIODS:
        raise DataError("A trend needs at least three periods on the last axis. Compare two "
                        "with gap_change.")  # fmt: skip
    when = np.arange(float(periods)) if times is None else numbers("times", times)
    if when.shape != (periods,):
        raise DataError(f"`times` must hold one number for each of the {periods} periods.")
    refuse(
        ~(np.diff(when) > 0),
        "`times` does not rise after its number",
        "Sort the periods.",
        "period",
    )
    return when


class Fit(NamedTuple):
    """A weighted line, kept as its value and slope about the weighted mean time."""

    slope: Numbers
    slope_error: Numbers
    middle: Numbers
    middle_error: Numbers
    middle_time: Numbers
    dispersion: Numbers
    lack_of_fit: Numbers
    width: Numbers  # standard errors from the line to its limits

    def at(self, time: float) -> Estimate:
        away = time - self.middle_time
        error = np.hypot(self.middle_error, away * self.slope_error)
        return around(self.middle + away * self.slope, self.width * error)

    def tilt(self) -> Estimate:
        return around(self.slope, self.width * self.slope_error)


def fitted(values: Estimate, when: Numbers, confidence: float) -> Fit:
    z, df = level(confidence), when.size - 2
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = (2 * z / (values.upper - values.lower)) ** 2
    known = np.isfinite(values.value) & np.isfinite(weight) & (weight > 0)
    usable = known.all(-1, keepdims=True)
    weight, value = np.where(usable, weight, np.nan), np.where(usable, values.value, np.nan)
    total = weight.sum(-1)
    middle_time, middle = (weight * when).sum(-1) / total, (weight * value).sum(-1) / total
    away = when - middle_time[..., None]
    spread = (weight * away**2).sum(-1)
    slope = (weight * away * value).sum(-1) / spread
    scatter = (weight * (value - middle[..., None] - slope[..., None] * away) ** 2).sum(-1)
    width = np.maximum(z, stdtrit(df, (1 + confidence) / 2) * np.sqrt(scatter / df))
    errors = spread**-0.5, total**-0.5
    return Fit(slope, errors[0], middle, errors[1], middle_time, scatter / df,
               chdtrc(df, scatter), width)  # fmt: skip


def line(values: Estimate, when: Numbers, confidence: float) -> Line:
    fit = fitted(values, when, confidence)
    return Line(fit.tilt(), fit.at(when[0]), fit.at(when[-1]), fit.dispersion, fit.lack_of_fit)


def gap_line(gap: Estimate, when: Numbers, confidence: float) -> GapLine:
    """The line with its verdict: twice the line at half time is now plus then."""
    fit = fitted(gap, when, confidence)
    slope, start, end = fit.tilt(), fit.at(when[0]), fit.at(when[-1])
    extra = ndtri(POWER) * np.maximum(1, np.sqrt(fit.dispersion))
    detectable = (fit.width + extra) * fit.slope_error
    closing = np.maximum(np.abs(start.value), np.abs(end.value)) / (when[-1] - when[0])
    word = verdict(slope, fit.at((when[0] + when[-1]) / 2), detectable, closing)
    return GapLine(slope, start, end, fit.dispersion, fit.lack_of_fit, detectable, word)


def in_ratios(logs: GapLine) -> GapLine:
    slope, start, end = (Estimate(*map(np.exp, part)) for part in logs[:3])
    detectable = np.exp(logs.detectable)
    return logs._replace(slope=slope, start=start, end=end, detectable=detectable)


def around(value: Numbers, away: Numbers) -> Estimate:
    return Estimate(value, value - away, value + away)
