"""Gradients over ordered groups: the slope and the relative index of inequality, with limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from evenground.errors import DataError, MissingValues
from evenground.measures.gradients.limits import (
    SCALES,
    Scale,
    beginning,
    cumulants,
    difference_of_ends,
    line_ends,
    mixed_ratio,
    mixed_sum,
    ratio_of_ends,
    simulated,
)
from evenground.measures.gradients.ridits import combination, fieller, in_order, ridits
from evenground.measures.shapes import Estimate, Numbers, left_out, level, refuse, together

LIMITS = ("exact", "simulated")
FEWEST_DRAWS = 1_000


class SlopeIndex(NamedTuple):
    """How far the fitted line rises, how many times, and where it begins."""

    sii: Estimate
    rii: Estimate
    intercept: Estimate


class LackOfFit(NamedTuple):
    """How far the groups are from a straight line, and how often chance alone leaves them so."""

    chi_squared: Numbers
    degrees_of_freedom: int
    p_value: Numbers


def slope_index(
    value: ArrayLike,
    population: ArrayLike,
    *,
    se: ArrayLike | None = None,
    transform: str | None = None,
    error_scale: str | None = None,
    limits: str = "exact",
    seed: int | None = None,
    draws: int = 100_000,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> SlopeIndex:
    """How steeply a value rises or falls from the first to the last of ordered groups.

    A straight line is fitted to the values of the groups, weighted by their people. Its ends
    stand for the very first and the very last person of the order: the slope index (SII) is the
    last end minus the first, the relative index (RII) the last end divided by the first.

    Reads as SII 0 and RII 1 = no gradient. SII above 0, RII above 1 = the value is higher towards
             the last group. With groups from most to least deprived, SII -10 = 10 lower for the
             least deprived. Reversing the order turns the sign, and the RII into 1 / RII.
    Use for  ordered groups, three or more, such as deprivation deciles; compare with places and
             years that use the same groups. Not for ethnic groups or any others without an
             order. Look at `lack_of_fit` first: the index of a curve is not its gap. An RII below
             0 says that the line falls below 0 within the order: use a transform.
    Shapes   value, population, se: (..., groups), in their order; results: the shape before.
    Units    value in any unit; SII and intercept in that unit, RII without. `transform="log"`
             (rates) and "logit" (shares between 0 and 1, not percentages) fit the line on that
             scale and bring its ends back. `se`: the standard errors of the values, in their
             unit; to get them from published limits see `standard_error`.
    Limits   "exact": SII and intercept as weighted sums of normal values, RII by Fieller; on a
             transformed scale by integration; with `error_scale` (a straight line through values
             whose errors are normal on the log or logit scale) by cumulants, good to 1% of the
             width while errors are below 0.3 there, infinite where they are far too large.
             "simulated": percentiles of `draws` random draws from `seed`. Fieller's limits are
             infinite where the beginning of the line cannot be told from 0. With fewer than about 10 events a group they hold the truth
             in 93% rather than 95%: use `slope_index_of_events`. Without `se` they are NaN:
             scatter around the line says how straight the gradient is, not how sure the values.
    Raises   DataError for fewer than 3 groups, a group without people, an unknown option, a value
             the transform cannot take; MissingValues for a group without value or people. By
             `on_refusal="nan"` such areas are NaN and the others go on.
    Source   Low and Low 2004, J Public Health 26:388-395; Hayes and Berry 2002, J Epidemiol
             Community Health 56:762-765 (Fieller); OHID, Public health technical guidance:
             slope index of inequality (transforms, simulation).
    Checked  PHEindicatormethods' published worked example, six years of rates: SII and RII to
             all digits given, limits within 1% of their width; simulation on every scale; statsmodels'
             weighted least squares, to 12 digits.

    >>> line = slope_index([75, 77, 78, 80], [90, 110, 100, 100], se=[0.4, 0.4, 0.3, 0.3])
    >>> [round(float(number), 2) for number in line.sii]
    [6.24, 5.03, 7.45]
    >>> [round(float(number), 3) for number in line.rii]
    [1.084, 1.067, 1.101]
    """
    z = level(confidence)
    fit, error = scales(transform, error_scale, limits, seed, draws)
    y, n, s = in_order(on_refusal, value=value, population=population, se=se)
    bounded = error or fit
    if bounded is not None:
        y = inside(y, bounded, on_refusal)
    slope, first = line_weights(n)
    if limits == "simulated":
        drawn = simulated(first, first + slope, y, s, fit, error, draws, seed, confidence)
        return SlopeIndex(*drawn)
    if fit is not None:
        ends = line_ends(first, first + slope, fit.to(y), s * fit.steepness(y))
        return SlopeIndex(
            difference_of_ends(ends, fit, z), ratio_of_ends(ends, fit, z), beginning(ends, fit, z)
        )
    rii = fieller(first + slope, first, y, s, z)
    if error is None:
        return SlopeIndex(combination(slope, y, s, z), rii, combination(first, y, s, z))
    groups = cumulants(y, s, error)
    return SlopeIndex(
        mixed_sum(slope, y, groups, z),
        mixed_ratio(first + slope, first, groups, z, rii),
        mixed_sum(first, y, groups, z),
    )


def lack_of_fit(
    value: ArrayLike,
    population: ArrayLike,
    *,
    se: ArrayLike,
    transform: str | None = None,
    on_refusal: str = "raise",
) -> LackOfFit:
    """Whether a straight line is a fair picture of a gradient.

    Reads as chi_squared about equal to degrees_of_freedom = as straight as chance allows; a
             small p_value, below 0.05 say = the gradient is curved, stepped or has an outlier.
    Use for  a warning beside `slope_index` with the same transform. With very many events every
             real gradient fails it: then look at the chart and judge whether the bend matters.
    Shapes   value, population, se: (..., groups), in their order; results: the shape before.
    Units    value and se in one unit; chi_squared and p_value without unit.
    Limits   none.
    Raises   DataError for fewer than 3 groups, a group without people, an `se` that is 0, a value
             the transform cannot take; MissingValues for a group without value, people or `se`.
             By `on_refusal="nan"` such areas are NaN and the others go on.
    Source   Weighted least squares: the squared distances from the line of least chi-squared,
             each over its variance, are chi-squared with two degrees less than groups. Hayes and
             Berry 2002, J Epidemiol Community Health 56:762-765, on straightness.
    Checked  exact cases; uniform p-values of 10,000 straight gradients.

    >>> bent = lack_of_fit([60, 78, 79, 80], [1, 1, 1, 1], se=[1, 1, 1, 1])
    >>> round(float(bent.chi_squared), 1), bent.degrees_of_freedom, bool(bent.p_value < 0.05)
    (86.7, 2, True)
    """
    fit = chosen("transform", transform)
    y, n, s = in_order(on_refusal, value=value, population=population, se=se)
    y = y if fit is None else inside(y, fit, on_refusal)
    unusable = left_out(
        on_refusal,
        (np.isnan(s), lambda where: MissingValues("se", where)),
        (s == 0, lambda where: DataError(f"`se` is 0 for {where}. Leave that area out.")),
    )
    s = np.where(unusable, np.nan, s)
    if fit is not None:
        y, s = fit.to(y), s * fit.steepness(y)
    _, rank = ridits(n)
    weight = 1 / s**2
    share = weight / weight.sum(axis=-1, keepdims=True)
    x = rank - (share * rank).sum(axis=-1, keepdims=True)
    slope = (share * x * y).sum(axis=-1) / (share * x**2).sum(axis=-1)
    away = y - (share * y).sum(axis=-1, keepdims=True) - slope[..., np.newaxis] * x
    chi_squared, degrees = (weight * away**2).sum(axis=-1), y.shape[-1] - 2
    return LackOfFit(chi_squared, degrees, gammaincc(degrees / 2, chi_squared / 2))


def standard_error(
    estimate: Estimate, *, transform: str | None = None, confidence: float = 0.95
) -> Numbers:
    """The standard error of a number that was published with limits.

    Reads as 0 = a number without error; about 95 times in 100 the truth is within twice that far.
    Use for  `slope_index` and others that take `se`, when a table gives limits. Rates: "log";
             shares: "logit", whose limits are not symmetric; then use the same scale there.
    Shapes   any shapes that stretch to one; the result has that shape.
    Units    the unit of the estimate; "logit" takes shares between 0 and 1, not percentages.
    Limits   none: a missing limit gives a missing standard error.
    Raises   DataError for limits that do not enclose their value, numbers the transform cannot
             take, an unknown transform.
    Source   OHID, Public health technical guidance: slope index of inequality: half the width of
             the limits on the transformed scale over the normal quantile; here brought back to
             the unit of the value by the delta method, which `slope_index` undoes.
    Checked  by law: limits made from the standard error on that scale are the ones given.

    >>> round(float(standard_error(Estimate(20.0, 18.04, 21.96))), 3)
    1.0
    """
    z, scale = level(confidence), chosen("transform", transform)
    value, lower, upper = together(value=estimate[0], lower=estimate[1], upper=estimate[2])
    refuse((lower > value) | (upper < value), "The value is outside its own limits")
    if scale is None:
        return (upper - lower) / (2 * z)
    for name, array in [("value", value), ("lower", lower), ("upper", upper)]:
        wrong = (array <= 0) | (array >= scale.most)
        refuse(wrong, f"`{name}` has no {transform}", RANGES[scale.most])
    return np.asarray((scale.to(upper) - scale.to(lower)) / (2 * z) / scale.steepness(value))


RANGES = {
    np.inf: "A log takes numbers above 0.",
    1.0: "A logit takes shares between 0 and 1, not percentages, and neither 0 nor 1.",
}


def chosen(name: str, scale: str | None) -> Scale | None:
    if scale is None:
        return None
    if scale not in SCALES:
        raise DataError(f"`{name}` is None or {' or '.join(SCALES)}; it was {scale!r}.")
    return SCALES[scale]


def scales(
    transform: str | None, error_scale: str | None, limits: str, seed: int | None, draws: int
) -> tuple[Scale | None, Scale | None]:
    if limits not in LIMITS:
        raise DataError(f"`limits` is {' or '.join(LIMITS)}; it was {limits!r}.")
    if limits == "simulated" and (seed is None or draws < FEWEST_DRAWS):
        raise DataError(
            f"Simulated limits need a `seed`, so that they can be repeated, and at least "
            f"{FEWEST_DRAWS:,} `draws`."
        )
    fit, error = chosen("transform", transform), chosen("error_scale", error_scale)
    if fit is not None and error is not None:
        raise DataError("With a `transform` the errors are on its scale: leave out `error_scale`.")
    return fit, error


def inside(value: Numbers, scale: Scale, on_refusal: str) -> Numbers:
    """The values, NaN where the scale cannot take them; never one that no scale could mean."""
    refuse((value < 0) | (value > scale.most), "`value` is out of range", RANGES[scale.most])
    edge = left_out(
        on_refusal,
        (
            (value == 0) | (value == scale.most),
            lambda where: DataError(
                f"`value` has no logarithm for {where}. {RANGES[scale.most]} "
                "With counts use `slope_index_of_events`."
            ),
        ),
    )
    return np.where(edge, np.nan, value)


def line_weights(population: Numbers) -> tuple[Numbers, Numbers]:
    """What each group's value counts for the slope, and for the beginning of the line."""
    share, rank = ridits(population)
    spread = (share * (rank - 0.5) ** 2).sum(axis=-1, keepdims=True)
    slope = share * (rank - 0.5) / spread
    return slope, share - slope / 2
