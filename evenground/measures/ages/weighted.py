"""Limits of a weighted sum of counts: the common ground of everything directly standardised."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from evenground.measures.rates import byar_limits, exact_limits
from evenground.measures.shapes import Estimate, Numbers, level, one_of

FEWEST = 10  # events, below which no standardised rate is given
Method = Callable[[Numbers, Numbers, Numbers, float], Estimate]


def weighted_sum(
    x: Numbers,
    weight: Numbers,
    *,
    limits: str,
    confidence: float,
    variance: Numbers | None = None,
) -> Estimate:
    """The sum of counts, each times what an event of its band weighs, with limits.

    `variance` replaces that of independent events, the sum of the counts times squared weights.
    """
    method = one_of("limits", limits, METHODS)
    level(confidence)
    if variance is None:
        variance = np.einsum("...b,...b,...b->...", x, weight, weight)
    with np.errstate(divide="ignore", invalid="ignore"):  # areas that are refused anyway
        return method(x, weight, variance, confidence)


def dobson(
    x: Numbers,
    weight: Numbers,
    variance: Numbers,
    confidence: float,
    *,
    of_count: Callable[[Numbers, float], tuple[Numbers, Numbers]],
) -> Estimate:
    """The limits of the whole count, moved to the sum and stretched as their errors are."""
    value, events = np.einsum("...b,...b->...", x, weight), x.sum(axis=-1)
    stretch = np.sqrt(variance / events)
    lower, upper = of_count(events, confidence)
    return Estimate(value, value + stretch * (lower - events), value + stretch * (upper - events))


def gamma(
    x: Numbers,
    weight: Numbers,
    variance: Numbers,
    confidence: float,
    *,
    one_more: Callable[[Numbers], Numbers],
) -> Estimate:
    """Gamma quantiles; the upper one as if one more event had come, with the weight `one_more`."""
    tail = (1 - confidence) / 2
    value = np.einsum("...b,...b->...", x, weight)
    lower = variance / value * gammaincinv(value**2 / variance, tail)
    more, spread = value + one_more(weight), variance + one_more(weight * weight)
    return Estimate(value, lower, spread / more * gammainccinv(more**2 / spread, tail))


def heaviest(weight: Numbers) -> Numbers:
    return np.asarray(weight.max(axis=-1))


def average(weight: Numbers) -> Numbers:
    return np.asarray(weight.mean(axis=-1))


METHODS: dict[str, Method] = {
    "dobson": partial(dobson, of_count=byar_limits),
    "dobson-exact": partial(dobson, of_count=exact_limits),
    "fay-feuer": partial(gamma, one_more=heaviest),
    "tiwari": partial(gamma, one_more=average),
}
