"""Two groups with events over people's time compared: the gap and the ratio of their rates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betainccinv, betaincinv

from evenground.measures.groups.two import difference_of
from evenground.measures.rates import halved, rate
from evenground.measures.shapes import Estimate, Numbers, counted, level, one_of, peopled


def rate_difference(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    per: float = 100_000,
    limits: str = "exact",
    confidence: float = 0.95,
) -> Estimate:
    """The absolute gap between the crude rates of two groups.

    Reads as 0 = no gap; above 0 = more events in the group than in the reference group.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    events and people in; a difference per `per` out.
    Limits   MOVER: the distances from each rate to its own limits, squared and added; those by
             "exact", "byar" or "mid-p", as `rate`. With exact ones 95% limits hold the truth
             95 times in 100 or more often.
    Raises   DataError for a group without people, a count below 0; MissingValues for a count
             that is not there.
    Source   Zou and Donner 2008, Stat Med 27:1693-1702; Li, Tang and Wong 2014, Comput Stat
             29:1135-1150.
    Checked  equals `difference_of` two rates; its coverage, in benchmarks/coverage/rates.py.

    >>> gap = rate_difference(30, 10_000, 20, 10_000)
    >>> [round(float(number), 1) for number in gap]
    [100.0, -46.2, 250.0]
    """
    x, n, y, m = two_rates(count, population, reference_count, reference_population)
    ours = rate(x, n, per=per, limits=limits, confidence=confidence)
    return difference_of(ours, rate(y, m, per=per, limits=limits, confidence=confidence))


def rate_ratio(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    limits: str = "exact",
    confidence: float = 0.95,
) -> Estimate:
    """The relative gap between two groups: one crude rate divided by the other.

    Reads as 1 = no gap; 2 = twice the rate of the reference group.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    events and people in; a ratio, 0 or more, out. Without events in the reference group
             the ratio and its upper limit are infinite; without events in both it is NaN.
    Limits   "exact": of all events of both groups, the share that may fall on the first, by
             Clopper and Pearson: 95% limits hold the truth 95 times in 100 or more often, of few
             events clearly more; "mid-p": the same without that caution.
    Raises   DataError for a group without people, a count below 0; MissingValues for a count
             that is not there.
    Source   Przyborowski and Wilenski 1940, Biometrika 31:313-323; Clopper and Pearson 1934,
             Biometrika 26:404-413; Berry and Armitage 1995, Statistician 44:417-423 for mid-p.
    Checked  the binomial tails that define the limits; the law that swapping groups inverts it.

    >>> gap = rate_ratio(30, 10_000, 20, 10_000)
    >>> [round(float(number), 2) for number in gap]
    [1.5, 0.82, 2.79]
    """
    x, n, y, m = two_rates(count, population, reference_count, reference_population)
    odds = one_of("limits", limits, ODDS)
    level(confidence)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (x / n) / (y / m)
        return Estimate(value, odds(x, y, tail) * (m / n), 1 / odds(y, x, tail) * (m / n))


def two_rates(x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike) -> list[Numbers]:
    arrays = counted(count=x, population=n, reference_count=y, reference_population=m)
    peopled("population", arrays[1])
    peopled("reference_population", arrays[3])
    return arrays


def exact_odds(x: Numbers, y: Numbers, tail: float) -> Numbers:
    """The least odds of an event to fall on the first group, that x of x + y do not exclude."""
    share, rest = betaincinv(x, y + 1, tail), betainccinv(y + 1, x, tail)
    return np.where(x == 0, 0.0, share / rest)


def mid_p_odds(x: Numbers, y: Numbers, tail: float) -> Numbers:
    """The same, counting only half the chance of x itself to the tail."""

    some = np.maximum(y, 1e-300)  # no events in the other group: as good as none

    def above(share: Numbers) -> Numbers:
        return (betainc(x, y + 1, share) + betainc(x + 1, some, share)) / 2 - tail

    share = halved(above, betaincinv(x, y + 1, tail), betaincinv(x + 1, some, tail))
    return np.where(x == 0, 0.0, share / (1 - share))


ODDS: dict[str, Callable[[Numbers, Numbers, float], Numbers]] = {
    "exact": exact_odds,
    "mid-p": mid_p_odds,
}
