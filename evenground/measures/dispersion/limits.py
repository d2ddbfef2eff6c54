"""Limits of measures that cannot be below 0, right also where the groups are (nearly) equal.

A normal approximation fails there: noise alone makes groups look unequal. So each limit asks how
large a pattern of true differences would have to be for a result as high (lower limit) or as low
(upper limit) as the observed one to be as rare as the level says.

Arrays here are (groups, areas): sums over groups are then fast, and areas need no extra axis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from evenground.measures.shapes import Numbers

WIDENINGS = 60  # of a bracket: from noise to certainty
STEPS = 20  # of the search for a limit: three or four are the rule
CLOSE = 0.01  # in standard errors; the last step then brings it under a thousandth
TIE = 0.7  # in standard errors: a group no further from the top, or the mean, may as well be there
CERTAIN = 30.0  # standard errors from 0: noise does not turn the sign
REACH = 6.0  # in standard errors: further away than any limit
QUIET = -1.2815515655446004  # the normal quantile of 10%

Pivot = Callable[[Numbers], Numbers]
Curve = Callable[[Numbers], tuple[Numbers, Numbers, Numbers]]
Limits = tuple[Numbers, Numbers]


class Noise(NamedTuple):
    """Covariance of deviations from one common level, without the matrix: own[i] where i = j, less
    loading[i] pull[j] + loading[j] pull[i], plus common x loading[i] loading[j]."""

    own: Numbers
    loading: Numbers
    pull: Numbers
    common: Numbers  # (areas,)

    @property
    def variance(self) -> Numbers:
        return np.maximum(self.own + self.loading * (self.common * self.loading - 2 * self.pull), 0)

    def times(self, x: Numbers) -> Numbers:
        """The covariance times a vector."""
        along, across = (self.loading * x).sum(0), (self.pull * x).sum(0)
        return self.own * x + self.loading * (self.common * along - across) - self.pull * along

    @property
    def silent(self) -> NDArray[np.bool_]:
        return np.asarray((self.variance == 0).all(0))

    def within(self, x: Numbers) -> Numbers:
        """The variance of the sum of x times the deviations."""
        along = (self.loading * x).sum(0)
        across = (self.pull * x).sum(0)
        straight = (self.own * x**2).sum(0)
        return np.maximum(straight + along * (self.common * along - 2 * across), 0)

    def squares(self) -> Callable[[Numbers], Numbers]:
        """x to x S x, in which S holds the squares of the covariances."""
        loading, across, pull = self.loading**2, self.loading * self.pull, self.pull**2
        own, v = self.own * (2 * self.variance - self.own), self.common

        def squared(x: Numbers) -> Numbers:
            p, q, r = (x * loading).sum(0), (x * pull).sum(0), (x * across).sum(0)
            return v * p * (v * p - 4 * r) + 2 * (p * q + r * r) + (x * x * own).sum(0)

        return squared

    def cubed(self, h: Numbers) -> Numbers:
        """The trace of (diag(h) covariance)^3."""
        root = np.sqrt(h)
        a, b, own, v = root * self.loading, root * self.pull, h * self.own, self.common
        aa, ab, bb = (a * a).sum(0), (a * b).sum(0), (b * b).sum(0)
        left = v * a - b
        rows = left**2 * aa - 2 * left * a * ab + a**2 * bb
        trace = v * aa - 2 * ab
        rest = trace**3 - 3 * trace * (ab**2 - aa * bb)
        return (own**3 + 3 * own**2 * (left - b) * a + 3 * own * rows).sum(0) + rest


class Bracket(NamedTuple):
    low: Numbers
    at_low: Numbers
    high: Numbers
    at_high: Numbers


def crossing(pivot: Pivot, level: float, bracket: Bracket) -> Numbers:
    """Where the falling pivot reaches the level, by false position (Anderson and Bjorck 1973).
    Each area stops when its own pivot is close enough, so that the others cannot move it."""
    low, at_low, high, at_high = bracket
    a, fa, b, fb = low, at_low - level, high, at_high - level
    outside, side = (fa <= 0) | (fb >= 0), np.zeros(a.shape)
    found, done = between(a, fa, b, fb), outside
    for _ in range(STEPS):
        at = pivot(found) - level
        right = at > 0
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            lessened = 1 - at / np.where(right, fa, fb)
        lessened = np.where(lessened > 0, lessened, 0.5)
        again = np.where(right & (side > 0) | ~right & (side < 0), lessened, 1.0)
        a, b = np.where(right, found, a), np.where(right, b, found)
        fa, fb = np.where(right, at, fa * again), np.where(right, fb * again, at)
        side = np.where(right, 1.0, -1.0)
        found = np.where(done, found, between(a, fa, b, fb))
        done = done | (np.abs(at) < CLOSE)
        if done.all():
            break
    return np.where(outside, np.where(at_low <= level, low, high), found)


def between(a: Numbers, fa: Numbers, b: Numbers, fb: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        middle = b - fb * (b - a) / (fb - fa)
    return np.where((middle >= a) & (middle <= b), middle, (a + b) / 2)


def widened(pivot: Pivot, level: float, bracket: Bracket) -> Bracket:
    """The bracket with its high end moved up until the pivot is below the level there."""
    low, at_low, high, at_high = bracket
    for _ in range(WIDENINGS):
        above = (at_high > level) & (at_low > level)
        if not above.any():
            break
        further = high + 3 * (high - low)
        low, at_low = np.where(above, high, low), np.where(above, at_high, at_low)
        high = np.where(above, further, high)
        at_high = np.where(above, pivot(high), at_high)
    return Bracket(low, at_low, high, at_high)


class Moments(NamedTuple):
    """Of a measure that cannot be below 0: to which power it must be raised to be nearly normal
    (Jensen and Solomon 1972)."""

    mean: Numbers
    variance: Numbers
    power: Numbers

    @property
    def middle_and_error(self) -> tuple[Numbers, Numbers]:
        """Of (measure / mean) raised to the power."""
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = self.variance / self.mean**2
        return 1 + self.power * (self.power - 1) * spread / 2, self.power * np.sqrt(spread)

    def pivot(self, observed: Numbers) -> Numbers:
        """How far the observed measure is above its mean, in standard errors."""
        middle, error = self.middle_and_error
        with np.errstate(divide="ignore", invalid="ignore"):
            far = ((observed / self.mean) ** self.power - middle) / error
        return np.where(np.isnan(far), -REACH, np.clip(far, -1e9, 1e9))

    def quiet(self) -> Numbers:
        """What is surpassed 9 times in 10. When groups are equal, so much comes of noise alone;
        a measure below that does not make the upper limit smaller still."""
        middle, error = self.middle_and_error
        root = np.maximum(middle + QUIET * error, 0)
        return np.where(self.mean > 0, self.mean * root ** (1 / self.power), 0)


def smooth_limits(
    observed: Numbers, noise: Noise, f: Numbers, bend: float, curve: Curve, z: float
) -> Limits:
    """Limits of a sum of f phi over the groups, in which phi has its least value, 0, where all
    groups are equal. `curve` gives phi and its first two derivatives when the observed pattern is
    scaled by t; `bend` is the second one at equality."""
    if noise.silent.all():
        return observed, observed
    twice, thrice = noise.squares()(bend * f) / 2, noise.cubed(bend * f)
    own = noise.variance

    def moments(t: Numbers) -> Moments:
        phi, slope, turn = curve(t)
        g, h = f * slope, f * turn
        along = noise.times(g)
        mean = (f * phi + h * own / 2).sum(0)
        variance = (g * along).sum(0) + twice
        third = 3 * (h * along**2).sum(0) + thrice
        with np.errstate(divide="ignore", invalid="ignore"):
            power = 1 - mean * third / (3 * variance**2)
        return Moments(mean, variance, np.clip(power, 0.1, 1))

    none, one = np.zeros(observed.shape), np.ones(observed.shape)
    equal, seen = moments(none), moments(one)
    first = Bracket(none, equal.pivot(observed), one, seen.pivot(observed))
    lower = np.sqrt(crossing(lambda u: moments(np.sqrt(u)).pivot(observed), z, first))
    least = np.maximum(observed, equal.quiet())

    def pivot(t: Numbers) -> Numbers:
        return moments(t).pivot(least)

    at_none, at_one = equal.pivot(least), seen.pivot(least)
    first = Bracket(none, at_none, one, at_one)
    further = 1 + np.clip(1.5 * (at_one + z) / np.maximum(at_none - at_one, 0.1), 0.1, 50)
    above = Bracket(one, at_one, further, pivot(further))
    above = widened(pivot, -z, above)
    inside = at_one <= -z
    ends = (np.where(inside, old, new) for old, new in zip(first, above, strict=True))
    upper = crossing(pivot, -z, Bracket(*ends))
    low, high = ((f * curve(t)[0]).sum(0) for t in (lower, upper))
    return enclosing(observed, low, high, noise.silent)


def enclosing(observed: Numbers, low: Numbers, high: Numbers, certain: NDArray[np.bool_]) -> Limits:
    low, high = np.minimum(low, observed), np.maximum(high, observed)
    return np.where(certain, observed, low), np.where(certain, observed, high)


def folded_limits(
    observed: Numbers, deviation: Numbers, noise: Noise, w: Numbers, z: float
) -> Limits:
    """Limits of the sum of w |deviation|.

    Below, the pattern is scaled towards equal groups. Above, it is moved the way in which noise
    most easily hides a large sum, as in bootstrap limits (Efron 1987), and at least as far as the
    limit of the plain sum, which is the same when all deviations have one sign."""
    if noise.silent.all():
        return observed, observed
    moments = folded_moments(noise, w)
    none, one = np.zeros(observed.shape), np.ones(observed.shape)
    equal, seen = moments(0 * deviation), moments(deviation)
    nearer = np.abs(deviation) - TIE * np.sqrt(noise.variance)
    nearer = np.where(deviation < 0, -1.0, 1.0) * np.maximum(nearer, 0)

    def scaled(u: Numbers) -> Numbers:
        return moments(np.sqrt(u) * nearer).pivot(observed)

    first = Bracket(none, equal.pivot(observed), one, scaled(one))
    down = np.sqrt(crossing(scaled, z, widened(scaled, z, first)))
    least = np.maximum(observed, equal.quiet())
    way = noise.times(w * signs(deviation, noise, w))
    length = np.sqrt(noise.within(w * signs(deviation, noise, w)))
    way = z * way / np.where(length == 0, 1.0, length)

    def moved(t: Numbers) -> Numbers:
        return moments(deviation + t * way).pivot(least)

    above = Bracket(none, seen.pivot(least), one, moved(one))
    up = crossing(moved, -z, widened(moved, -z, above))
    highest = (w * np.abs(deviation + up * way)).sum(0)
    plain = np.abs((w * deviation).sum(0)) + z * np.sqrt(noise.within(w))
    low, high = down * (w * np.abs(nearer)).sum(0), np.maximum(highest, plain)
    return enclosing(observed, low, high, noise.silent)


def signs(deviation: Numbers, noise: Noise, w: Numbers) -> Numbers:
    """On which side of the common level a group lies. Rounding must not decide it: what is next
    to nothing counts as above, and when all groups are equal only the least certain one does."""
    error = np.sqrt(noise.variance)
    nothing = np.abs(deviation) <= 1e-9 * error.max(0)
    alone = np.where(odd_one(w * error), 1.0, -1.0)
    return np.where(nothing.all(0), alone, np.where((deviation < 0) & ~nothing, -1.0, 1.0))


def odd_one(size: Numbers) -> NDArray[np.bool_]:
    """True for the largest in each area."""
    return np.asarray(np.arange(len(size))[:, None] == size.argmax(0))


def folded_moments(noise: Noise, w: Numbers) -> Callable[[Numbers], Moments]:
    """For the sum of w |d + noise|: mean exact, variance to the second Hermite term, skewness that
    of the parts, less as far as they do not go together."""
    sd = np.sqrt(noise.variance)
    inverse = np.where(sd == 0, 0.0, 1 / np.where(sd == 0, 1.0, sd))
    weight, tip, squared = w * sd, w * inverse, noise.squares()

    def moments(d: Numbers) -> Moments:
        x = np.clip(d * inverse, -CERTAIN, CERTAIN)
        square = x * x
        peak = np.sqrt(2 / np.pi) * np.exp(square * -0.5)
        sign = mean_sign(x, peak)
        first = x * sign + peak
        second = square + 1 - first * first
        third = x * sign * (square + 3) + (square + 2) * peak - first * (square + 1 + 2 * second)
        mean = (weight * first + w * (np.abs(d) - sd * np.abs(x))).sum(0)
        alone = second - sign * sign - peak * peak * 0.5
        variance = noise.within(w * sign) + (weight * weight * alone).sum(0)
        variance = variance + squared(tip * peak) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            skewness = (weight * third / second).sum(0) / (weight * np.sqrt(second)).sum(0) ** 2
        return Moments(mean, np.maximum(variance, 0), np.clip(1 - skewness * mean / 3, 0.1, 1))

    return moments


def mean_sign(x: Numbers, peak: Numbers) -> Numbers:
    """The mean sign of x + noise, that is erf(x / sqrt 2), from its density and to 7 decimals
    (Hastings; Abramowitz and Stegun 7.1.26): scipy's takes as long as all the rest of a pivot."""
    t = 1 / (1 + 0.2316418882 * np.abs(x))
    tail = 1.061405429 * t - 1.453152027
    for term in (1.421413741, -0.284496736, 0.254829592):
        tail = tail * t + term
    return np.copysign(1 - tail * t * peak * np.sqrt(np.pi / 2), x)


def top_limits(height: Numbers, sd: Numbers, z: float, *, among: int = 0) -> Limits:
    """Limits of the largest of several heights above a common level.

    Above: the highest of the candidates' own limits. Below: the same, but further away as far as
    several candidates may share the top. With the top at M, none of them may be more than so many
    standard errors above it; how rare that is depends on how far below M each of them is, in the
    observed pattern scaled to M. Those near the top count as sharing it. When the heights are but
    the foremost `among` so many, all of these share the level alike."""
    observed = height.max(0)
    if (sd == 0).all():
        return observed, observed
    inverse = 1 / np.where(sd == 0, 1e-300, sd)
    start, rise = height * inverse, np.where(observed > 0, observed, 1.0) * inverse
    below = np.maximum(observed - height - TIE * sd, 0) * inverse

    def pivot(t: Numbers) -> Numbers:
        above = (start - t * rise).max(0)
        return -ndtri(1 - ndtr(above + t * below).prod(0))

    shared = -ndtri(ndtr(-z) / max(among, len(height)))
    if among:
        return np.clip((height - shared * sd).max(0), 0, observed), (height + z * sd).max(0)
    low, high = (
        np.clip((height - far * sd).max(0) / np.where(observed > 0, observed, 1.0), 0, 1)
        for far in (shared, z)
    )
    scale = crossing(pivot, z, Bracket(low, pivot(low), high, pivot(high)))
    return np.minimum(observed * scale, observed), (height + z * sd).max(0)
