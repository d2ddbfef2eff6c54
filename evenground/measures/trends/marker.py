"""Recent trends: is an indicator going up or down, and is that better?"""

from __future__ import annotations

from functools import partial
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError, MissingValues
from evenground.measures.rates import byar_limits, exact_limits
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    left_out,
    level,
    one_of,
    part_of,
    peopled,
    refuse,
    together,
)

Flags = NDArray[np.bool_]
Labels = NDArray[np.str_]

DIRECTIONS = np.array(["decreasing", "no significant change", "increasing", "cannot be calculated"])
VERDICTS = np.array(
    ["concern", "no significant change", "improvement", "cannot be calculated", "neither"]
)
ENDINGS = {"improvement": " and getting better", "concern": " and getting worse"}
BETTER_WHEN = {"higher": 1, "lower": -1}
KINDS = {"proportion": True, "rate": False}
DUST = 1e-12  # what arithmetic leaves of a level line, as a share of its largest value
EXACT_BELOW = 10  # events: Fingertips publishes exact limits below, Byar's from there on


class Trend(NamedTuple):
    """The recent trend of each series: labels, the test behind them, and Fingertips' words."""

    direction: Labels
    verdict: Labels
    reason: Labels
    slope: Numbers
    chi_squared: Numbers
    words: Labels


def trend(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str = "proportion",
    better_when: str | None = None,
    periods: int = 5,
    confidence: float = 0.998,
    on_refusal: str = "raise",
) -> Trend:
    """Whether a share or a rate has gone up or down lately: the recent trend of Fingertips.

    Reads as `direction` "increasing", "decreasing", "no significant change" (which is not: no
             change) or "cannot be calculated"; `verdict` the same as "improvement" or "concern",
             "neither" where no polarity is declared; `reason` says why, "one point decides" where
             leaving out one point turns the slope round.
    Use for  the last five years of a yearly indicator, each year counted anew; not for rolling
             averages, months, quarters, nor across a change of definition. For how fast use
             `annual_change`; for 13 points or more `xmr`.
    Shapes   count, denominator: (..., time), or shapes that stretch to one, oldest first and
             equally spaced; the result has one of each for each series.
    Units    people or events in. `slope` for each period: log odds of a proportion, events per
             person of a rate. `chi_squared` with 1 degree of freedom.
    Limits   none: a test at `confidence`. Proportions: chi-squared for linear trend, the slope
             that of the log odds (0.5 added to the counts of a series with nobody or everybody in
             a period, of which the published method says nothing). Rates: as `trend_of`, from
             exact limits below 10 events and Byar's from 10 on.
    Raises   DataError for a group without people, a count above its denominator, options of
             another name; MissingValues for one of the last `periods` counts, which with
             on_refusal="nan" makes that series "cannot be calculated".
    Source   OHID, Public health technical guidance: Fingertips trend markers.
    Checked  the Recent Trend of all 293 series that have one in three Fingertips files (of 248 it
             is "Cannot be calculated"); the chi-squared of R's prop.trend.test.

    >>> recent = trend([621, 599, 556, 535, 447], [3454, 3195, 3256, 3227, 3121],
    ...                better_when="lower")
    >>> str(recent.words), round(float(recent.chi_squared), 1)
    ('Decreasing and getting better', 20.1)
    """
    shares = one_of("kind", kind, KINDS)
    rule = rule_for(better_when, periods, confidence)
    series = stretched(count=count, denominator=denominator)
    if too_short(series, periods):
        return unknown(series, "too few points")
    kept = complete(series, periods, on_refusal)
    x, n = counted(
        "period",
        count=np.where(kept, series["count"], 0),
        denominator=np.where(kept, series["denominator"], 1),
    )
    peopled("denominator", n, "period")
    if shares:
        part_of("count", x, "denominator", n, "period")
    x, n = x[..., -periods:], n[..., -periods:]
    slopes, chi_squared = of_shares(x, n) if shares else of_values(x / n, error_of_rate(x, n))
    return judged(slopes, chi_squared, kept[..., -1], rule)


def trend_of(
    estimate: Estimate,
    *,
    limits_at: float = 0.95,
    better_when: str | None = None,
    periods: int = 5,
    confidence: float = 0.998,
    on_refusal: str = "raise",
) -> Trend:
    """The recent trend of numbers that were published with limits, such as life expectancy.

    Reads as `trend`.
    Use for  values without counts: standardised rates, means, life expectancy, slope indices,
             gaps. Not for shares of which the counts are known.
    Shapes   estimate: value, lower and upper of (..., time), oldest first and equally spaced; the
             result has one of each for each series.
    Units    any. `slope` in that unit, for each period; `chi_squared` with 1 degree of freedom.
    Limits   none: a test at `confidence`, of a line through the points, each weighted by its
             precision: a quarter of the width of its limits where those are `limits_at` 0.95.
    Raises   DataError for limits that do not enclose their value or have no width;
             MissingValues for one of the last `periods` values or limits, which with
             on_refusal="nan" makes that series "cannot be calculated".
    Source   OHID, Public health technical guidance: Fingertips trend markers.
    Checked  the Recent Trend of 25 series of a Fingertips file; weighted least squares of statsmodels.

    >>> value = [30.6, 30.2, 28, 24.6, 24.67]
    >>> lower, upper = [28.98, 28.63, 26.44, 23.15, 23.16], [32.25, 31.9, 29.64, 26.19, 26.25]
    >>> str(trend_of(Estimate(value, lower, upper), better_when="lower").words)
    'Decreasing and getting better'
    """
    rule = rule_for(better_when, periods, confidence)
    series = stretched(**dict(zip(Estimate._fields, estimate, strict=True)))
    if too_short(series, periods):
        return unknown(series, "too few points")
    kept = complete(series, periods, on_refusal)
    value, lower, upper = (
        np.where(kept, given, filler)
        for given, filler in zip(series.values(), FILLERS, strict=True)
    )
    refuse((lower > value) | (upper < value), "The value is outside its own limits", of="period")
    refuse(upper == lower, "`upper` equals `lower`", "Supply the limits before rounding.", "period")
    error = (upper - lower) / (2 * level(limits_at))
    slopes, chi_squared = of_values(value[..., -periods:], error[..., -periods:])
    return judged(slopes, chi_squared, kept[..., -1], rule)


FILLERS = (0.0, -1.0, 1.0)  # stand in for what the test does not look at


class Rule(NamedTuple):
    critical: float
    better_when: str | None


def rule_for(better_when: str | None, periods: int, confidence: float) -> Rule:
    if better_when is not None:
        one_of("better_when", better_when, BETTER_WHEN)
    if not isinstance(periods, Integral) or periods < 3:
        raise DataError(f"`periods` is a number of points, 3 or more; it was {periods!r}.")
    return Rule(level(confidence) ** 2, better_when)


def stretched(**given: ArrayLike) -> dict[str, Numbers]:
    return dict(zip(given, map(np.atleast_1d, together(**given)), strict=True))


def too_short(series: dict[str, Numbers], periods: int) -> bool:
    return next(iter(series.values())).shape[-1] < periods


def complete(series: dict[str, Numbers], periods: int, on_refusal: str) -> Flags:
    """The points to look at: the last of each series that has them all."""
    recent = np.zeros(next(iter(series.values())).shape, bool)
    recent[..., -periods:] = True
    missing = [
        (np.isnan(array) & recent, partial(MissingValues, name)) for name, array in series.items()
    ]
    return recent & ~left_out(on_refusal, *missing, of="period").any(axis=-1, keepdims=True)


def of_shares(x: Numbers, n: Numbers) -> tuple[list[Numbers], Numbers]:
    """Slopes of the log odds, whole and without each point, and the chi-squared for trend."""
    half = 0.5 * ((x == 0) | (x == n)).any(axis=-1, keepdims=True)
    log_odds = np.log((x + half) / (n - x + half))
    return slopes_without_each(log_odds, np.ones_like(n)), chi_squared_for_trend(x, n)


def chi_squared_for_trend(x: Numbers, n: Numbers) -> Numbers:
    everybody = n.sum(axis=-1, keepdims=True)
    share = x.sum(axis=-1, keepdims=True) / everybody
    time = times(x) - (n * times(x)).sum(axis=-1, keepdims=True) / everybody
    variance = (share * (1 - share) * n * time**2).sum(axis=-1)
    covariance = (x * time).sum(axis=-1)
    return np.divide(covariance**2, variance, out=np.zeros_like(variance), where=variance > 0)


def of_values(value: Numbers, error: Numbers) -> tuple[list[Numbers], Numbers]:
    """Slopes weighted by precision, whole and without each point, and the chi-squared of it."""
    weight = error**-2
    slopes = slopes_without_each(value, weight)
    return slopes, slopes[0] ** 2 * spread_of_time(weight)


def error_of_rate(x: Numbers, n: Numbers) -> Numbers:
    limits = zip(exact_limits(x, 0.95), byar_limits(x, 0.95), strict=True)
    lower, upper = (np.where(x < EXACT_BELOW, exact, byar) for exact, byar in limits)
    return (upper - lower) / n / (2 * level(0.95))


def times(like: Numbers) -> Numbers:
    return np.arange(1.0, like.shape[-1] + 1)


def slopes_without_each(value: Numbers, weight: Numbers) -> list[Numbers]:
    """The slope over time, then the slope without the first point, the second, and so on."""
    points = np.arange(value.shape[-1])
    dust = DUST * np.abs(value).max(axis=-1)
    slopes = [slope(value, np.where(points == left, 0, weight)) for left in (-1, *points)]
    return [np.where(np.abs(one) <= dust, 0, one) for one in slopes]


def slope(value: Numbers, weight: Numbers) -> Numbers:
    time = centred_time(weight)
    return (weight * time * value).sum(axis=-1) / (weight * time**2).sum(axis=-1)


def spread_of_time(weight: Numbers) -> Numbers:
    return (weight * centred_time(weight) ** 2).sum(axis=-1)


def centred_time(weight: Numbers) -> Numbers:
    total = weight.sum(axis=-1, keepdims=True)
    return times(weight) - (weight * times(weight)).sum(axis=-1, keepdims=True) / total


def judged(slopes: list[Numbers], chi_squared: Numbers, kept: Flags, rule: Rule) -> Trend:
    """A trend is one when the test is significant and no one point decides its direction."""
    significant = chi_squared > rule.critical
    steady = np.logical_and.reduce([np.sign(one) == np.sign(slopes[0]) for one in slopes])
    way = (np.sign(slopes[0]) * (significant & steady)).astype(int)
    why = np.where(significant, np.where(steady, "significant", "one point decides"), "")
    reason = np.where(kept, np.where(why == "", "not significant", why), "missing value")
    if rule.better_when is None:
        good = np.where(way == 0, 1, 4)
    else:
        good = 1 + BETTER_WHEN[rule.better_when] * way
    direction = DIRECTIONS[np.where(kept, 1 + way, 3)]
    verdict = VERDICTS[np.where(kept, good, 3)]
    unknown = np.where(kept, 0.0, np.nan)
    return Trend(
        direction,
        verdict,
        reason[()],
        slopes[0] + unknown,
        chi_squared + unknown,
        in_words(direction, verdict),
    )


def unknown(series: dict[str, Numbers], reason: str) -> Trend:
    shape = next(iter(series.values())).shape[:-1]
    label = np.full(shape, DIRECTIONS[3])
    number = np.full(shape, np.nan)
    return Trend(label, label, np.full(shape, reason), number, number, in_words(label, label))


def in_words(direction: Labels, verdict: Labels) -> Labels:
    """Fingertips' own words."""

    def told(way: str, meaning: str) -> str:
        return way.capitalize() + ENDINGS.get(meaning, "")

    return np.vectorize(told, otypes=[str])(direction, verdict)[()]
