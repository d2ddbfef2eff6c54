"""How common something is in a group: proportions and crude rates, with limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from evenground.errors import DataError
from evenground.measures.shapes import Estimate, Numbers, counted, level, part_of, peopled


def proportion(count: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The share of a group to whom something applies.

    Reads as 0 = nobody, 1 = everybody. Multiply by 100 for a percentage.
    Shapes   count, denominator: any shapes that stretch to one; the result has that shape.
    Units    people in; shares between 0 and 1 out.
    Limits   Wilson score.
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
    half = np.sqrt(p * (1 - p) * correction + correction**2 / 4)
    middle, shrink = p + correction / 2, 1 + correction
    lower = np.where(x == 0, 0.0, (middle - half) / shrink)
    upper = np.where(x == n, 1.0, (middle + half) / shrink)
    return Estimate(p, lower, upper)


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
    Limits   "exact" Poisson (chi-squared), or "byar", the approximation much published.
    Raises   DataError for a group without people, a count below 0, limits of another name, or
             a `per` that is not above 0; MissingValues for a count that is not there.
    Source   Garwood 1936, Biometrika 28:437-442; Breslow and Day 1987, IARC 82, p. 69.
    Checked  PHEindicatormethods 2.1.0, 39 rates at three levels, and 148 limits, to 9 digits.

    >>> deaths = rate(10, 50_000)
    >>> [round(float(number), 1) for number in deaths]
    [20.0, 9.6, 36.8]
    """
    if limits not in LIMITS:
        raise DataError(f"`limits` is {' or '.join(LIMITS)}; it was {limits!r}.")
    if not 0 < per < np.inf:
        raise DataError(f"`per` is above 0, such as 100,000; it was {per!r}.")
    x, n = counted(count=count, population=population)
    peopled("population", n)
    level(confidence)
    lower, upper = LIMITS[limits](x, confidence)
    return Estimate(per * x / n, per * lower / n, per * upper / n)


def exact_limits(x: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    tail = (1 - confidence) / 2
    distinct, back = np.unique(x, return_inverse=True)  # few counts are asked for many times
    lower = np.where(distinct == 0, 0.0, gammaincinv(np.maximum(distinct, 1e-300), tail))
    upper = gammainccinv(distinct + 1, tail)
    return lower[back].reshape(x.shape), upper[back].reshape(x.shape)


def byar_limits(x: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    z = level(confidence)
    seen, more = np.maximum(x, 1), x + 1
    lower = x * (1 - 1 / (9 * seen) - z / (3 * np.sqrt(seen))) ** 3
    return np.maximum(lower, 0.0), more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


LIMITS = {"exact": exact_limits, "byar": byar_limits}
