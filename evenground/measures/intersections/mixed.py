"""Logistic regression with one random intercept per stratum, for many areas at once.

The likelihood of each stratum is an integral over its own intercept, taken by adaptive
Gauss-Hermite quadrature; the derivatives in the coefficients come from the same nodes (Louis'
formula), so that Newton's steps are exact. Own code, and not statsmodels, whose mixed logistic
regression is Bayesian and approximate, takes rows of people and not counts, and one area at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from evenground.measures.shapes import Estimate, Numbers

NODES, NODE_WEIGHTS = np.polynomial.hermite.hermgauss(25)
STEPS_TO_MODE = 40
STEPS_TO_TOP = 50
CLOSE = 1e-9  # of log likelihood still to gain before the last step, which squares it
SHORTENINGS = 12
GOLDEN = (np.sqrt(5) - 1) / 2
SECTIONS = 45  # of the range of sigma, to its ninth digit
HALVINGS = 35
GRID = 30  # values of sigma that strata are averaged over
MOST = 20.0  # sigma is looked for up to here: a variance share of 0.99
FAR = 3.5  # where the likelihood of sigma is left out, in normal standard errors


class Model(NamedTuple):
    """Events and sizes (areas, strata), and the terms of every stratum (strata, terms)."""

    events: Numbers
    size: Numbers
    design: Numbers


class Nodes(NamedTuple):
    """Where the standardised intercept of every stratum may lie, and how probable that is."""

    u: Numbers
    share: Numbers
    left: Numbers  # events beyond expectation at each node
    bend: Numbers  # binomial variance at each node
    likelihood: Numbers  # of each area

    def mean(self, values: Numbers) -> Numbers:
        return (self.share * values).sum(-1)


class Held(NamedTuple):
    """The best coefficients with sigma held, their information, and the height reached."""

    beta: Numbers
    information: Numbers
    height: Numbers
    at: Nodes


def nodes(model: Model, beta: Numbers, sigma: Numbers) -> Nodes:
    x, n = model.events[..., None], model.size[..., None]
    line, s = (beta @ model.design.T)[..., None], sigma[..., None, None]
    mode, width = mode_and_width(x, n, line, s)
    u = mode + np.sqrt(2) * width * NODES
    at = line + s * u
    logs = x * at - n * np.logaddexp(0, at) - u**2 / 2 + NODES**2
    top = logs.max(-1, keepdims=True)
    raw = NODE_WEIGHTS * np.exp(logs - top)
    total = raw.sum(-1, keepdims=True)
    each = np.log(total) + top + np.log(width) - np.log(np.pi) / 2
    p = expit(at)
    return Nodes(u, raw / total, x - n * p, n * p * (1 - p), each[..., 0].sum(-1))


def mode_and_width(x: Numbers, n: Numbers, line: Numbers, s: Numbers) -> tuple[Numbers, Numbers]:
    """Newton from the value that the empirical logit suggests, at most one logit a step."""
    logit, noise = np.log((x + 0.5) / (n - x + 0.5)), 1 / (x + 0.5) + 1 / (n - x + 0.5)
    u = s * (logit - line) / (s**2 + noise)
    longest = 1 / np.maximum(s, 1e-8)
    for _ in range(STEPS_TO_MODE):
        p = expit(line + s * u)
        step = (s * (x - n * p) - u) / (s**2 * n * p * (1 - p) + 1)
        u = u + np.clip(step, -longest, longest)
        if np.abs(step).max() < 1e-9:
            break
    p = expit(line + s * u)
    return u, (s**2 * n * p * (1 - p) + 1) ** -0.5


def start(model: Model) -> Numbers:
    """Least squares of the empirical logits."""
    x, n, design = model.events, model.size, model.design
    logit = np.log((x + 0.5) / (n - x + 0.5))
    weight = 1 / (1 / (x + 0.5) + 1 / (n - x + 0.5))
    crossed = np.einsum("aj,jk,jl->akl", weight, design, design)
    return np.linalg.solve(crossed, ((weight * logit) @ design)[..., None])[..., 0]


def hold(model: Model, sigma: Numbers, beta: Numbers, *, restricted: bool) -> Held:
    """Newton's steps in the coefficients, halved where they overshoot.

    The likelihood is concave in them (a log-concave function stays so when it is integrated). The
    restricted height takes off half the log determinant of the information (Cox and Reid), as
    restricted likelihood does for normal errors: without it sigma comes out too small, by the
    terms that were fitted.
    """
    here = nodes(model, beta, sigma)
    for _ in range(STEPS_TO_TOP):
        score, information = slope_and_bend(model, here)
        step = np.linalg.solve(information, score[..., None])[..., 0]
        before = here.likelihood
        beta, here = shortened(model, beta, sigma, here, step)
        gained = here.likelihood - before  # nothing more where quadrature, far out, is coarse
        if (((score * step).sum(-1) < CLOSE) | (gained < CLOSE)).all():
            break
    height, information = here.likelihood, slope_and_bend(model, here)[1]
    if restricted:
        height = height - np.linalg.slogdet(information)[1] / 2
    return Held(beta, information, height, here)


def slope_and_bend(model: Model, at: Nodes) -> tuple[Numbers, Numbers]:
    left = at.mean(at.left)
    bend = at.mean(at.bend) - at.mean(at.left**2) + left**2
    return left @ model.design, np.einsum("aj,jk,jl->akl", bend, model.design, model.design)


def shortened(
    model: Model, beta: Numbers, sigma: Numbers, here: Nodes, step: NDArray[np.floating]
) -> tuple[Numbers, Nodes]:
    share = np.ones_like(sigma)
    for _ in range(SHORTENINGS):
        there = nodes(model, beta + share[..., None] * step, sigma)
        worse = there.likelihood < here.likelihood - 1e-9 * np.abs(here.likelihood)
        if not worse.any():
            break
        share = np.where(worse, share / 2, share)
    return beta + share[..., None] * step, there


class Profile:
    """The height of the likelihood of one model over sigma, each search begun where the last ended."""

    def __init__(self, model: Model, *, restricted: bool) -> None:
        self.model, self.restricted, self.beta = model, restricted, start(model)

    def held(self, sigma: Numbers) -> Held:
        found = hold(self.model, sigma, self.beta, restricted=self.restricted)
        self.beta = found.beta
        return found

    def height(self, sigma: Numbers) -> Numbers:
        return self.held(sigma).height

    def best(self) -> tuple[Numbers, Numbers]:
        """Sigma and its height, by golden section from 0 to where the height falls."""
        low = np.zeros(len(self.model.events))
        high = low + 2
        while (rising := (high < MOST) & (self.height(high) > self.height(0.9 * high))).any():
            high = np.where(rising, np.minimum(2 * high, MOST), high)
        first, second = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        one, two = self.height(first), self.height(second)
        for _ in range(SECTIONS):
            left = one > two  # the top is left of the second point
            low, high = np.where(left, low, first), np.where(left, second, high)
            new = np.where(left, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
            first, second = np.where(left, new, second), np.where(left, first, new)
            height = self.height(new)
            one, two = np.where(left, height, two), np.where(left, one, height)
        middle = (low + high) / 2
        height, at_0 = self.height(middle), self.height(np.zeros_like(middle))
        return np.where(at_0 >= height, 0.0, middle), np.maximum(height, at_0)

    def limits(self, sigma: Numbers, top: Numbers, z: float) -> tuple[Numbers, Numbers]:
        """Where the height falls short of the top by half of z squared; 0 where it never does."""

        def inside(at: Numbers) -> NDArray[np.bool_]:
            return 2 * (top - self.height(at)) < z**2

        none = np.zeros_like(sigma)
        reaches_0 = inside(none)
        high = sigma + 1
        while (still := (high < MOST) & inside(high)).any():
            high = np.where(still, np.minimum(2 * high, MOST), high)
        near, far = [sigma, sigma], [none, high]
        for side in (0, 1):
            for _ in range(HALVINGS):
                half = (near[side] + far[side]) / 2
                within = inside(half)
                near[side] = np.where(within, half, near[side])
                far[side] = np.where(within, far[side], half)
        return np.where(reaches_0, 0.0, far[0]), far[1]

    def strata(self, sigma: Numbers, top: Numbers) -> tuple[Estimate, Estimate]:
        """Means and variances of the log odds of strata and of their intercepts, over sigma.

        Each sigma counts by its height, all being alike beforehand; what is returned are a value
        and, twice, its variance.
        """
        _, far = self.limits(sigma, top, FAR)
        total, sums = np.zeros_like(sigma), [np.zeros((4, *self.model.events.shape))]
        for part in (np.arange(GRID) + 0.5) / GRID:
            found = self.held(part * far)
            weight = np.exp(found.height - top)
            total = total + weight
            sums[0] = sums[0] + weight[:, None] * np.stack(moments(self.model, found, part * far))
        line, line_square, own, own_square = sums[0] / total[:, None]
        spreads = line_square - line**2, own_square - own**2
        return Estimate(line, spreads[0], spreads[0]), Estimate(own, spreads[1], spreads[1])


def moments(model: Model, found: Held, sigma: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Mean and mean square of each stratum's log odds and of its intercept, with sigma held.

    Their variance is that of the intercept given the data, and what the errors of the coefficients
    add to it by the derivative of its mean.
    """
    at, s = found.at, sigma[:, None]
    u = at.mean(at.u)
    moved = s * (at.mean(at.u * at.left) - u * at.mean(at.left))
    intercept = s**2 * (at.mean(at.u**2) - u**2)
    cover = np.linalg.inv(found.information)
    doubt = np.einsum("sk,akl,sl->as", model.design, cover, model.design)
    own, line = s * u, found.beta @ model.design.T + s * u
    variance, own_variance = intercept + (1 + moved) ** 2 * doubt, intercept + moved**2 * doubt
    return line, line**2 + variance, own, own**2 + own_variance
