"""Two groups compared: the absolute and the relative gap, with limits.

From counts: `difference` and `ratio`. From numbers that were published with their limits but
without counts: `difference_of` and `ratio_of`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.measures.rates import wilson
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    level,
    part_of,
    peopled,
    refuse,
    together,
)

STEPS = 100  # at most; about ten do


def difference(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """The absolute gap between the proportions of two groups.

    Reads as 0 = no gap; above 0 = more common in the group than in the reference group.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    people in; a difference of shares between -1 and 1 out.
    Limits   Newcombe's hybrid score: the Wilson limits of both groups, squared and added. 95%
             limits hold the truth in 94% to 96%; in 93% to 97% where about five people are to be
             expected with, or without, in a group; with fewer in 91% to all.
    Raises   DataError for a group without people or a count above its denominator;
             MissingValues for a count that is not there.
    Source   Newcombe 1998, Stat Med 17:873-890, method 10.
    Checked  the published examples of that paper, to 4 decimals; coverage, in
             benchmarks/coverage/groups.py.

    >>> gap = difference(56, 70, 48, 80)
    >>> [round(float(number), 4) for number in gap]
    [0.2, 0.0524, 0.3339]
    """
    x, n, y, m = two_groups(count, denominator, reference_count, reference_denominator)
    z = level(confidence)
    return difference_of(wilson(x, n, z), wilson(y, m, z))


def ratio(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
) -> Estimate:
    """The relative gap between two groups: one proportion divided by the other.

    Reads as 1 = no gap; 2 = twice as common in the group as in the reference group.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    people in; a ratio, 0 or more, out. Without events in the reference group the
             ratio and its upper limit are infinite; without events in both it is NaN.
    Limits   Koopman's score. As often right as those of `difference`.
    Raises   DataError for a group without people or a count above its denominator;
             MissingValues for a count that is not there.
    Source   Koopman 1984, Biometrics 40:513-517; without iteration, Nam 1995, Biometrics
             51:770-774.
    Checked  the published example of Koopman; Koopman's statistic at both limits; the law that
             swapping groups inverts it; coverage, in benchmarks/coverage/groups.py.

    >>> gap = ratio(36, 40, 16, 80)
    >>> [round(float(number), 2) for number in gap]
    [4.5, 2.94, 7.15]
    """
    x, n, y, m = two_groups(count, denominator, reference_count, reference_denominator)
    z = level(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (x / n) / (y / m)
        upper = 1 / score_limit(y, m, x, n, z)
    return Estimate(value, score_limit(x, n, y, m, z), upper)


def difference_of(estimate: Estimate, reference: Estimate) -> Estimate:
    """The absolute gap between two estimates that carry limits.

    Reads as 0 = no gap; above 0 = the estimate is higher than the reference.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    the unit of the estimates, for percentages: percentage points.
    Limits   MOVER: the distances from value to limit, squared and added. For proportions with
             Wilson limits this is Newcombe's method. The two must be independent groups and
             their limits of one level. A missing limit gives a missing limit.
    Raises   DataError when limits do not enclose their value.
    Source   Zou and Donner 2008, Stat Med 27:1693-1702.
    Checked  equals `difference`, which is checked against Newcombe 1998.

    >>> from evenground.measures import Estimate
    >>> gap = difference_of(Estimate(34.9, 34.1, 35.8), Estimate(14.0, 13.6, 14.5))
    >>> [round(float(number), 1) for number in gap]
    [20.9, 20.0, 21.9]
    """
    (v, low, high), (w, below, above) = two_estimates(estimate, reference)
    gap = v - w
    return Estimate(gap, gap - np.hypot(v - low, above - w), gap + np.hypot(high - v, w - below))


def ratio_of(estimate: Estimate, reference: Estimate) -> Estimate:
    """The relative gap between two estimates that carry limits and cannot be below 0.

    Reads as 1 = no gap; 2 = the estimate is twice the reference.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    a ratio without unit. To a reference of 0 it is NaN; when the lower limit of the
             reference is 0 the upper limit is infinite. A missing limit gives a missing limit.
    Limits   MOVER for ratios. The two must be independent groups, their limits of one level.
    Raises   DataError for numbers below 0, or limits that do not enclose their value.
    Source   Donner and Zou 2012, Stat Methods Med Res 21:347-359.
    Checked  95% limits of 10,000 pairs of small groups hold the truth in 94% to 96.5% of them;
             the law that swapping the groups inverts it.

    >>> from evenground.measures import Estimate
    >>> gap = ratio_of(Estimate(34.9, 34.1, 35.8), Estimate(14.0, 13.6, 14.5))
    >>> [round(float(number), 2) for number in gap]
    [2.49, 2.39, 2.59]
    """
    (v, low, high), (w, below, above) = both = two_estimates(estimate, reference)
    not_below_0(*both)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(w == 0, np.nan, v / w)
        least, most = low * (2 * v - low), below * (2 * w - below)
        lower = least / (v * w + np.sqrt((w * (v - low)) ** 2 + (above - w) ** 2 * least))
        upper = (v * w + np.sqrt((v * (w - below)) ** 2 + (high - v) ** 2 * most)) / most
    lower = np.where((v == 0) & ~np.isnan(low + above), 0.0, lower)
    upper = np.where((below == 0) & ~np.isnan(high), np.inf, upper)
    none = np.isnan(value)
    return Estimate(value, np.where(none, np.nan, lower), np.where(none, np.nan, upper))


def two_groups(
    x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike, *, of: str = "group"
) -> list[Numbers]:
    arrays = counted(of, count=x, denominator=n, reference_count=y, reference_denominator=m)
    peopled("denominator", arrays[1], of)
    peopled("reference_denominator", arrays[3], of)
    part_of("count", arrays[0], "denominator", arrays[1], of)
    part_of("reference_count", arrays[2], "reference_denominator", arrays[3], of)
    return arrays


def not_below_0(first: Estimate, second: Estimate, of: str = "group") -> None:
    below = [part < 0 for one in (first, second) for part in one[:2]]
    refuse(np.logical_or.reduce(below), "A ratio was asked of numbers below 0", of=of)


def two_estimates(
    estimate: Estimate, reference: Estimate, of: str = "group"
) -> tuple[Estimate, Estimate]:
    names = ["value", "lower", "upper", "reference_value", "reference_lower", "reference_upper"]
    arrays = together(**dict(zip(names, [*estimate, *reference], strict=True)))
    first, second = Estimate(*arrays[:3]), Estimate(*arrays[3:])
    for name, (value, lower, upper) in [("The value", first), ("The reference", second)]:
        refuse((lower > value) | (upper < value), f"{name} is outside its own limits", of=of)
    return first, second


def score_limit(x: Numbers, n: Numbers, y: Numbers, m: Numbers, z: float) -> Numbers:
    """The lower limit: the ratio below the observed one at which Koopman's statistic is z squared.

    With S the derivative of the likelihood at that ratio, the likeliest shares there are
    (x - S) / (n - S) and (y + S) / (m + S), and z squared is reached where a cubic in S is 0."""
    s = root_above_0(x, n, y, m, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        theta = (x - s) / (n - s) * (m + s) / (y + s)
        return np.where(x == 0, 0.0, np.where(x == n, everybody_limit(n, y, m, z), theta))


def root_above_0(x: Numbers, n: Numbers, y: Numbers, m: Numbers, z: float) -> Numbers:
    """The root between 0 and x, from above, by Newton's steps; halving where one leads astray."""
    cubed, squared = y / m - x / n, (1 - x / n) * y + (1 - y / m) * x + z**2
    once, constant = z**2 * (y - x), -(z**2) * x * y
    low, high, s = np.zeros_like(x), x, x
    for _ in range(STEPS):
        height = ((cubed * s + squared) * s + once) * s + constant
        low, high = np.where(height < 0, s, low), np.where(height < 0, high, s)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = s - height / ((3 * cubed * s + 2 * squared) * s + once)
        step = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        s, before = step, s
        if (np.abs(s - before) <= 1e-15 * x).all():
            break
    return s


def everybody_limit(n: Numbers, y: Numbers, m: Numbers, z: float) -> Numbers:
    """The lower limit for a group of which everybody counts. There the cubic has a root at n that
    is none; the true one is of a quadratic, or lies where the likeliest share is below 1."""
    b = 1 - y / m
    s = np.where(b > 0, (z**2 + np.sqrt(z**4 + 4 * b * z**2 * y)) / (2 * b), np.inf)
    reference = (y + np.minimum(s, n)) / (m + np.minimum(s, n))
    share = 1 / (1 + z**2 / n - n * (1 - reference) / (m * reference))
    return np.where(s < n, 1.0, share) / reference
