"""Limits of the two ends of a fitted line, of their difference and of their ratio.

Where the values of the groups are normal on the scale of the fit, the two ends are jointly normal
there, and what is wanted are quantiles of a smooth function of two normal numbers: `Ends` and
what follows find them by integration. Where the line is fitted to the values as they are but
their errors are normal on another scale, the cumulants of the groups give them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from evenground.measures.shapes import Estimate, Numbers

REACH = 6.0  # standard errors beyond which nothing counts
COARSE, FINE = 0.25, 0.02  # standard errors between the points of the integration
STEPS = 60  # most steps to a limit; the search ends when all have arrived, mostly after 4
QUIETLY = np.errstate(over="ignore", divide="ignore", invalid="ignore")  # ends at 0, at infinity


class Scale(NamedTuple):
    """How a value goes to the scale of the fit, how it comes back, and how steep the way there is."""

    to: Callable[[Numbers], Numbers]
    back: Callable[[Numbers], Numbers]
    steepness: Callable[[Numbers], Numbers]
    most: float


SCALES = {
    "log": Scale(np.log, np.exp, lambda y: 1 / y, np.inf),
    "logit": Scale(logit, expit, lambda y: 1 / (y * (1 - y)), 1.0),
}


class Ends(NamedTuple):
    """Where the line begins and ends on the scale of the fit, and how sure that is."""

    first: Numbers
    last: Numbers
    first_variance: Numbers
    last_variance: Numbers
    covariance: Numbers


def line_ends(first: Numbers, last: Numbers, value: Numbers, se: Numbers) -> Ends:
    """The ends as weighted sums of the values of the groups."""
    pairs = [(first, first), (last, last), (first, last)]
    spread = [(one * other * se**2).sum(axis=-1) for one, other in pairs]
    return Ends((first * value).sum(axis=-1), (last * value).sum(axis=-1), *spread)


@QUIETLY
def beginning(ends: Ends, scale: Scale, z: float) -> Estimate:
    half = z * np.sqrt(ends.first_variance)
    return Estimate(*map(scale.back, (ends.first, ends.first - half, ends.first + half)))


@QUIETLY
def difference_of_ends(ends: Ends, scale: Scale, z: float) -> Estimate:
    return either_way(ends, scale, z, np.subtract, np.add, none=0.0)


@QUIETLY
def ratio_of_ends(ends: Ends, scale: Scale, z: float) -> Estimate:
    """On the log scale the logarithm of the ratio is the slope, and that is normal."""
    if scale is not SCALES["log"]:
        return either_way(ends, scale, z, np.divide, np.multiply, none=1.0)
    variance = ends.first_variance + ends.last_variance - 2 * ends.covariance
    slope, half = ends.last - ends.first, z * np.sqrt(np.maximum(variance, 0))
    return Estimate(np.exp(slope), np.exp(slope - half), np.exp(slope + half))


def either_way(
    ends: Ends, scale: Scale, z: float, compare: np.ufunc, undo: np.ufunc, *, none: float
) -> Estimate:
    """Compare from the end that matters less to the one that matters more: that integrates best.

    `compare` says how the last end stands to the first, `undo` finds the last from that, and
    `none` is what it says of equal ends.
    """
    weight = [
        np.sqrt(variance) / scale.steepness(scale.back(end))
        for end, variance in [(ends.first, ends.first_variance), (ends.last, ends.last_variance)]
    ]
    if compare is np.divide:
        weight = [weight[0] / scale.back(ends.first), weight[1] / scale.back(ends.last)]
    turn = weight[0] > weight[1]
    turned = (ends.last, ends.first, ends.last_variance, ends.first_variance, ends.covariance)
    onward = Ends(*(np.where(turn, other, one) for one, other in zip(ends, turned, strict=True)))
    value, lower, upper = between_ends(onward, scale, z, compare, undo)
    return Estimate(
        np.where(turn, compare(none, value), value),
        np.where(turn, compare(none, upper), lower),
        np.where(turn, compare(none, lower), upper),
    )


def between_ends(ends: Ends, scale: Scale, z: float, compare: np.ufunc, undo: np.ufunc) -> Estimate:
    value = compare(scale.back(ends.last), scale.back(ends.first))
    sd = np.sqrt(ends.first_variance), np.sqrt(ends.last_variance)
    chance = chance_below(ends, scale, undo)

    def limit(way: int) -> Numbers:
        far, near = (
            compare(scale.back(ends.last + by * sd[1]), scale.back(ends.first - by * sd[0]))
            for by in (way * REACH, way * z / 2)
        )
        return quantile(chance, way * z, value, near, far)

    return Estimate(value, np.minimum(limit(-1), value), np.maximum(limit(1), value))


def chance_below(ends: Ends, scale: Scale, undo: np.ufunc) -> Callable[[Numbers], Numbers]:
    """The chance, as a normal quantile, that the comparison of the ends is below a number.

    Given the first end the last is normal; the chances are added over the places of the first.
    """
    pull = ends.covariance / ends.first_variance  # NaN without any error: the search does not move
    least = np.maximum(FINE**2 * ends.last_variance, 1e-300)
    rest = np.sqrt(np.maximum(ends.last_variance - pull * ends.covariance, least))
    smooth = (rest > np.sqrt(ends.last_variance) / 2) & (ends.first_variance < 0.25)
    step = COARSE if np.all(smooth | np.isnan(rest)) else FINE
    points = np.arange(-REACH, REACH + step / 2, step)
    weights = np.exp(-(points**2) / 2) / np.exp(-(points**2) / 2).sum()
    away = np.sqrt(ends.first_variance)[..., np.newaxis] * points
    first = scale.back(ends.first[..., np.newaxis] + away)
    expected = ends.last[..., np.newaxis] + pull[..., np.newaxis] * away

    def chance(number: Numbers) -> Numbers:
        last = np.clip(undo(number[..., np.newaxis], first), 0, scale.most)
        below = ndtr((scale.to(last) - expected) / rest[..., np.newaxis])
        return np.asarray(ndtri(below @ weights))

    return chance


def quantile(
    chance: Callable[[Numbers], Numbers], z: float, value: Numbers, near: Numbers, far: Numbers
) -> Numbers:
    """Where `chance` is `z`: from `value` and `near` on by secants, by halves where one leads out
    of what is left between `value` and `far`."""
    before, here = value, near
    at_before, at_here = chance(before), chance(here)
    low, high = np.minimum(value, far), np.maximum(value, far)
    for _ in range(STEPS):
        off = np.abs(at_here - z) > 1e-9
        if not off.any():
            break
        low = np.where(at_here < z, np.maximum(low, here), low)
        high = np.where(at_here > z, np.minimum(high, here), high)
        ahead = here + (z - at_here) * (here - before) / (at_here - at_before)
        ahead = np.where((ahead >= low) & (ahead <= high), ahead, (low + high) / 2)
        before, at_before, here = here, at_here, np.where(off, ahead, here)
        at_here = chance(here)
    return here


def cumulants(value: Numbers, se: Numbers, scale: Scale) -> Numbers:
    """The first four cumulants of each group whose value is normal on `scale`, on a first axis."""
    points = np.arange(-REACH - 1, REACH + 1 + COARSE / 2, COARSE)
    weights = np.exp(-(points**2) / 2) / np.exp(-(points**2) / 2).sum()
    away = (se * scale.steepness(value))[..., np.newaxis] * points
    places = scale.back(scale.to(value)[..., np.newaxis] + away)
    mean = places @ weights
    around = places - mean[..., np.newaxis]
    second, third, fourth = ((around**power) @ weights for power in (2, 3, 4))
    return np.stack([mean, second, third, fourth - 3 * second**2])


def cornish_fisher(weight: Numbers, groups: Numbers, z: float) -> Numbers:
    """A quantile of a weighted sum of groups from their cumulants, which add up.

    Infinite where the errors are so large and skew that the expansion turns back.
    """
    powers = np.stack([weight, weight**2, weight**3, weight**4])
    mean, variance, third, fourth = (powers * groups).sum(axis=-1)
    rounding = 1e-12 * np.abs(weight * groups[0]).sum(axis=-1) + 1e-50
    variance = np.maximum(variance, rounding**2)  # without error: no skew, no tails
    sd, skew, tails = np.sqrt(variance), third / variance**1.5, fourth / variance**2
    bend = skew * (z**2 - 1) / 6 + tails * (z**3 - 3 * z) / 24
    bend -= skew**2 * (2 * z**3 - 5 * z) / 36
    onward = 1 + skew * z / 3 + tails * (z**2 - 1) / 8 - skew**2 * (6 * z**2 - 5) / 36
    return np.where(onward <= 0, np.sign(z) * np.inf, mean + sd * (z + bend))


def mixed_sum(weight: Numbers, value: Numbers, groups: Numbers, z: float) -> Estimate:
    total = (weight * value).sum(axis=-1)
    lower, upper = (cornish_fisher(weight, groups, way * z) for way in (-1, 1))
    return Estimate(total, np.minimum(lower, total), np.maximum(upper, total))


@QUIETLY
def mixed_ratio(
    top: Numbers, bottom: Numbers, groups: Numbers, z: float, start: Estimate
) -> Estimate:
    """Fieller's way: a limit is the ratio at which top - ratio x bottom has its quantile at 0.

    `start` is the ratio with Fieller's own limits. Where those are infinite, or the secants do
    not arrive on the right side of the ratio, these are infinite.
    """
    sign = np.sign((bottom * groups[0]).sum(axis=-1, keepdims=True))

    def limit(way: int, here: Numbers) -> Numbers:
        def at(ratio: Numbers) -> Numbers:
            weight = sign * (top - ratio[..., np.newaxis] * bottom)
            return cornish_fisher(weight, groups, way * z)

        before, at_before, at_here = start.value, at(start.value), at(here)
        for _ in range(STEPS):
            far = np.abs(here - before) > 1e-12 * np.abs(here)
            if not far.any():
                break
            ahead = here - at_here * (here - before) / (at_here - at_before)
            before, at_before = here, at_here
            here = np.where(far & ~np.isnan(ahead), ahead, here)
            at_here = at(here)
        return np.where(far | (way * (here - start.value) < 0), way * np.inf, here)

    return Estimate(start.value, limit(-1, start.lower), limit(1, start.upper))


def simulated(
    first: Numbers,
    last: Numbers,
    value: Numbers,
    se: Numbers,
    fit: Scale | None,
    error: Scale | None,
    draws: int,
    seed: int | None,
    confidence: float,
) -> tuple[Estimate, Estimate, Estimate]:
    """Percentiles of the difference and the ratio of the ends, and of the first, over draws.

    Every area sees the same draws, so that alone or among others it has the same limits. Areas
    come one by one: all of them at once would not fit into memory.
    """
    scale = fit or error
    noise = np.random.default_rng(seed).standard_normal((draws, value.shape[-1]))
    place = value if scale is None else scale.to(value)
    spread = se if scale is None else se * scale.steepness(value)
    levels = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    limits = np.empty((*value.shape[:-1], 3, 2))
    for area in np.ndindex(value.shape[:-1]):
        drawn = place[area] + spread[area] * noise
        drawn = drawn if error is None else error.back(drawn)
        ends = compared(drawn @ first[area], drawn @ last[area], fit)
        limits[area] = [np.quantile(numbers, levels) for numbers in ends]
    sides = np.moveaxis(limits, -1, 0)
    fitted = value if fit is None else place
    points = compared((first * fitted).sum(axis=-1), (last * fitted).sum(axis=-1), fit)
    of = [Estimate(point, *sides[..., at]) for at, point in enumerate(points)]
    return of[0], of[1], of[2]


def compared(first: Numbers, last: Numbers, fit: Scale | None) -> tuple[Numbers, Numbers, Numbers]:
    begin, end = (first, last) if fit is None else (fit.back(first), fit.back(last))
    with np.errstate(divide="ignore", invalid="ignore"):
        return end - begin, np.where(begin == 0, np.nan, end / begin), begin
