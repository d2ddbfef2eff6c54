"""Intersections of several dimensions: how much lies between strata, and what their sum explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, ndtr

from evenground.errors import DataError, TooFewEvents
from evenground.measures.intersections.mixed import Model, Profile
from evenground.measures.rates import wilson
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    left_out,
    level,
    one_of,
    part_of,
    peopled,
    together,
)

FEWEST_STRATA = 10
LATENT = np.pi**2 / 3  # the variance of one person's standard logistic error


class Maihda(NamedTuple):
    """Between strata: all of it, what is left when the dimensions add up, and where it is left.

    `vpc` is the share of the variance that lies between strata, `vpc_additive` what of that share
    stays when every dimension has its own effect, `pcv` the share that the dimensions explain.
    `variance` and `variance_additive` are those between strata, of log odds. For every stratum:
    `plain` is the proportion as it was counted, `predicted` the one the model believes, `additive`
    the one the dimensions add up to, `interaction` the odds ratio between these two, and
    `stands_out` whether that is more than chance among so many strata.
    """

    vpc: Estimate
    vpc_additive: Estimate
    pcv: Numbers
    variance: Estimate
    variance_additive: Estimate
    plain: Estimate
    predicted: Estimate
    additive: Numbers
    interaction: Estimate
    stands_out: NDArray[np.bool_]


def maihda(
    count: ArrayLike,
    denominator: ArrayLike,
    strata: Mapping[str, Sequence[object]],
    *,
    likelihood: str = "restricted",
    false_share: float = 0.05,
    on_refusal: str = "raise",
    confidence: float = 0.95,
) -> Maihda:
    """Multilevel analysis of individual heterogeneity and discriminatory accuracy, from counts.

    Reads as vpc 0 = knowing somebody's stratum says nothing about them, 1 = it says everything;
             under 0.05 strata describe people poorly, whatever the means look like. pcv 1 = the
             dimensions add up, 0 = all of it is in their combinations. An interaction of 1 = the
             stratum is where its dimensions put it.
    Use for  strata made by crossing two dimensions or more, such as sex, ethnic group and
             deprivation, best with 20 strata or more; small strata are drawn towards what their
             dimensions say. Not for dimensions that nobody would cross, nor for proof that a
             stratum has no interaction: look at its limits.
    Shapes   count, denominator: last axis = strata, the leading axes are those of the result;
             strata: for each dimension the label of every stratum, all of one length.
    Units    people in; shares, a variance of log odds, and odds ratios out.
    Limits   of the variances and the vpc: where the likelihood falls short of its top by half of
             z squared, 0 as the lower limit when the data do not rule it out. "restricted" takes
             the fitted terms into account; "full" is maximum likelihood, as lme4 gives it, and
             with 12 to 60 strata its variance beyond the dimensions is a fifth to a half too
             small, its 95% limits hold the truth in 70% to 80% of cases and its pcv is too large.
             Of strata: normal limits of the log odds, averaged over the variances that the data
             leave possible; over all strata of an area they hold the truth in 94% to 98% of
             cases, more often where there is hardly any variance. `pcv` has no limits: none in
             closed form are known to hold. `stands_out` controls the share of false ones among
             those that stand out, within each area.
    Raises   DataError for fewer than 10 strata or two dimensions, a stratum twice or without
             people, or as many terms as strata; TooFewEvents when everybody or nobody with some
             label has the event; MissingValues for a count that is not there, as when it was
             suppressed. With on_refusal="nan" the last two give NaN.
    Source   Merlo 2018, Soc Sci Med 203:74-80; Evans et al. 2018, Soc Sci Med 203:64-73; Goldstein,
             Browne and Rasbash 2002, Underst Stat 1:223-231 (vpc); Cox and Reid 1987, J R Stat Soc
             B 49:1-39 (restricted); Benjamini and Hochberg 1995, J R Stat Soc B 57:289-300.
    Checked  maximum likelihood of Crowder's seeds as the examples of OpenBUGS give it (by data
             cloning), within 0.0005; the likelihood and its top against numerical integration, to
             8 digits; simulated truth (benchmarks/coverage/intersections.py).

    >>> import itertools
    >>> groups = list(itertools.product(["men", "women"], ["least", "middle", "most"], ["A", "B"]))
    >>> strata = dict(zip(["sex", "deprivation", "ethnic group"], zip(*groups)))
    >>> count = [20, 26, 31, 35, 42, 71, 24, 30, 36, 41, 47, 52]
    >>> found = maihda(count, 200, strata)
    >>> [round(float(number), 3) for number in found.vpc], round(float(found.pcv), 2)
    ([0.048, 0.019, 0.131], 0.94)
    """
    z = level(confidence)
    restricted = one_of("likelihood", likelihood, {"restricted": True, "full": False})
    if not 0 < false_share < 1:
        raise DataError(f"`false_share` is between 0 and 1; it was {false_share!r}.")
    x, n, none = cells(count, denominator, on_refusal)
    kinds = indicators(strata, x.shape[-1])
    design = np.hstack([np.ones((x.shape[-1], 1)), *(kind[:, 1:] for kind in kinds)])
    enough(*design.shape)
    none = none | lopsided(x, n, np.hstack(kinds), none, on_refusal)
    model = Model(x[~none], n[~none], design)
    null = Profile(model._replace(design=design[:, :1]), restricted=restricted)
    full = Profile(model, restricted=restricted)
    whole, rest = null.best(), full.best()
    variance, left = between(null, whole, z), between(full, rest, z)
    believed, beyond = (normal(*part[:2], z) for part in full.strata(*rest))
    with np.errstate(divide="ignore", invalid="ignore"):
        pcv = 1 - left.value / variance.value
    back = Places(none)
    return Maihda(
        back.all(Estimate(*map(share, variance))),
        back.all(Estimate(*map(share, left))),
        back(pcv),
        back.all(variance),
        back.all(left),
        back.all(wilson(model.events, model.size, z)),
        back.all(Estimate(*map(expit, believed))),
        back(expit(believed.value - beyond.value)),
        back.all(Estimate(*map(np.exp, beyond))),
        back(standing_out(beyond, false_share, z)) == 1,
    )


def normal(value: Numbers, variance: Numbers, z: float) -> Estimate:
    away = z * np.sqrt(np.maximum(variance, 0))
    return Estimate(value, value - away, value + away)


class Places:
    """Puts the areas that were fitted back among those that could not be, which get NaN."""

    def __init__(self, none: NDArray[np.bool_]) -> None:
        self.none = none

    def __call__(self, fitted: Numbers) -> Numbers:
        whole = np.full(self.none.shape + fitted.shape[1:], np.nan)
        whole[~self.none] = fitted
        return whole

    def all(self, estimate: Estimate) -> Estimate:
        return Estimate(*map(self, estimate))


def cells(
    count: ArrayLike, denominator: ArrayLike, on_refusal: str
) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Counts and sizes of every stratum, and the areas with a hole, which hold 1 of 2 instead."""
    given = together(count=count, denominator=denominator)
    if not given[0].ndim:
        raise DataError("`count` must hold the strata on its last axis.")
    left_out(on_refusal)
    missing = np.isnan(given[0]) | np.isnan(given[1])
    hole = np.asarray(missing.any(-1) & (on_refusal == "nan"))
    x, n = counted(
        count=np.where(hole[..., None], 1, given[0]),
        denominator=np.where(hole[..., None], 2, given[1]),
    )
    peopled("denominator", n)
    part_of("count", x, "denominator", n)
    return x, n, hole


def indicators(strata: Mapping[str, Sequence[object]], size: int) -> list[Numbers]:
    """For each dimension which stratum has which of its labels: strata by labels."""
    if len(strata) < 2:
        raise DataError("`strata` needs at least two dimensions: one has no intersections.")
    for name, labels in strata.items():
        if len(labels) != size:
            raise DataError(f"`strata` must give a label of {name} for each of {size} strata.")
        if len(set(labels)) < 2:
            raise DataError(f"The dimension {name} has one label only. Leave it out.")
    if len(set(zip(*strata.values(), strict=True))) < size:
        raise DataError("A stratum is there twice. Add the counts of its cells together.")
    kinds = [list(dict.fromkeys(labels)) for labels in strata.values()]
    return [
        np.array([[label == one for one in kind] for label in labels], dtype=float)
        for labels, kind in zip(strata.values(), kinds, strict=True)
    ]


def enough(size: int, terms: int) -> None:
    if size < FEWEST_STRATA or size <= terms:
        raise DataError(
            f"A variance between strata needs at least {FEWEST_STRATA} strata, and more than the "
            f"{terms} terms of these dimensions. Cross more labels, or compare groups."
        )


def lopsided(
    x: Numbers, n: Numbers, kinds: Numbers, none: NDArray[np.bool_], on_refusal: str
) -> NDArray[np.bool_]:
    """Areas where everybody or nobody with some label has the event: their odds have no end."""
    wrong = ((x @ kinds == 0) | ((n - x) @ kinds == 0)).any(-1) & ~none
    return left_out(
        on_refusal, (wrong, lambda where: TooFewEvents("multilevel analysis of strata", needed=1))
    )


def between(profile: Profile, best: tuple[Numbers, Numbers], z: float) -> Estimate:
    lower, upper = profile.limits(*best, z)
    return Estimate(best[0] ** 2, lower**2, upper**2)


def share(variance: Numbers) -> Numbers:
    return variance / (variance + LATENT)


def standing_out(beyond: Estimate, rate: float, z: float) -> Numbers:
    """Benjamini and Hochberg along the strata, each area a family of its own."""
    error = (beyond.upper - beyond.lower) / (2 * z)
    p = 2 * ndtr(-np.abs(beyond.value) / np.maximum(error, 1e-300))
    ranks = np.arange(1, p.shape[-1] + 1)
    passed = np.sort(p, axis=-1) <= rate * ranks / ranks[-1]
    return (p <= rate * (passed * ranks).max(-1, keepdims=True) / ranks[-1]).astype(float)
