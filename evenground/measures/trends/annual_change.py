"""How fast an indicator changes: the slope over time, absolute and relative, with limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    level,
    measured,
    one_of,
    part_of,
    peopled,
    refuse,
    scale,
)

KINDS = {"proportion": True, "rate": False}
STEPS = 46  # halvings of the search for a limit: to 12 digits
FAR = 60.0  # log of a ratio that a whole series cannot exceed, over its length of time


class AnnualChange(NamedTuple):
    """The change from one year, or period, to the next: absolute, and as a ratio."""

    absolute: Estimate
    relative: Estimate
    dispersion: Numbers


def annual_change(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str = "proportion",
    time: ArrayLike | None = None,
    per: float = 1,
    confidence: float = 0.95,
) -> AnnualChange:
    """How much a share or a rate rises or falls from one year to the next, over several years.

    Reads as `absolute` 0 = level; -0.5 = half a unit less each year. `relative` 1 = level; 0.97 =
             3% lower each year than the year before. `dispersion` near 1 = the points lie about
             a line as chance alone would have them; 3 = three times as far (in squares), so that
             the limits are too close.
    Use for  five years or more along something like a line; always both, beside the levels. For
             whether there is a trend at all use `trend`; for a change of course
             `gap_trend`.
    Shapes   count, denominator: (..., time), or shapes that stretch to one; `time`: (time,),
             rising, in years, or nothing where the points are a year apart.
    Units    people or events in; `absolute` in shares or rates `per` so many people each year,
             `relative` a ratio without unit: NaN without any event.
    Limits   score limits: absolute of a line weighted by denominators, relative of a log line;
             both survive years without events. Below about 10 events in all the absolute ones are
             wider than their level asks. Chance alone: where `dispersion` is far above 1 both
             are too close.
    Raises   DataError for fewer than 3 points, a group without people, a count above its
             denominator, times that do not rise; MissingValues for a count that is not there.
    Source   Cox and Hinkley 1974, Theoretical Statistics, 9.3 (score limits).
    Checked  coverage of 10,000 simulated series, benchmarks/coverage/trends.py; the relative
             change is statsmodels' Poisson regression.

    >>> change = annual_change([120, 110, 108, 95, 92], 1_000, per=100)
    >>> [[round(float(number), 2) for number in part] for part in change[:2]]
    [[-0.71, -1.31, -0.11], [0.93, 0.88, 0.99]]
    """
    shares = one_of("kind", kind, KINDS)
    scale(per)
    z = level(confidence)
    x, n = counted("period", count=count, denominator=denominator)
    peopled("denominator", n, "period")
    if shares:
        part_of("count", x, "denominator", n, "period")
    years = rising(time, x)
    absolute = Estimate(*(per * part for part in line(x, n, years, z, shares)))
    relative = log_line(x, n, years, z, shares)
    return AnnualChange(absolute, relative, scatter(x, n, years, relative.value, shares))


def annual_change_of(
    estimate: Estimate,
    *,
    time: ArrayLike | None = None,
    limits_at: float = 0.95,
    confidence: float = 0.95,
) -> AnnualChange:
    """How much published numbers with limits rise or fall from one year to the next.

    Reads as `annual_change`.
    Use for  values without counts: standardised rates, means, life expectancy, slope indices.
    Shapes   estimate: value, lower and upper of (..., time); `time` as in `annual_change`.
    Units    `absolute` in the unit of the estimate, each year; `relative` a ratio without unit,
             NaN for a series in which a lower limit is not above 0.
    Limits   a line weighted by precision, normal limits; relative: the same of the logarithms.
             The points must be independent: no rolling averages.
    Raises   DataError for fewer than 3 points, limits that do not enclose their value or have no
             width, times that do not rise; MissingValues for a number that is not there.
    Source   Armitage, Berry and Matthews 2002, Statistical Methods in Medical Research, 11.
    Checked  coverage of 10,000 simulated series, benchmarks/coverage/trends.py; weighted least
             squares of statsmodels.

    >>> change = annual_change_of(Estimate([80, 78, 75, 74], [77, 75, 72, 71], [83, 81, 78, 77]))
    >>> [[round(float(number), 2) for number in part] for part in change[:2]]
    [[-2.1, -3.44, -0.76], [0.97, 0.96, 0.99]]
    """
    z, width = level(confidence), 2 * level(limits_at)
    value, lower, upper = measured("period", **dict(zip(Estimate._fields, estimate, strict=True)))
    refuse((lower > value) | (upper < value), "The value is outside its own limits", of="period")
    refuse(upper == lower, "`upper` equals `lower`", "Supply the limits before rounding.", "period")
    years = rising(time, value)
    absolute, dispersion = weighted_line(value, (upper - lower) / width, years, z)
    positive: NDArray[np.bool_] = np.all(lower > 0, axis=-1, keepdims=True)
    low, middle, high = (np.log(np.where(positive, one, np.e)) for one in (lower, value, upper))
    errors = np.where(positive, (high - low) / width, 1)
    logs, _ = weighted_line(middle, errors, years, z)
    known = np.where(positive[..., 0], 1.0, np.nan)
    return AnnualChange(absolute, Estimate(*(known * np.exp(one) for one in logs)), dispersion)


def rising(time: ArrayLike | None, like: Numbers) -> Numbers:
    if like.ndim == 0 or like.shape[-1] < 3:
        raise DataError("A change over time needs 3 points of time or more.")
    if time is None:
        return np.arange(float(like.shape[-1]))
    (years,) = measured("period", time=time)
    if years.shape != like.shape[-1:] or (np.diff(years) <= 0).any():
        raise DataError("`time` holds one number for each point of time, each above the last.")
    return years - years[0]


def line(x: Numbers, n: Numbers, years: Numbers, z: float, shares: bool) -> Estimate:
    """The slope of a line weighted by size, and the slopes that chance can make look like it.

    The variance is that of the slope asked about, not of the one found: Wilson's idea, for a line.
    """
    total = n.sum(axis=-1, keepdims=True)
    apart = years - (n * years).sum(axis=-1, keepdims=True) / total
    factor = n * apart / (n * apart**2).sum(axis=-1, keepdims=True)
    slope = (factor * x / n).sum(axis=-1)
    usual = (x.sum(axis=-1, keepdims=True) + HALF_AN_EVENT) / (total + 2 * HALF_AN_EVENT * shares)
    reach, lean = factor**2 / n * usual, factor**2 / n * np.abs(apart)
    widest = z**2 * lean.sum(-1) + z * np.sqrt((reach + lean * np.abs(slope)[..., None]).sum(-1))

    def limit(side: int) -> Numbers:
        near, far = np.zeros_like(slope), widest
        for _ in range(STEPS):
            half = (near + far) / 2
            course = usual + (slope + side * half)[..., None] * apart
            chance = np.clip(course, 0, 1) * (1 - np.clip(course, 0, 1)) if shares else course
            inside = half**2 <= z**2 * (factor**2 / n * np.maximum(chance, 0)).sum(axis=-1)
            near, far = np.where(inside, half, near), np.where(inside, far, half)
        return slope + side * (near + far) / 2

    return Estimate(slope, limit(-1), limit(1))


HALF_AN_EVENT = 0.5  # added to all events, so that none at all is not taken for certainty


def log_line(x: Numbers, n: Numbers, years: Numbers, z: float, shares: bool) -> Estimate:
    """The yearly ratio of a log-linear course, and where its score statistic reaches z."""

    def solved(reached: float, low: Numbers, high: Numbers) -> Numbers:
        for _ in range(STEPS):
            half = (low + high) / 2
            found = score(half, x, n, years, shares)
            beyond = np.where(np.isnan(found), half > 0, found <= reached)
            low, high = np.where(beyond, low, half), np.where(beyond, half, high)
        return (low + high) / 2

    first, last = np.full(x.shape[:-1], -FAR), np.full(x.shape[:-1], FAR)
    value = solved(0.0, first, last)
    lower, upper = solved(z, first, value), solved(-z, value, last)
    ratios = [np.exp(one / years[-1]) for one in (value, lower, upper)]
    none_before, none_after = (x[..., cut].sum(axis=-1) == 0 for cut in (BEFORE, AFTER))
    ends = [none_before & none_after, none_before, none_after]
    return Estimate(
        np.select(ends, [np.nan, np.inf, 0.0], ratios[0])[()],
        np.where(none_after, 0.0, ratios[1])[()],
        np.where(none_before, np.inf, ratios[2])[()],
    )


BEFORE, AFTER = slice(None, -1), slice(1, None)  # the last point, and the first


def score(whole: Numbers, x: Numbers, n: Numbers, years: Numbers, shares: bool) -> Numbers:
    """How far events lie after (above 0) or before what a ratio over the whole time expects."""
    expected, variance = expectation(whole, x, n, years, shares)
    total = np.maximum(expected.sum(axis=-1, keepdims=True), 1e-300)
    apart = years - (expected * years).sum(axis=-1, keepdims=True) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        return ((x - expected) * apart).sum(-1) / np.sqrt((variance * apart**2).sum(-1))


def expectation(
    whole: Numbers, x: Numbers, n: Numbers, years: Numbers, shares: bool
) -> tuple[Numbers, Numbers]:
    """Events of each point, all in all as many as there were, and their variance by chance."""
    course = np.asarray(whole)[..., None] * (years / years[-1])
    weight = n * np.exp(course - course.max(axis=-1, keepdims=True))
    expected = x.sum(-1, keepdims=True) * weight / weight.sum(-1, keepdims=True)
    return expected, expected * (np.maximum(1 - expected / n, 0) if shares else 1)


def scatter(x: Numbers, n: Numbers, years: Numbers, ratio: Numbers, shares: bool) -> Numbers:
    """How much further from the log line the points lie, in squares, than chance would have it."""
    known = np.isfinite(ratio) & (ratio > 0)
    whole = years[-1] * np.log(np.where(known, ratio, 1))
    expected, variance = expectation(whole, x, n, years, shares)
    known &= (variance > 0).all(axis=-1)
    squares = (x - expected) ** 2 / np.where(known[..., None], variance, 1)
    return np.where(known, squares.sum(axis=-1) / (len(years) - 2), np.nan)[()]


def weighted_line(
    value: Numbers, error: Numbers, years: Numbers, z: float
) -> tuple[Estimate, Numbers]:
    weight = error**-2
    total = weight.sum(axis=-1, keepdims=True)
    apart = years - (weight * years).sum(axis=-1, keepdims=True) / total
    spread = (weight * apart**2).sum(axis=-1)
    slope = (weight * apart * value).sum(axis=-1) / spread
    middle = (weight * value).sum(axis=-1, keepdims=True) / total
    left = value - middle - slope[..., None] * apart
    dispersion = (weight * left**2).sum(axis=-1) / (len(years) - 2)
    half = z / np.sqrt(spread)
    return Estimate(slope, slope - half, slope + half), dispersion
