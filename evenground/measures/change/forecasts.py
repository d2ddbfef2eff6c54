"""Before a target is set: what change could be seen at all, and where the gap is going anyway."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.change.many_periods import fitted, timed
from evenground.measures.change.verdicts import POWER
from evenground.measures.groups.discoveries import quantiles_of
from evenground.measures.groups.two import two_estimates
from evenground.measures.shapes import Estimate, Numbers, level, one_of, present, refuse

SCALES = {"difference": False, "ratio": True}


class GapForecast(NamedTuple):
    """Where a line leads: the line itself, and what a measurement at that time would show.

    `lack_of_fit` is the share of chance alone that would scatter the periods about the line as much.
    """

    line: Estimate
    expected: Estimate
    slope: Estimate
    lack_of_fit: Numbers


def minimum_detectable_change(
    estimate: Estimate,
    later: Estimate | None = None,
    *,
    scale: str = "difference",
    power: float = POWER,
    confidence: float = 0.95,
) -> Numbers:
    """The smallest change of a gap, or of any number with limits, that a later measurement would show.

    Reads as a true change of this size is told from chance with the chance `power`; a smaller one
             more often is not. With scale="ratio" a factor above 1: 1.2 = a fifth more, or the
             same on the way down.
    Use for  a target, before it is set: one nearer than this cannot be told from chance when it
             is met. After two measurements `gap_change` says it of those.
    Shapes   any shape; `later` has one that stretches to it; the result has the shape of both.
    Units    the unit of the estimate; a factor with scale="ratio".
    Limits   none. Read from the limits given, which must be of the level `confidence`. Without
             `later` the later measurement is taken as exact as this one: as many people, as alike.
             The two are taken as independent: where the same people are measured twice a smaller
             change would show. With few events the power is met roughly.
    Raises   DataError for limits that do not enclose their value, a ratio that is not above 0, an
             unknown scale, or a power that is not between 0 and 1; MissingValues for a value that
             is not there. Without a limit the result is NaN.
    Source   Bloom 1995, Eval Rev 19:547-556 (minimum detectable effects: the quantiles of the
             level and of the power, added, times the standard error); Zou and Donner 2008, Stat
             Med 27:1693-1702 (the error of a change from the limits of its two ends).
    Checked  simulated power of `gap_change` at the change returned; (1.96 + 0.84) times the
             standard error by hand.

    >>> from evenground.measures import difference
    >>> gap = difference(340, 1_000, 160, 1_000)
    >>> round(float(minimum_detectable_change(gap)), 3)
    0.075
    """
    z, seen = quantiles_of(power, confidence)
    in_logs = one_of("scale", scale, SCALES)
    then, now = two_estimates(estimate, estimate if later is None else later)
    for one in (then, now):
        present("estimate", one.value)
    if in_logs:
        then, now = logarithms(then), logarithms(now)
    down = np.hypot(now.value - now.lower, then.upper - then.value)
    up = np.hypot(now.upper - now.value, then.value - then.lower)
    change = np.asarray((z + seen) * (down + up) / (2 * z))
    return np.exp(change) if in_logs else change


def logarithms(ratio: Estimate) -> Estimate:
    refuse(ratio.value <= 0, "A ratio is not above 0")
    with np.errstate(divide="ignore"):
        return Estimate(*map(np.log, ratio))


def gap_forecast(
    gap: Estimate,
    *,
    at: float,
    times: ArrayLike | None = None,
    later: Estimate | None = None,
    confidence: float = 0.95,
) -> GapForecast:
    """Where the trend of a gap leads if nothing changes: the line, and what would be measured then.

    Reads as `line` the gap on the line at the time `at`; `expected` the same with the limits within
             which one measurement at that time would lie. A gap that was then measured outside
             them did something that the trend does not explain; why, no statistic says.
    Use for  five periods or more on a straight course, led on for a short way: half as long as the
             series at most. With three or four the limits are very wide, and rightly. Look at
             `lack_of_fit`. Not for a gap near nought, which cannot go on closing.
    Shapes   value, lower and upper with time as the last axis, at least three periods; `times` one
             number for each, rising (without it, one unit apart from 0); `at` one number. The
             leading axes are those of the result.
    Units    the unit of the gap. Ratios go in as logarithms.
    Limits   those of `gap_trend`: the wider of normal ones and Student's t with the scatter about
             the line. `expected` adds the error of one measurement, as exact as the last period or
             as `later`. They say nothing of the risk that the line bends.
    Raises   DataError for fewer than three periods, times that do not rise, or limits that do not
             enclose their value; MissingValues for a value that is not there. A period without
             limits leaves no line: NaN.
    Source   Cochran 1954, Biometrics 10:101-129 (weights); Draper and Smith 1998, Applied
             Regression Analysis, 3rd ed., 3.1 (limits of a new observation).
    Checked  at the last period it is the line of `gap_trend`; how often the line holds the truth two
             periods on (benchmarks/coverage/change.py), and how often a simulated new figure lies
             within.

    >>> values = [10.0, 9.1, 8.0, 7.2, 5.9]
    >>> falling = Estimate(values, [v - 0.6 for v in values], [v + 0.6 for v in values])
    >>> ahead = gap_forecast(falling, at=6)
    >>> [round(float(number), 1) for number in ahead.expected]
    [4.0, 3.0, 5.0]
    """
    z = level(confidence)
    series, _ = two_estimates(gap, gap, "period")
    when = timed(times, series.value.shape)
    present("gap", series.value, "period")
    if not np.isfinite(at):
        raise DataError("`at` is the time that the line is led to: give one number.")
    fit = fitted(series, when, confidence)
    line = fit.at(at)
    new = Estimate(*(part[..., -1] for part in series)) if later is None else later
    error = np.hypot((line.upper - line.value) / fit.width, (new.upper - new.lower) / (2 * z))
    away = fit.width * error
    expected = Estimate(line.value, line.value - away, line.value + away)
    return GapForecast(line, expected, fit.tilt(), fit.lack_of_fit)
