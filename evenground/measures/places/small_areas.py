"""Small areas: values drawn towards the average of all areas, beside the plain ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, gammaincinv, log_ndtr

from evenground.errors import DataError
from evenground.measures.rates import exact_limits, wilson
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    left_out,
    level,
    one_of,
    part_of,
    peopled,
    scale,
)

FEWEST_AREAS = 3
TINY = 1e-12


class Smoothed(NamedTuple):
    """Each area as it was counted and as it is drawn towards the average of all."""

    plain: Estimate
    smoothed: Estimate
    weight: Numbers  # of the area's own value: 1 keeps it, 0 leaves the average alone
    average: Numbers  # of all areas, one number for each place before the last axis
    between: Numbers  # standard deviation between areas beyond chance, likewise


def empirical_bayes(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str,
    per: float = 1,
    method: str = "adjusted",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Smoothed:
    """Values of small areas, steadied by what all areas have in common.

    Reads as `smoothed`: the best guess of what is true of the area; it lies between `plain` and
             the average. `weight` says how much of it is the area's own.
    Use for  maps and lists of many small areas, always beside the plain values. Not for finding
             the worst area (it is drawn towards the others), not for groups of people whose
             gap is the question: smoothing makes gaps smaller.
    Shapes   count, denominator: (..., areas); areas along the last axis learn from each other.
             plain, smoothed, weight: the same shape; average, between: one axis less.
    Units    `kind="proportion"`: people in; "rate": person-years in; "ratio": expected events
             in. Values and their limits are per `per`.
    Limits   plain: Wilson or exact Poisson. smoothed: of the gamma or beta distribution; with
             `method="adjusted"` the doubt about the average and about the variance between
             areas is added, and they hold the truth in 94% to 96% of areas in maps of 100,
             in 92% to 96% in maps of 20, and in more, up to all, where areas hardly differ.
             With "marshall" they are those of the posterior alone: too narrow with few areas,
             and far too narrow where areas hardly differ. These are shares of all areas
             together: for an area far from the others the limits hold less often.
    Raises   DataError for fewer than 3 areas, or when nobody (or everybody) had an event: NaN by
             `on_refusal="nan"`; an area of size 0; MissingValues.
    Source   Marshall 1991, Appl Stat 40:283-294 (Poisson); Martuzzi and Elliott 1996, Stat Med
             15:1867-1873 (binomial); Kass and Steffey 1989, JASA 84:717-726, for the doubt
             about the average and the variance; "adjusted" takes for the variance the mean
             of its normal distribution above 0, so that it is never 0.
    Checked  Marshall's formula, worked by hand; the limits in 10,000 made maps.

    >>> areas = empirical_bayes([2, 30, 8, 55], [100, 600, 300, 700], kind="rate", per=100)
    >>> areas.plain.value.round(2).tolist()
    [2.0, 5.0, 2.67, 7.86]
    >>> areas.smoothed.value.round(2).tolist()
    [4.03, 5.11, 3.55, 7.5]
    """
    x, n = counted(count=count, denominator=denominator)
    scale(per)
    level(confidence)
    model = one_of("kind", kind, MODELS)
    variance_between = one_of("method", method, METHODS)
    peopled("denominator", n)
    if kind == "proportion":
        part_of("count", x, "denominator", n)
    if x.ndim == 0 or x.shape[-1] < FEWEST_AREAS:
        raise DataError(f"Areas learn from each other: give {FEWEST_AREAS} or more.")
    average = x.sum(axis=-1) / n.sum(axis=-1)
    alike = (average <= 0) | (model.chance(average) <= 0)
    none = left_out(on_refusal, (np.asarray(alike), without_variation))
    m = np.where(none, np.nan, average)[..., np.newaxis]
    areas = Areas(x / n, n, m, model)
    between, doubt = variance_between(areas)
    smoothed, weight = posterior(areas, between, doubt, confidence)
    return Smoothed(
        times(per, model.plain(x, n, confidence)),
        times(per, smoothed),
        weight,
        per * m[..., 0],
        per * np.sqrt(between[..., 0]),
    )


def without_variation(where: str) -> DataError:
    return DataError(f"No events, or nothing else, in any area of {where}. Show the plain values.")


def times(per: float, estimate: Estimate) -> Estimate:
    return Estimate(*(per * part for part in estimate))


class Model(NamedTuple):
    """Counts within an area, and the shape that the truth of areas is given."""

    chance: Callable[[Numbers], Numbers]  # variance of a value times its denominator
    own: float  # people of whom the truth of an area is not seen beyond chance: 1 or none
    kurtosis: Callable[[Numbers], Numbers]  # fourth cumulant of one event or person
    quantile: Callable[[Numbers, Numbers, float], Numbers]  # of mean and variance
    plain: Callable[[Numbers, Numbers, float], Estimate]


def plain_rate(x: Numbers, n: Numbers, confidence: float) -> Estimate:
    lower, upper = exact_limits(x, confidence)
    return Estimate(x / n, lower / n, upper / n)


def plain_share(x: Numbers, n: Numbers, confidence: float) -> Estimate:
    return wilson(x, n, level(confidence))


def gamma_quantile(mean: Numbers, variance: Numbers, p: float) -> Numbers:
    return variance / mean * gammaincinv(mean**2 / variance, p)


def beta_quantile(mean: Numbers, variance: Numbers, p: float) -> Numbers:
    size = np.maximum(mean * (1 - mean) / variance - 1, TINY)
    return betaincinv(size * mean, size * (1 - mean), p)


POISSON = Model(lambda m: m, 0.0, lambda m: m, gamma_quantile, plain_rate)
BINOMIAL = Model(
    lambda m: m * (1 - m),
    1.0,
    lambda m: m * (1 - m) * (1 - 6 * m * (1 - m)),
    beta_quantile,
    plain_share,
)
MODELS = {"proportion": BINOMIAL, "rate": POISSON, "ratio": POISSON}


class Areas(NamedTuple):
    value: Numbers
    size: Numbers
    average: Numbers
    model: Model


def moments(areas: Areas) -> Numbers:
    """Marshall's variance between areas: what they vary beyond chance; it may come out below 0."""
    value, n, m, model = areas
    all_of_them, count = n.sum(axis=-1, keepdims=True), n.shape[-1]
    spread = (n * (value - m) ** 2).sum(axis=-1, keepdims=True)
    return (spread - count * model.chance(m)) / (all_of_them - count * model.own)


def marshall(areas: Areas) -> tuple[Numbers, Numbers]:
    between = possible(moments(areas), areas)
    return between, np.full_like(between, np.nan)


def adjusted(areas: Areas) -> tuple[Numbers, Numbers]:
    """The mean of the variance between areas given that it is above 0, and its variance."""
    _, n, m, model = areas
    found = moments(areas)
    total = total_variance(areas, possible(found, areas))
    fourth = n**2 * (2 * total**2 + model.kurtosis(m) / n**3)
    doubt = fourth.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True) ** 2
    z = found / np.sqrt(doubt)
    hazard = np.exp(-(z**2) / 2 - log_ndtr(z)) / np.sqrt(2 * np.pi)
    return possible(found + np.sqrt(doubt) * hazard, areas), doubt


METHODS = {"adjusted": adjusted, "marshall": marshall}


def possible(between: Numbers, areas: Areas) -> Numbers:
    """At least none; for shares, less than if each area had everybody or nobody."""
    most = areas.model.chance(areas.average) * (1 - TINY) if areas.model.own else np.inf
    return np.clip(between, 0.0, most)


def total_variance(areas: Areas, between: Numbers) -> Numbers:
    _, n, m, model = areas
    return model.chance(m) / n + between * (1 - model.own / n)


def posterior(
    areas: Areas, between: Numbers, doubt: Numbers, confidence: float
) -> tuple[Estimate, Numbers]:
    value, n, m, model = areas
    chance = model.chance(m)
    weight = between * n / (between * (n - model.own) + chance)
    centre = m + weight * (value - m)
    variance = model.chance(centre) * between / (between * n + chance)
    if not np.isnan(doubt).all():  # "marshall" takes what it found for sure
        share = n / n.sum(axis=-1, keepdims=True)
        of_average = (share**2 * total_variance(areas, between)).sum(axis=-1, keepdims=True)
        turn = n * chance / (between * (n - model.own) + chance) ** 2  # of weight with `between`
        variance = variance + (1 - weight) ** 2 * of_average + (value - m) ** 2 * turn**2 * doubt
    sure = np.maximum(variance, TINY * centre**2)
    tail = (1 - confidence) / 2
    lower, upper = (model.quantile(centre, sure, p) for p in (tail, 1 - tail))
    return Estimate(centre, lower, upper), weight
