"""How far groups lie apart: the measures of the World Health Organization's Health Equity
Assessment Toolkit that need no order of the groups, and the few that change when there is one.

`inequality` is the door to them. Here each is a function of `Groups`, gives an Estimate of the
leading shape, and has the unit in which the Toolkit publishes it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenground.measures.dispersion.limits import (
    Curve,
    Noise,
    folded_limits,
    odd_one,
    signs,
    smooth_limits,
    top_limits,
)
from evenground.measures.groups.two import ratio_of
from evenground.measures.shapes import Estimate, Numbers

TINY = 1e-100
MANY = 200  # groups; of more, not all pairs are looked at
FOREMOST = 30


Positions = NDArray[np.intp]


class Groups(NamedTuple):
    """What every measure needs, checked: arrays of (groups, areas)."""

    value: Numbers
    share: Numbers  # of the population, adding up to 1
    se: Numbers
    z: float
    higher_is_better: bool
    rank: Positions | None  # positions from the most disadvantaged to the most advantaged
    reference: int | None

    @property
    def mean(self) -> Numbers:
        return self.middle(self.share)

    def middle(self, w: Numbers) -> Numbers:
        """The w-weighted mean; of equal values that value to the last digit."""
        same = (self.value == self.value[0]).all(0)
        return np.where(same, self.value[0], (w * self.value).sum(0))

    @property
    def equal(self) -> Numbers:
        return np.full(self.value.shape, 1 / len(self.value))

    def absolute(self, w: Numbers) -> tuple[Numbers, Noise]:
        """Deviations from the w-weighted mean."""
        pull = w * self.se**2
        return self.value - self.middle(w), Noise(
            self.se**2, np.ones(w.shape), pull, (w * pull).sum(0)
        )

    def relative(self) -> tuple[Numbers, Noise]:
        """Each value divided by the mean; NaN where the mean is 0."""
        mean = np.where(self.mean == 0, np.nan, self.mean)
        r, se = self.value / mean, self.se / mean
        pull = self.share * se**2
        return r, Noise(se**2, r, pull, (self.share * pull).sum(0))

    def against(self, position: int) -> tuple[Numbers, Noise]:
        """Deviations from one of the groups."""
        own, one = self.se**2, np.ones(self.value.shape)
        own[position] = 0
        return self.value - self.value[position], Noise(own, one, 0 * one, self.se[position] ** 2)


def per_mean(groups: Groups, estimate: Estimate, absolute: Numbers, relative: Numbers) -> Estimate:
    """The same measure divided by the mean, x 100. Its limits are as far away as those of the
    absolute measure, but for the standard errors, which the noise of the mean changes; a lower
    limit of 0 stays."""
    mean = np.where(groups.mean == 0, np.nan, groups.mean)
    value, low, high = (100 * part / mean for part in estimate)
    wider = np.where(absolute > 0, relative * mean / np.where(absolute > 0, absolute, 1), 1.0)
    lower = np.where(low == 0, 0.0, np.maximum(value - wider * (value - low), 0))
    return Estimate(value, lower, value + wider * (high - value))


# variance


def variance(groups: Groups) -> tuple[Estimate, Estimate, Estimate]:
    """Between-group variance, its square root, and that as a share of the mean (x 100)."""
    f = groups.share
    deviation, noise = groups.absolute(f)
    value = (f * deviation**2).sum(0)
    way = in_some_way(deviation, noise, f)

    def curve(t: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        x = t * way
        return x * x, 2 * x, np.full(x.shape, 2.0)

    square = Estimate(value, *smooth_limits(value, noise, f, 2.0, curve, groups.z))
    root = Estimate(*(np.sqrt(part) for part in square))
    relative = groups.relative()[1]
    errors = (np.sqrt(part.within(f * deviation)) for part in (noise, relative))
    return square, root, per_mean(groups, root, *errors)


def in_some_way(deviation: Numbers, noise: Noise, f: Numbers) -> Numbers:
    """The pattern to scale; where all groups came out exactly equal, one of them stands out."""
    error = np.sqrt(noise.variance)
    alone = np.where(odd_one(np.sqrt(f) * error), error.max(0), 0.0)
    return np.where((deviation == 0).all(0), alone - (f * alone).sum(0), deviation)


# disproportion


def theil(groups: Groups) -> Estimate:
    """Theil index, x 1,000: sum of share x r x ln r; a group with value 0 adds 0."""
    r, noise = groups.relative()
    floor = np.maximum(np.sqrt(noise.variance), TINY)
    way = in_some_way(r - 1, noise, groups.share)

    def curve(t: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        x = np.maximum(1 + t * way, 0)
        x = x / (groups.share * x).sum(0)
        steady = np.maximum(x, floor)
        return x * np.log(np.maximum(x, TINY)), np.log(steady) + 1, 1 / steady

    return disproportion(groups, noise, curve)


def mean_log_deviation(groups: Groups) -> Estimate:
    """Mean log deviation, x 1,000: sum of share x -ln r; infinite when a group has value 0."""
    r, noise = groups.relative()
    floor = np.maximum(np.sqrt(noise.variance), TINY)
    logs = np.log(np.maximum(r, TINY))
    logs = logs - np.where((logs == logs[0]).all(0), logs[0], (groups.share * logs).sum(0))
    way = in_some_way(logs, noise, groups.share)

    def curve(t: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        raised = t * way
        raised = raised - raised.max(0)
        phi = np.log((groups.share * np.exp(raised)).sum(0)) - raised
        steady = np.maximum(np.exp(-phi), floor)
        return phi, -1 / steady, 1 / steady**2

    estimate = disproportion(groups, noise, curve)
    none = (groups.value == 0).any(0) & (groups.mean > 0)
    limits = (np.where(none, np.nan, limit) for limit in estimate[1:])
    return Estimate(np.where(none, np.inf, estimate.value), *limits)


def disproportion(groups: Groups, noise: Noise, curve: Curve) -> Estimate:
    value = np.maximum((groups.share * curve(np.ones(groups.mean.shape))[0]).sum(0), 0)
    value = np.where((groups.value == groups.value[0]).all(0), 0.0, value)
    value = np.where(groups.mean == 0, np.nan, value)
    limits = smooth_limits(value, noise, groups.share, 1.0, curve, groups.z)
    return Estimate(*(1_000 * part for part in (value, *limits)))


# mean differences


def from_mean(groups: Groups, w: Numbers) -> tuple[Estimate, Estimate]:
    """Mean difference from the mean, and the index of disparity (that divided by the mean, x 100)."""
    deviation, noise = groups.absolute(groups.share)
    value = (w * np.abs(deviation)).sum(0)
    estimate = Estimate(value, *folded_limits(value, deviation, noise, w, groups.z))
    sign = w * signs(deviation, noise, w)
    errors = (np.sqrt(part.within(sign)) for part in (noise, groups.relative()[1]))
    return estimate, per_mean(groups, estimate, *errors)


def from_reference(groups: Groups, w: Numbers, reference: int) -> Estimate:
    deviation, noise = groups.against(reference)
    others = w.copy()
    others[reference] = 0
    value = (w * np.abs(deviation)).sum(0)
    return Estimate(value, *folded_limits(value, deviation, noise, others, groups.z))


def from_best(groups: Groups, w: Numbers) -> Estimate:
    """All groups lie on one side of the best, so this is the best less the w-weighted mean."""
    deviation, noise = groups.absolute(w)
    height = deviation if groups.higher_is_better else -deviation
    low, high = top_limits(height, np.sqrt(noise.variance), groups.z)
    return Estimate(np.maximum(height.max(0), 0), np.maximum(low, 0), high)


# impact


def attributable(groups: Groups, best: Estimate) -> tuple[Estimate, Estimate]:
    """Population attributable risk, and fraction x 100: the most advantaged group less the mean, or
    where there is no order the `best` group; below 0 when lower is better."""
    deviation, noise = groups.absolute(groups.share)
    height = deviation if groups.higher_is_better else -deviation
    at = height.argmax(0) if groups.rank is None else np.full(height.shape[1], groups.rank[-1])
    variances = (part.variance for part in (noise, groups.relative()[1]))
    errors = [np.sqrt(np.take_along_axis(part, at[None], 0)[0]) for part in variances]
    if groups.rank is not None:
        value, error = height[groups.rank[-1]], groups.z * errors[0]
        best = Estimate(*(np.maximum(part, 0) for part in (value, value - error, value + error)))
    risk, fraction = best, per_mean(groups, best, *errors)
    return (risk, fraction) if groups.higher_is_better else (turned(risk), turned(fraction))


def turned(estimate: Estimate) -> Estimate:
    return Estimate(0 - estimate.value, 0 - estimate.upper, 0 - estimate.lower)


# two groups


def compared(groups: Groups) -> tuple[Positions, Positions]:
    """Positions, first less second, (candidates, areas); the largest difference is the one shown."""
    n, areas = groups.value.shape
    if groups.rank is not None:
        ends = np.array([[groups.rank[-1]], [groups.rank[0]]])
        first, second = ends if groups.higher_is_better else ends[::-1]
    elif groups.reference is not None:
        ends = np.array([np.full(n, groups.reference), np.arange(n)])
        first, second = ends if groups.higher_is_better else ends[::-1]
    elif n > MANY:
        return foremost(groups)
    else:
        ranked, (low, high) = groups.value.argsort(0, kind="stable"), np.triu_indices(n, 1)
        return ranked[high], ranked[low]
    return np.repeat(first[:, None], areas, 1), np.repeat(second[:, None], areas, 1)


def foremost(groups: Groups) -> tuple[Positions, Positions]:
    """Of very many groups the pairs that may be the extremes: memory for all would not do."""
    value, error = groups.value, groups.z * groups.se
    high = np.vstack([value.argmax(0), (-value - error).argsort(0)[:FOREMOST]])
    low = np.vstack([value.argmin(0), (value - error).argsort(0)[:FOREMOST]])
    return np.repeat(high, len(low), 0), np.tile(low, (len(high), 1))


def gap(groups: Groups, at: tuple[Positions, Positions], value: Numbers, se: Numbers) -> Estimate:
    first, second = at
    height = np.take_along_axis(value, first, 0) - np.take_along_axis(value, second, 0)
    sd = np.hypot(np.take_along_axis(se, first, 0), np.take_along_axis(se, second, 0))
    if groups.rank is not None:
        error = groups.z * sd[0]
        return Estimate(height[0], height[0] - error, height[0] + error)
    sd, n = np.where(first == second, 0.0, sd), len(value)
    among = n * (n - 1) // 2 if groups.reference is None and n > MANY else 0
    low, high = top_limits(height, sd, groups.z, among=among)
    return Estimate(height.max(0), np.maximum(low, 0), high)


def difference(groups: Groups) -> Estimate:
    return gap(groups, compared(groups), groups.value, groups.se)


def ratio(groups: Groups) -> Estimate:
    """As the difference, on the scale of logarithms; by MOVER in areas where a value is 0."""
    at, some = compared(groups), groups.value > 0
    safe = np.where(some, groups.value, 1.0)
    estimate = gap(groups, at, np.log(safe), groups.se / safe)
    first, second = (np.take_along_axis(groups.value, one, 0) for one in at)
    most = (first - second).argmax(0)[None]
    ends = [np.take_along_axis(one, most, 0) for one in at]
    values = [np.take_along_axis(groups.value, end, 0)[0] for end in ends]
    errors = [groups.z * np.take_along_axis(groups.se, end, 0)[0] for end in ends]
    over, under = (
        Estimate(v, np.maximum(v - error, 0), v + error)
        for v, error in zip(values, errors, strict=True)
    )
    mover, none = ratio_of(over, under), ~some.all(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = values[0] / values[1]
        least = np.sqrt(over.lower * (2 * over.value - over.lower)) / under.upper
    endless = value == np.inf
    lower = np.where(endless, least, mover.lower)
    upper = np.where(endless, np.inf, mover.upper)
    return Estimate(
        value,
        np.where(none, lower, np.exp(estimate.lower)),
        np.where(none, upper, np.exp(estimate.upper)),
    )
