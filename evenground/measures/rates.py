"""What is usual in a group: proportions, crude rates and means, with limits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, stdtrit

from evenground.errors import DataError, MissingValues
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    level,
    numbers,
    one_of,
    part_of,
    peopled,
    position,
    refuse,
    scale,
    together,
)


def proportion(count: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The share of a group to whom something applies.

    Reads as 0 = nobody, 1 = everybody. Multiply by 100 for a percentage.
    Shapes   count, denominator: any shapes that stretch to one; the result has that shape.
    Units    people in; shares between 0 and 1 out.
    Limits   Wilson score: 95 times in 100 on average; for one share of few people 91 to 98.
    Raises   DataError for a group without people, a count above its denominator or below 0;
             MissingValues for a count that is not there.
    Source   Wilson 1927, JASA 22:209-212; Newcombe 1998, Stat Med 17:857-872.
    Checked  PHEindicatormethods 2.1.0, 109 proportions at 95% and 99.8%, to 12 digits.

    >>> share = proportion([0, 5, 10], 10)
    >>> [[round(float(number), 3) for number in part] for part in share]
    [[0.0, 0.5, 1.0], [0.0, 0.237, 0.722], [0.278, 0.763, 1.0]]
    """
    x, n = counted(count=count, denominator=denominator)
    peopled("denominator", n)
    part_of("count", x, "denominator", n)
    return wilson(x, n, level(confidence))


def wilson(x: Numbers, n: Numbers, z: float) -> Estimate:
    p, correction = x / n, z**2 / n
    half = np.sqrt(correction * (p - p * p + correction / 4))
    middle, shrink = p + correction / 2, 1 / (1 + correction)
    lower, upper = (middle - half) * shrink, (middle + half) * shrink
    return Estimate(p, np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper))


def rate(
    count: ArrayLike,
    population: ArrayLike,
    *,
    per: float = 100_000,
    limits: str = "exact",
    confidence: float = 0.95,
) -> Estimate:
    """How many events there were for every `per` people, or years of people's lives.

    Reads as events per `per`; 0 = none happened.
    Shapes   count, population: any shapes that stretch to one; the result has that shape.
    Units    events and people in; events per `per` out, limits in the same unit.
    Limits   "exact" Poisson (chi-squared): they hold the truth 95 times in 100 or more often, of
             under 20 events clearly more. "byar": the approximation much published, near the
             exact ones from 10 events. "mid-p": without that caution, 95 in 100 on average from 5
             events expected.
    Raises   DataError for a group without people, a count below 0, limits of another name, or
             a `per` that is not above 0; MissingValues for a count that is not there.
    Source   Garwood 1936, Biometrika 28:437-442; Breslow and Day 1987, IARC 82, p. 69.
    Checked  PHEindicatormethods 2.1.0, 39 rates at three levels, and 148 limits, to 9 digits.

    >>> deaths = rate(10, 50_000)
    >>> [round(float(number), 1) for number in deaths]
    [20.0, 9.6, 36.8]
    """
    scale(per)
    x, n = counted(count=count, population=population)
    peopled("population", n)
    lower, upper = limits_of(x, limits, confidence)
    return Estimate(per * x / n, per * lower / n, per * upper / n)


def mean(values: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The average of a measurement over the people of a group.

    Reads as the unit of the measurement: years, minutes, points of a score.
    Shapes   values: (..., people); the result has the shape before the last axis.
    Units    any unit in, the same unit out.
    Limits   Student's t with one degree of freedom fewer than there are people. Of a very skewed
             measurement they are too narrow: 95% limits of 5 values hold 89 times in 100, of 30
             values 92, of 200 values 94.
    Raises   DataError for fewer than 2 people, or a value that is not finite; MissingValues for
             a value that is not there.
    Source   Student 1908, Biometrika 6:1-25; Altman and others 2000, Statistics with Confidence.
    Checked  PHEindicatormethods 2.1.0, 3 means at 95% and 99.8%, to 9 digits.

    >>> waits = mean([12, 15, 9, 20])
    >>> [round(float(number), 1) for number in waits]
    [14.0, 6.5, 21.5]
    """
    level(confidence)
    observed = numbers("values", values)
    number = observed.shape[-1] if observed.ndim else 1
    if number < 2:
        raise DataError("A mean with limits needs at least 2 values. Leave the group out.")
    if (missing := np.isnan(observed)).any():
        raise MissingValues("values", position(missing))
    refuse(np.isinf(observed), "`values` is not finite")
    value = observed.mean(axis=-1)
    return around(value, observed.std(axis=-1, ddof=1), number, confidence)


def mean_of(
    total: ArrayLike, total_of_squares: ArrayLike, number: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The average of a measurement, from cells that were counted and added up.

    Reads as the unit of the measurement, as `mean` does.
    Use for  cells from several places that add up to a group. Not for measurements that hardly
             vary beside their size: the squares then lose the digits that tell them apart.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    the sum of the values, the sum of their squares, and people in; the unit of the
             values out.
    Limits   Student's t, as `mean`.
    Raises   DataError for fewer than 2 people, or squares too small for their total;
             MissingValues for a number that is not there.
    Source   as `mean`.
    Checked  the same numbers as `mean`, to 9 digits.

    >>> waits = mean_of(56, 850, 4)
    >>> [round(float(number), 1) for number in waits]
    [14.0, 6.5, 21.5]
    """
    level(confidence)
    arrays = together(total=total, total_of_squares=total_of_squares, number=number)
    for name, array in zip(("total", "total_of_squares", "number"), arrays, strict=True):
        if (missing := np.isnan(array)).any():
            raise MissingValues(name, position(missing))
        refuse(np.isinf(array), f"`{name}` is not finite")
    t, squares, n = arrays
    refuse(n < 2, "A mean with limits needs at least 2 values", "Leave the group out.")
    spread = squares - t * t / n
    too_small = spread < -1e-9 * squares  # what rounding may take from equal values
    refuse(too_small, "`total_of_squares` is too small for `total`", "Check the two columns.")
    return around(t / n, np.sqrt(np.maximum(spread, 0) / (n - 1)), n, confidence)


def around(
    value: Numbers, deviation: Numbers, number: Numbers | int, confidence: float
) -> Estimate:
    half = stdtrit(number - 1, (1 + confidence) / 2) * deviation / np.sqrt(number)
    return Estimate(value, value - half, value + half)


def limits_of(x: Numbers, limits: str, confidence: float) -> tuple[Numbers, Numbers]:
    """The limits of a count by the method of that name."""
    method = one_of("limits", limits, LIMITS)
    level(confidence)
    return method(x, confidence)


def exact_limits(x: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    tail = (1 - confidence) / 2
    distinct, back = np.unique(x, return_inverse=True)  # few counts are asked for many times
    lower, upper = garwood(distinct, tail)
    return lower[back], upper[back]


def garwood(x: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    lower = np.where(x == 0, 0.0, gammaincinv(np.maximum(x, 1e-300), tail))
    return lower, gammainccinv(x + 1, tail)


def mid_p_limits(x: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    """Where half the chance of the count itself and that of all beyond it make up the tail."""
    tail = (1 - confidence) / 2
    distinct, back = np.unique(x, return_inverse=True)
    low, high = garwood(distinct, tail)
    next_low = garwood(distinct + 1, tail)[0]
    last_high = gammainccinv(np.maximum(distinct, 1e-300), tail)

    def above(mean: Numbers) -> Numbers:
        return (gammainc(distinct, mean) + gammainc(distinct + 1, mean)) / 2 - tail

    def below(mean: Numbers) -> Numbers:
        return tail - (gammaincc(distinct, mean) + gammaincc(distinct + 1, mean)) / 2

    lower = np.where(distinct == 0, 0.0, halved(above, low, next_low))
    upper = halved(below, last_high, high)
    return lower[back], upper[back]


def halved(rising: Callable[[Numbers], Numbers], low: Numbers, high: Numbers) -> Numbers:
    """Where a function that rises from below 0 to above 0 is 0."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        under = rising(middle) < 0
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2


def byar_limits(x: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    z = level(confidence)
    more = x + 1
    below, above = 1 / (3 * np.sqrt(np.maximum(x, 1))), 1 / (3 * np.sqrt(more))
    low, high = 1 - below * (below + z), 1 - above * (above - z)
    return np.maximum(x * low * low * low, 0.0), more * high * high * high


HALVINGS = 60  # of the search for a limit: to the last digit of a float
LIMITS = {"exact": exact_limits, "byar": byar_limits, "mid-p": mid_p_limits}
