"""Is a gap more than chance: p-values, many of them at once, and how small a gap could be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtr, ndtri

from evenground.errors import DataError
from evenground.measures.groups.rates import two_rates
from evenground.measures.groups.two import two_groups
from evenground.measures.shapes import (
    Numbers,
    counted,
    level,
    numbers,
    one_of,
    peopled,
    refuse,
    scale,
)

HALVINGS = 60  # of a range of shares: to the last digit of a float


class Discoveries(NamedTuple):
    """The p-values adjusted for their number, and which of them are discoveries."""

    adjusted: Numbers
    found: NDArray[np.bool_]


class Detectable(NamedTuple):
    """The smallest gaps that would be seen, below and above the reference; NaN when none would."""

    below: Numbers
    above: Numbers


def gap_p_value(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
) -> Numbers:
    """How often chance alone would show a gap between two proportions as large as this one.

    Reads as 0 = chance never would, 1 = no gap to explain. Not the probability that there is no
             gap, and above 0.05 is not "no difference": see `minimum_detectable_gap`.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    people in; a probability between 0 and 1 out.
    Limits   none. Below 0.05 exactly when the 95% limits of `ratio` leave 1 out.
    Raises   DataError for a group without people or a count above its denominator;
             MissingValues for a count that is not there.
    Source   Pearson's chi-squared (score) test without correction: Upton 1982, J R Stat Soc A
             145:86-105; Campbell 2007, Stat Med 26:3661-3675.
    Checked  scipy.stats.chi2_contingency without correction, to 12 digits; the limits of `ratio`.

    >>> round(float(gap_p_value(56, 70, 48, 80)), 4)
    0.008
    """
    x, n, y, m = two_groups(count, denominator, reference_count, reference_denominator)
    pooled = (x + y) / (n + m)
    return two_sided(x / n - y / m, np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))


def two_sided(gap: Numbers, error: Numbers) -> Numbers:
    with np.errstate(invalid="ignore"):
        return np.where(gap == 0, 1.0, 2 * ndtr(-np.abs(gap) / error))


def rate_gap_p_value(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    method: str = "exact",
) -> Numbers:
    """How often chance alone would show a gap between two rates as large as this one.

    Reads as 0 = chance never would, 1 = no gap to explain. Above 0.05 is not "no difference": see
             `minimum_detectable_rate_gap`.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    events and people in; a probability between 0 and 1 out.
    Limits   none. Below 0.05 exactly when the 95% limits of `rate_ratio` of the same name,
             "exact" or "mid-p", leave 1 out. "exact" errs less often than it says, of few events
             far less often; "mid-p" about as often.
    Raises   DataError for a group without people, a count below 0; MissingValues for a count
             that is not there.
    Source   Przyborowski and Wilenski 1940, Biometrika 31:313-323; Berry and Armitage 1995,
             Statistician 44:417-423 for mid-p.
    Checked  scipy.stats.binom, the doubled tail, to 12 digits; the limits of `rate_ratio`.

    >>> round(float(rate_gap_p_value(30, 10_000, 20, 10_000)), 4)
    0.2026
    """
    x, n, y, m = two_rates(count, population, reference_count, reference_population)
    tie = one_of("method", method, TIES)
    share = n / (n + m)
    at_most, at_least = tail(x, y, share), tail(y, x, 1 - share)
    tied = tie * (at_most + at_least - 1)  # the chance of exactly these counts
    return np.minimum(1.0, 2 * (np.minimum(at_most, at_least) - tied))


TIES = {"exact": 0.0, "mid-p": 0.5}


def tail(x: Numbers, y: Numbers, share: Numbers) -> Numbers:
    """The chance that at most x of x + y events fall on the first group."""
    some = np.maximum(y, 1e-300)  # no events in the other group: as good as none
    return np.asarray(betainc(some, x + 1, 1 - share))


def false_discovery(
    p: ArrayLike, *, rate: float = 0.05, method: str = "benjamini-hochberg"
) -> Discoveries:
    """Which of many gaps stand out, when of those named at most a share `rate` may be false alarms.

    Reads as adjusted: the smallest `rate` at which this one would be named; found: it is named.
    Use for  the gaps of a profile together: of 300 without any difference 15 have p below 0.05.
             All that were looked at go in, not only those to be shown.
    Shapes   any shape, one family; the results have that shape. Families of their own are asked
             for one at a time.
    Units    probabilities in and out. NaN, no test was possible, stays NaN and is not counted.
    Limits   none.
    Raises   DataError for a number that is no probability, an unknown method, or a rate that is
             not between 0 and 1.
    Source   Benjamini and Hochberg 1995, J R Stat Soc B 57:289-300, for tests that are independent
             or positively related; "benjamini-yekutieli" (2001, Ann Stat 29:1165-1188) for any.
    Checked  the published example of Benjamini and Hochberg; 2,000 simulated profiles.

    >>> [round(float(number), 3) for number in false_discovery([0.001, 0.02, 0.04, None]).adjusted]
    [0.003, 0.03, 0.04, nan]
    """
    from scipy.stats import false_discovery_control

    name = one_of("method", method, FALSE_DISCOVERY)
    if not 0 < rate < 1:
        raise DataError(f"`rate` is between 0 and 1, such as 0.05; it was {rate!r}.")
    given = numbers("p", p)
    refuse((given < 0) | (given > 1), "`p` is not between 0 and 1")
    adjusted, tested = np.full(given.shape, np.nan), ~np.isnan(given)
    if tested.any():
        adjusted[tested] = false_discovery_control(given[tested], method=name)
    return Discoveries(adjusted, adjusted <= rate)


FALSE_DISCOVERY = {"benjamini-hochberg": "bh", "benjamini-yekutieli": "by"}


def minimum_detectable_gap(
    denominator: ArrayLike,
    reference_denominator: ArrayLike,
    reference_share: ArrayLike,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Detectable:
    """How large a gap between two proportions must be to be seen in groups of these sizes.

    Reads as the gap that `gap_p_value` calls more than chance with the chance `power`: negative
             below the reference, positive above. NaN when even nobody or everybody would not do.
    Use for  saying what "no evidence of a gap" could have missed. Not with the share that the
             same data gave: the reference share is one to expect.
    Shapes   any shapes that stretch to one; the results have that shape.
    Units    people and a share in; differences of shares out.
    Limits   none. The power is met within 3 in 100 where 10 people or more of each group are to be
             expected with and without; with fewer it is rough.
    Raises   DataError for a group without people, a share outside 0 and 1, or a power that is not
             between 0 and 1; MissingValues.
    Source   Fleiss, Tytun and Ury 1980, Biometrics 36:343-346, without continuity correction.
    Checked  simulated power at the gaps returned.

    >>> gap = minimum_detectable_gap(200, 800, 0.3)
    >>> [round(float(number), 3) for number in gap]
    [-0.097, 0.105]
    """
    n, m, share = counted(
        denominator=denominator,
        reference_denominator=reference_denominator,
        reference_share=reference_share,
    )
    peopled("denominator", n)
    peopled("reference_denominator", m)
    refuse(share > 1, "`reference_share` is larger than 1", "Give a share, such as 0.3.")
    errors = quantiles_of(power, confidence)

    def variance(p: Numbers) -> Numbers:
        return p * (1 - p)

    below = smallest_seen(variance, share, np.zeros_like(share), n, m, errors)
    return Detectable(below, smallest_seen(variance, share, np.ones_like(share), n, m, errors))


def minimum_detectable_rate_gap(
    population: ArrayLike,
    reference_population: ArrayLike,
    reference_rate: ArrayLike,
    *,
    per: float = 100_000,
    power: float = 0.8,
    confidence: float = 0.95,
) -> Detectable:
    """How large a gap between two rates must be to be seen in groups of these sizes.

    Reads as the gap that `rate_gap_p_value` by "mid-p" calls more than chance with the chance
             `power`: negative below the reference, positive above. NaN when even no event at all
             would not do.
    Shapes   any shapes that stretch to one; the results have that shape.
    Units    people and a rate per `per` in; differences per `per` out.
    Limits   none. The power is met within 3 in 100 where 10 events or more are to be expected in
             each group; with fewer it is rough. By "exact" a little more is needed.
    Raises   DataError for a group without people, a rate below 0, a `per` that is not above 0 or a
             power that is not between 0 and 1; MissingValues.
    Source   the score test of two Poisson rates: Gu, Ng, Tang and Schucany 2008, Biom J
             50:283-298.
    Checked  simulated power at the gaps returned.

    >>> gap = minimum_detectable_rate_gap(20_000, 80_000, 150)
    >>> [round(float(number)) for number in gap]
    [-77, 95]
    """
    n, m, given = counted(
        population=population,
        reference_population=reference_population,
        reference_rate=reference_rate,
    )
    scale(per)
    peopled("population", n)
    peopled("reference_population", m)
    errors, each = quantiles_of(power, confidence), given / per
    most = each + 1.0
    while (unseen := np.isnan(above := smallest_seen(as_rate, each, most, n, m, errors))).any():
        most = np.where(unseen, 2 * most, most)
    below = smallest_seen(as_rate, each, np.zeros_like(each), n, m, errors)
    return Detectable(per * below, per * above)


def as_rate(rate: Numbers) -> Numbers:
    """The variance of an event in one person's time: that of a Poisson count, its rate."""
    return rate


def quantiles_of(power: float, confidence: float) -> tuple[float, float]:
    if not 0 < power < 1:
        raise DataError(f"`power` is between 0 and 1, such as 0.8; it was {power!r}.")
    return level(confidence), float(ndtri(power))


def smallest_seen(
    variance: Callable[[Numbers], Numbers],
    reference: Numbers,
    end: Numbers,
    n: Numbers,
    m: Numbers,
    errors: tuple[float, float],
) -> Numbers:
    """The smallest gap on the way from the reference to `end` with which the test has its power."""
    by_chance, missed = errors

    def seen(there: Numbers) -> NDArray[np.bool_]:
        pooled = variance((n * there + m * reference) / (n + m)) * (1 / n + 1 / m)
        apart = variance(there) / n + variance(reference) / m
        return np.abs(there - reference) >= by_chance * np.sqrt(pooled) + missed * np.sqrt(apart)

    near, far = reference, end
    for _ in range(HALVINGS):
        half = (near + far) / 2
        enough = seen(half)
        near, far = np.where(enough, near, half), np.where(enough, half, far)
    return np.where(seen(end) & (end != reference), far - reference, np.nan)
