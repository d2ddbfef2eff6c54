"""Limits of measures that cannot be below 0, right also where the groups are (nearly) equal.

A normal approximation fails there: noise alone makes groups look unequal. So each limit asks how
large a pattern of true differences would have to be for a result as high (lower limit) or as low
(upper limit) as the observed one to be as rare as the level says.

Arrays here are (groups, areas): sums over groups are then fast, and areas need no extra axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from evenground.measures.shapes import Numbers

WIDENINGS = 60  # of a bracket: from noise to certainty
STEPS = 20  # of the search for a limit: two or three are the rule
ROUNDING = 1e-6  # in standard errors: no difference to draw a line through
CLOSE = 0.01  # in standard errors; the last step then brings it under a thousandth
TIE = 0.7  # in standard errors: a group no further from the top, or the mean, may as well be there
CERTAIN = 30.0  # standard errors from 0: noise does not turn the sign
NEARLY = 1.2  # as far as a normal limit, and a little further
REACH = 6.0  # in standard errors: further away than any limit
PEAK = np.sqrt(2 / np.pi)  # twice the normal density at 0
QUIET = -1.2815515655446004  # the normal quantile of 10%

Pivot = Callable[[Numbers], Numbers]
Curve = Callable[[Numbers], tuple[Numbers, Numbers, Numbers]]
Limits = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Noise:
    """Covariance of deviations from one common level, without the matrix: own[i] where i = j, less
    loading[i] pull[j] + loading[j] pull[i], plus common x loading[i] loading[j]."""

    own: Numbers
    loading: Numbers
    pull: Numbers
    common: Numbers  # (areas,)

    @cached_property
    def variance(self) -> Numbers:
        return np.maximum(self.own + self.loading * (self.common * self.loading - 2 * self.pull), 0)

    def times(self, x: Numbers) -> Numbers:
        """The covariance times a vector."""
        along, across = total(self.loading, x), total(self.pull, x)
        return self.own * x + self.loading * (self.common * along - across) - self.pull * along

    @property
    def silent(self) -> NDArray[np.bool_]:
        return np.asarray((self.variance == 0).all(0))

    def within(self, x: Numbers) -> Numbers:
        """The variance of the sum of x times the deviations."""
        return np.maximum(total(self.own, x**2) + self.between(x), 0)

    def between(self, x: Numbers) -> Numbers:
        """The part of it that is not the groups' own."""
        along, across = total(self.loading, x), total(self.pull, x)
        return along * (self.common * along - 2 * across)

    def squares(self) -> tuple[Numbers, Callable[[Numbers], Numbers]]:
        """For x S x, in which S holds the squares of the covariances: each group's own part, and
        a function of x that gives the rest."""
        loading, across, pull = self.loading**2, self.loading * self.pull, self.pull**2
        v = self.common

        def rest(x: Numbers) -> Numbers:
            p, q, r = total(x, loading), total(x, pull), total(x, across)
            return v * p * (v * p - 4 * r) + 2 * (p * q + r * r)

        return self.own * (2 * self.variance - self.own), rest

    def cubed(self, h: Numbers) -> Numbers:
        """The trace of (diag(h) covariance)^3."""
        root = np.sqrt(h)
        a, b, own, v = root * self.loading, root * self.pull, h * self.own, self.common
        aa, ab, bb = total(a, a), total(a, b), total(b, b)
        left = v * a - b
        rows = left**2 * aa - 2 * left * a * ab + a**2 * bb
        trace = v * aa - 2 * ab
        rest = trace**3 - 3 * trace * (ab**2 - aa * bb)
        return (own**3 + 3 * own**2 * (left - b) * a + 3 * own * rows).sum(0) + rest


def total(x: Numbers, y: Numbers) -> Numbers:
    """The sum of x y over the groups; einsum makes no array of products."""
    return np.asarray(np.einsum("ga,ga->a", x, y))


class Bracket(NamedTuple):
    low: Numbers
    at_low: Numbers
    high: Numbers
    at_high: Numbers


def crossing(pivot: Pivot, level: float, bracket: Bracket, bend: float = 1) -> Numbers:
    """Where the falling pivot reaches the level, by secants, and by halves where these leave the
    bracket. Each area stops when its own pivot is close enough, so that the others cannot move it.
    The first guess takes the pivot for a straight line in the bracket's share to the 1 / `bend`."""
    low, at_low, high, at_high = bracket
    a, fa, b, fb = low, at_low - level, high, at_high - level
    done, nearer = (fa <= 0) | (fb >= 0), np.abs(fa) < np.abs(fb)
    before, at_before = np.where(nearer, a, b), np.where(nearer, fa, fb)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = fa / (fa - fb)
    found = a + (b - a) * np.where((share >= 0) & (share <= 1), share, 0.5) ** bend
    for _ in range(STEPS):
        at = pivot(found) - level
        size, right = np.abs(at), at > 0
        at, close = np.where(size < ROUNDING, 0.0, at), size < CLOSE
        a, b = np.where(right, found, a), np.where(right, b, found)
        middle = np.where(close, found, (a + b) / 2)
        further = np.where(done, found, secant(found, at, before, at_before, a, b, middle))
        before, at_before, found = found, at, further
        done = done | close
        if done.all():
            break
    return np.where(at_low <= level, low, np.where(at_high >= level, high, found))


def secant(
    x: Numbers, fx: Numbers, y: Numbers, fy: Numbers, a: Numbers, b: Numbers, middle: Numbers
) -> Numbers:
    """Where the line through two points is 0; the middle when that is not between a and b."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        zero = x - fx * (x - y) / (fx - fy)
    return np.where((zero >= a) & (zero <= b), zero, middle)


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
        spread = self.variance / self.mean**2
        return 1 + self.power * (self.power - 1) * spread / 2, self.power * np.sqrt(spread)

    def pivot(self, observed: Numbers) -> Numbers:
        """How far the observed measure is above its mean, in standard errors."""
        with np.errstate(divide="ignore", invalid="ignore"):
            middle, error = self.middle_and_error
            far = ((observed / self.mean) ** self.power - middle) / error
        return np.where(np.isnan(far), -REACH, far)

    def quiet(self) -> Numbers:
        """What is surpassed 9 times in 10. When groups are equal, so much comes of noise alone;
        a measure below that does not make the upper limit smaller still."""
        with np.errstate(divide="ignore", invalid="ignore"):
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
    own, (alone, rest), bent = noise.variance, noise.squares(), bend * f
    twice, thrice = (total(bent**2, alone) + rest(bent)) / 2, noise.cubed(bent)

    def moments(t: Numbers) -> Moments:
        phi, slope, turn = curve(t)
        g, h = f * slope, f * turn
        along = noise.times(g)
        mean = total(f, phi) + total(h, own) / 2
        variance = total(g, along) + twice
        third = 3 * total(h, along**2) + thrice
        with np.errstate(divide="ignore", invalid="ignore"):
            power = 1 - mean * third / (3 * variance**2)
        return Moments(mean, variance, np.clip(power, 0.1, 1))

    none, one = np.zeros(observed.shape), np.ones(observed.shape)
    equal, seen = moments(none), moments(one)
    first = Bracket(none, equal.pivot(observed), one, seen.pivot(observed))
    lower = np.sqrt(crossing(lambda u: moments(np.sqrt(u)).pivot(observed), z, first, 2))
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
    down = np.sqrt(crossing(scaled, z, widened(scaled, z, first), 2))
    least = np.maximum(observed, equal.quiet())
    way = noise.times(w * signs(deviation, noise, w))
    length = np.sqrt(noise.within(w * signs(deviation, noise, w)))
    way = z * way / np.where(length == 0, 1.0, length)

    def moved(t: Numbers) -> Numbers:
        return moments(deviation + t * way).pivot(least)

    above = Bracket(none, seen.pivot(least), NEARLY * one, moved(NEARLY * one))
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
    weight, tip, (_, rest) = w * sd, w * inverse, noise.squares()
    shared = noise.variance - noise.own  # what the common level adds to each group's variance
    of_second, of_sign, of_peak = weight**2, -(w**2) * shared, -((tip * shared) ** 2) / 2

    def moments(d: Numbers) -> Moments:
        away = np.abs(d)
        x = np.minimum(away * inverse, CERTAIN)
        square = x * x
        bell = np.exp(square * -0.5)
        sign, peak = mean_sign(x, bell), bell * PEAK
        risen = x * sign
        first = risen + peak
        second = square + 1 - first * first
        third = risen + first * (1 - 2 * second)
        mean = total(w, np.maximum(sd * first, away))
        alone = total(of_second, second) + total(of_sign, sign**2) + total(of_peak, peak**2)
        together = noise.between(np.copysign(w * sign, d)) + rest(tip * peak) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            skewness = total(weight, third / second) / total(weight, np.sqrt(second)) ** 2
        power = np.clip(1 - skewness * mean / 3, 0.1, 1)
        return Moments(mean, np.maximum(alone + together, 0), power)

    return moments


def mean_sign(x: Numbers, bell: Numbers) -> Numbers:
    """The mean sign of x + noise for x above 0, that is erf(x / sqrt 2), from exp(-x^2 / 2) and to
    7 decimals (Hastings; Abramowitz and Stegun 7.1.26): scipy's takes as long as all the rest of a
    pivot."""
    t = 1 / (0.2316418882 * x + 1)
    tail = 1.061405429 * t
    for term in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += term
        tail *= t
    return np.asarray(1 - tail * bell)


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
