"""Funnels: how far areas of each size may stray from a target by chance alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrik, betaincc, gdtrib, pdtr, pdtrik

from evenground.errors import DataError
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    level,
    one_of,
    part_of,
    peopled,
    refuse,
    scale,
)

FunnelLevels = tuple[float, float]
LEVELS: FunnelLevels = (0.95, 0.998)
CUT = 0.1  # the share at each end that does not count in full towards overdispersion


class FunnelLimits(NamedTuple):
    """The target with the limits of chance around it, at two levels."""

    inner: Estimate
    outer: Estimate


class Funnel(NamedTuple):
    """Areas in a funnel; all arrays have the shape of the counts but `overdispersion`."""

    value: Numbers
    inner: Estimate
    outer: Estimate
    outside: NDArray[np.int64]  # -2 below the outer limit, -1 the inner; 1, 2 above; 0 within
    overdispersion: Numbers  # how much more they vary than by chance: 1 as much


def funnel_limits(
    denominator: ArrayLike,
    target: ArrayLike,
    *,
    kind: str,
    per: float = 1,
    limits: str = "exact",
    confidence: FunnelLevels = LEVELS,
) -> FunnelLimits:
    """Where an area of each size would be by chance if it did as the target says.

    Reads as the bounds of ordinary chance: of areas on target, 1 in 20 is outside the inner
             limits and 1 in 500 outside the outer ones, or fewer.
    Use for  comparing many areas of different size without a league table.
    Shapes   denominator, target: any shapes that stretch to one; the result has that shape.
    Units    `kind="proportion"`: people in; "rate": person-years in; "ratio": expected events
             in. Target and limits are per `per`: 1 for shares and ratios, 100 for percentages
             and for an SMR of 100, 100,000 for rates.
    Limits   "exact": a count is outside when half the level or less of chance is that far out
             (binomial for proportions, Poisson otherwise); by construction no more areas than
             said are outside, fewer where counts are small. "interpolated": between the steps
             of the distribution; "score": normal, the mirror image of Wilson limits.
    Raises   DataError for an area of size 0, a target that is not above 0 (and below 1, for a
             share), or an option of another name; MissingValues.
    Source   Spiegelhalter 2005, Stat Med 24:1185-1202 ("interpolated", appendix A.1.1); OHID
             technical guidance, Funnel plots: rates and ratios as "exact" here, proportions as
             "score".
    Checked  published test figures of PHEindicatormethods: percentages by score within 0.000002,
             by exact limits ratios to 5 digits and rates to 4 (it takes 1.96 for the normal
             quantile); chances beyond the limits, by scipy.stats.

    >>> inner, outer = funnel_limits([50, 5_000], 0.8, kind="proportion")
    >>> inner.lower.round(3).tolist(), outer.upper.round(3).tolist()
    ([0.674, 0.789], [0.963, 0.817])
    """
    n, goal = counted(denominator=denominator, target=target)
    scale(per)
    peopled("denominator", n)
    inner, outer = levels(confidence)
    chance, bounds = one_of("kind", kind, KINDS), one_of("limits", limits, LIMITS)
    wrong = ~((goal > 0) & (goal / per < chance.most))
    refuse(wrong, f"`target` of a {kind} is out of range", "It is per `per`, and above 0.")
    pairs = [bounds(chance, n, goal / per, (1 - each) / 2) for each in (inner, outer)]
    return FunnelLimits(*(Estimate(goal, per * low / n, per * high / n) for low, high in pairs))


def funnel(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str,
    target: ArrayLike | None = None,
    per: float = 1,
    limits: str = "exact",
    overdispersion: str = "ignored",
    confidence: FunnelLevels = LEVELS,
) -> Funnel:
    """Which areas differ from the target, or from their average, by more than chance.

    Reads as `outside` -2 or 2: below or above the outer limit, worth a look; -1 or 1: the inner
             limit, which 1 area in 20 passes by chance; 0: within. Whether above is good is not
             said here.
    Use for  finding areas to look at. Where most areas are outside, the target or the case mix
             explains more than the areas do: see `overdispersion`, or do not use a funnel.
    Shapes   count, denominator: (..., areas); target: one for each place before the last axis,
             or None for the average of the areas, sum of counts over sum of denominators.
             All parts of the result have the shape (..., areas), `overdispersion` one less.
    Units    as `funnel_limits`; `overdispersion` is the mean of squared z-scores, a tenth at
             each end drawn in (winsorised).
    Limits   as `funnel_limits`, about the target. `overdispersion="multiplicative"` widens them by
             the square root of that mean where it is above 1, "additive" by the variance
             between areas; "ignored" leaves them.
    Raises   as `funnel_limits`; DataError for a share with more events than people.
    Source   Spiegelhalter 2005, Stat Med 24:1185-1202; Spiegelhalter et al. 2012, J R Stat Soc A
             175:1-47, for the additive form.
    Checked  20 primary care trusts of the published test figures of PHEindicatormethods: which
             are outside, and on which side; a worked example of both widenings.

    >>> areas = funnel([80, 95, 60, 40], [100, 100, 100, 50], kind="proportion", target=0.8)
    >>> areas.outside.tolist()
    [0, 2, -2, 0]
    """
    x, n = counted(count=count, denominator=denominator)
    if x.ndim == 0 or x.shape[-1] < 2:
        raise DataError("A funnel has two areas or more, along the last axis.")
    peopled("denominator", n)
    if kind == "proportion":
        part_of("count", x, "denominator", n)
    if target is None:
        goal = per * x.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True)
    else:
        goal = counted(target=target)[0][..., np.newaxis]
    inner, outer = funnel_limits(n, goal, kind=kind, per=per, limits=limits, confidence=confidence)
    expected = n * inner.value / per
    error = np.sqrt(expected * KINDS[kind].spread(inner.value / per))
    phi = winsorised((x - expected) / error)
    wider = one_of("overdispersion", overdispersion, WIDER)(phi[..., np.newaxis], error / n)
    most = per * KINDS[kind].most
    inner, outer = (stretched(each, wider, most) for each in (inner, outer))
    value = per * x / n
    outside = sum(np.sign(value - np.clip(value, *each[1:])) for each in (inner, outer))
    return Funnel(value, inner, outer, np.asarray(outside, dtype=int), phi)


def levels(confidence: FunnelLevels) -> FunnelLevels:
    try:
        inner, outer = confidence
    except (TypeError, ValueError) as problem:
        raise DataError("`confidence` has two levels, such as (0.95, 0.998).") from problem
    level(inner), level(outer)
    if not inner < outer:
        raise DataError("The first level of `confidence` is the lower one.")
    return inner, outer


class Chance(NamedTuple):
    """The distribution of a count of which `n * goal` is expected."""

    quantile: Callable[[float, Numbers, Numbers], Numbers]  # smooth, at a probability
    reached: Callable[[float, Numbers, Numbers], Numbers]  # smooth, by a probability or more
    below: Callable[[Numbers, Numbers, Numbers], Numbers]  # probability of a count or fewer
    spread: Callable[[Numbers], Numbers]  # variance as a share of the expected count
    most: float


def binomial_below(count: Numbers, n: Numbers, goal: Numbers) -> Numbers:
    return np.asarray(betaincc(count + 1, n - count, goal))


def poisson_below(count: Numbers, n: Numbers, goal: Numbers) -> Numbers:
    return np.where(count < 0, 0.0, pdtr(np.maximum(count, 0), n * goal))


def binomial_reached(p: float, n: Numbers, goal: Numbers) -> Numbers:
    return np.asarray(n - np.nan_to_num(bdtrik(p, n, 1 - goal)))


def poisson_reached(p: float, n: Numbers, goal: Numbers) -> Numbers:
    """Of the gamma distribution, so that it goes on below a count of 1."""
    return np.asarray(gdtrib(1.0, p, n * goal))


BINOMIAL = Chance(bdtrik, binomial_reached, binomial_below, lambda goal: 1 - goal, 1.0)
POISSON = Chance(
    lambda p, n, goal: pdtrik(p, n * goal), poisson_reached, poisson_below, np.ones_like, np.inf
)
KINDS = {"proportion": BINOMIAL, "rate": POISSON, "ratio": POISSON}

Pair = tuple[Numbers, Numbers]


def exact(chance: Chance, n: Numbers, goal: Numbers, tail: float) -> Pair:
    """Counts x so that `tail` is the chance of x or fewer, and of x or more."""
    return np.nan_to_num(chance.quantile(tail, n, goal)), chance.reached(tail, n, goal)


def interpolated(chance: Chance, n: Numbers, goal: Numbers, tail: float) -> Pair:
    lower, upper = (between_steps(chance, n, goal, p) for p in (tail, 1 - tail))
    return np.maximum(lower, 0.0), np.maximum(upper, n * goal)


def between_steps(chance: Chance, n: Numbers, goal: Numbers, p: float) -> Numbers:
    """The first count that `p` of chance does not pass, less the part of its step beyond `p`."""
    count = np.ceil(np.nan_to_num(chance.quantile(p, n, goal)))
    there, before = (chance.below(each, n, goal) for each in (count, count - 1))
    return count - (there - p) / (there - before)


def score(chance: Chance, n: Numbers, goal: Numbers, tail: float) -> Pair:
    expected, half = n * goal, level(1 - 2 * tail) * np.sqrt(n * goal * chance.spread(goal))
    most = n if chance.most == 1 else np.inf
    return np.maximum(expected - half, 0.0), np.minimum(expected + half, most)


LIMITS = {"exact": exact, "interpolated": interpolated, "score": score}


def winsorised(z: Numbers) -> Numbers:
    """Mean squared z-score along the last axis, with a tenth at each end drawn in."""
    low, high = np.quantile(z, [CUT, 1 - CUT], axis=-1, keepdims=True)
    return np.asarray(np.mean(np.clip(z, low, high) ** 2, axis=-1))


def multiplicative(phi: Numbers, error: Numbers) -> Numbers:
    return np.sqrt(np.maximum(phi, 1.0))


def additive(phi: Numbers, error: Numbers) -> Numbers:
    """The variance between areas by moments; 0 where they vary no more than by chance."""
    weight, areas = 1 / error**2, error.shape[-1]
    total = weight.sum(axis=-1, keepdims=True)
    spare = total - (weight**2).sum(axis=-1, keepdims=True) / total
    between = np.maximum(areas * phi - (areas - 1), 0) / spare
    return np.sqrt(1 + between * weight)


WIDER = {
    "ignored": lambda phi, error: np.ones_like(phi),
    "multiplicative": multiplicative,
    "additive": additive,
}


def stretched(limits: Estimate, wider: Numbers, most: float) -> Estimate:
    centre, lower, upper = limits
    low, high = centre - wider * (centre - lower), centre + wider * (upper - centre)
    return Estimate(centre, np.maximum(low, 0.0), np.minimum(high, most))
