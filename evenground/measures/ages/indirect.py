"""Observed events against those expected of a group of these ages, at the rates of a reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError, MissingValues
from evenground.measures.ages.bands import Reason, banded, known, missing, refuse_band, without
from evenground.measures.rates import limits_of
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    numbers,
    refuse,
    scale,
)


def indirectly_standardised_ratio(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    limits: str = "exact",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The events of a group over those expected, had it the rates of a reference at every age.

    Reads as 1 = as many as expected; 1.2 = a fifth more. Multiply by 100 for an SMR as printed.
    Use for  a group against one reference, also with few events or when their ages are not known.
             Not to compare two such ratios: each is taken at the ages of its own group.
    Shapes   population, reference_count, reference_population: (..., bands), the same bands in the
             same order. count: the same, or with one axis fewer than `population`, the whole
             count of each group; the result has the shape before the last axis.
    Units    events and people in; a ratio, 0 or more, out.
    Limits   "exact" of the events observed, over those expected: they hold the truth 95 times in
             100 or more often; "byar", the approximation much published; "mid-p", without the
             caution of exact ones. The reference is taken as known exactly.
    Raises   DataError for a group of which no events are expected, MissingValues for a count
             that is not there: by on_refusal="nan" such an area is NaN and the others go on.
             DataError for bands that do not fit, or a reference band without people.
    Source   Breslow and Day 1987, IARC 82, section 2.3; Ulm 1990, Am J Epidemiol 131:373-375.
    Checked  PHEindicatormethods 2.1.0, 8 ratios at two levels, to 9 digits.

    >>> ratio = indirectly_standardised_ratio(15, [500, 200], [60, 900], [6_000, 4_000])
    >>> [round(float(number), 3) for number in ratio]
    [0.3, 0.168, 0.495]
    """
    observed, expected, out = against(
        count, population, reference_count, reference_population, on_refusal
    )
    lower, upper = limits_of(observed, limits, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = Estimate(observed / expected, lower / expected, upper / expected)
    return without(out, ratio)


def indirectly_standardised_rate(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    per: float = 100_000,
    limits: str = "exact",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The crude rate of a reference times the observed events of a group over those expected.

    Reads as events per `per`; the crude rate of the reference = as many as expected.
    Use for  what `indirectly_standardised_ratio` is for, in the unit of a rate.
    Shapes   as `indirectly_standardised_ratio`.
    Units    events and people in; events per `per` out, limits in the same unit.
    Limits   as `indirectly_standardised_ratio`.
    Raises   as `indirectly_standardised_ratio`.
    Source   Breslow and Day 1987, IARC 82, section 2.3; OHID, Fingertips technical guidance.
    Checked  PHEindicatormethods 2.1.0, 8 rates at two levels, to 9 digits.

    >>> rate = indirectly_standardised_rate(15, [500, 200], [60, 900], [6_000, 4_000])
    >>> [round(float(number)) for number in rate]
    [2880, 1612, 4750]
    """
    scale(per)
    ratio = indirectly_standardised_ratio(
        count,
        population,
        reference_count,
        reference_population,
        limits=limits,
        confidence=confidence,
        on_refusal=on_refusal,
    )
    events, people = known(
        reference_count=reference_count, reference_population=reference_population
    )
    crude = per * events.sum(axis=-1) / people.sum(axis=-1)
    return Estimate(*(crude * part for part in ratio))


def against(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    on_refusal: str,
) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """What was observed, what was expected, and which areas have no answer."""
    events, at_risk = known(
        reference_count=reference_count, reference_population=reference_population
    )
    refuse_band(at_risk == 0, "`reference_population` is 0", "Join it with the band beside it.")
    n, reference = banded(population=population, reference=events / at_risk)
    observed, unseen = whole(count, n, np.ndim(population))
    expected = (n * reference).sum(axis=-1)
    try:
        observed, expected = np.broadcast_arrays(observed, expected)
    except ValueError as problem:
        raise DataError(
            f"`count` has the shape {np.shape(count)}: it is {n.shape}, by band, "
            f"or {n.shape[:-1]}, the whole count of each group."
        ) from problem

    def unexpected(where: str) -> DataError:
        return DataError(
            f"No events are expected for {where}: it has no people in the bands in which the "
            "reference has events. Leave it out."
        )

    out = left_out(on_refusal, unseen, missing("population", n), (expected == 0, unexpected))
    return observed, expected, np.broadcast_to(out, observed.shape)


def whole(count: ArrayLike, n: Numbers, axes: int) -> tuple[Numbers, Reason]:
    """The whole count of each group, from counts by band or as it is given, and where it is not."""
    given = numbers("count", count)
    if given.ndim >= axes:
        x, _ = banded(count=given, population=n)
        return x.sum(axis=-1), missing("count", x)
    refuse(np.isinf(given), "`count` is not finite")
    refuse(given < 0, "`count` is below 0")
    return given, (np.isnan(given), lambda where: MissingValues("count", where))
