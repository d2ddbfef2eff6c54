"""Why two groups differ: rates or composition, ages and causes of death. The parts add up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.ages.bands import banded, empty, missing
from evenground.measures.ages.life import (
    LEAST_POPULATION,
    Bands,
    LifeTable,
    age_bands,
    expectancy,
    life_table,
    without_table,
)
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    level,
    one_of,
    part_of,
    refuse,
    scale,
    together,
)


class Kitagawa(NamedTuple):
    """A gap between two overall rates and its parts; rates + composition + interaction = gap."""

    gap: Estimate
    rates: Estimate
    composition: Estimate
    interaction: Estimate
    rates_by: Numbers  # the parts of `rates` by category, along the last axis
    composition_by: Numbers


class Arriaga(NamedTuple):
    """A gap in life expectancy and the years of it that each age, and cause, makes."""

    gap: Numbers
    by_age: Numbers
    by_cause: Numbers | None  # (..., causes, bands), when deaths were given by cause


def kitagawa(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    kind: str,
    per: float = 1,
    interaction: bool = False,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Kitagawa:
    """How much of a gap comes from different rates, and how much from a different mix of people.

    Reads as `rates`: the gap if both had the same mix; `composition`: the gap if both had the
             same rates. Above 0 = makes the group higher than the reference.
    Use for  asking whether age, sex or deprivation of the people explains a gap. Not a cause: a
             different mix may itself come from injustice.
    Shapes   all four: (..., categories), the same categories in the same order. Parts have the
             leading shape; rates_by and composition_by that of the counts.
    Units    `kind="rate"`: events and person-years in; "proportion": people in. Parts are in
             the unit of the overall rate, per `per`; they add up to the gap within rounding.
             Without `interaction` each effect is taken at the average of both groups and the
             interaction is 0; with it, at the reference, and what both change together is
             the interaction.
    Limits   normal, given the mix of people; in 10,000 samples 94% to 96% hold the truth, less
             where a category has hardly any event.
    Raises   DataError for a category without people in either group, a share above 1, or an
             option of another name; MissingValues. NaN by `on_refusal="nan"` where a category
             is missing or empty.
    Source   Kitagawa 1955, JASA 50:1168-1194; with interaction, Das Gupta 1993, US Census P23-186.
    Checked  a worked example by hand; directly standardised rates with the average mix.

    >>> parts = kitagawa([30, 80], [300, 200], [40, 20], [700, 100], kind="proportion", per=100)
    >>> [round(float(part.value), 2) for part in parts[:3]]
    [14.5, 8.41, 6.09]
    """
    x, n, y, m = banded(
        count=count,
        population=population,
        reference_count=reference_count,
        reference_population=reference_population,
    )
    scale(per)
    z, variance = level(confidence), one_of("kind", kind, VARIANCES)
    if kind == "proportion":
        part_of("count", x, "population", n)
        part_of("reference_count", y, "reference_population", m)
    names = ("count", "population", "reference_count", "reference_population")
    reasons = [missing(name, array) for name, array in zip(names, (x, n, y, m), strict=True)]
    reasons += [empty("population", n), empty("reference_population", m)]
    none = left_out(on_refusal, *reasons)[..., np.newaxis]
    n, m = np.where(none, np.nan, n), np.where(none, np.nan, m)
    (r, s), (f, g) = (x / n, y / m), (shares(n), shares(m))
    v, w = variance(r, n), variance(s, m)
    at_mix, at_rate = (g, s) if interaction else ((f + g) / 2, (r + s) / 2)
    rates_by, composition_by = at_mix * (r - s), at_rate * (f - g)
    both = (f - g) * (r - s) * interaction
    doubt_of_rate = w if interaction else (v + w) / 4
    return Kitagawa(
        added(f * r - g * s, f**2 * v + g**2 * w, z, per),
        added(rates_by, at_mix**2 * (v + w), z, per),
        added(composition_by, (f - g) ** 2 * doubt_of_rate, z, per),
        added(both, (f - g) ** 2 * (v + w) * interaction, z, per),
        per * rates_by,
        per * composition_by,
    )


def shares(people: Numbers) -> Numbers:
    return people / people.sum(axis=-1, keepdims=True)


def of_rate(rate: Numbers, people: Numbers) -> Numbers:
    return rate / people


def of_share(share: Numbers, people: Numbers) -> Numbers:
    return share * (1 - share) / people


VARIANCES = {"rate": of_rate, "proportion": of_share}


def added(parts: Numbers, variances: Numbers, z: float, per: float) -> Estimate:
    value, half = per * parts.sum(axis=-1), per * z * np.sqrt(variances.sum(axis=-1))
    return Estimate(value, value - half, value + half)


def arriaga(
    deaths: ArrayLike,
    population: ArrayLike,
    reference_deaths: ArrayLike,
    reference_population: ArrayLike,
    *,
    widths: ArrayLike,
    causes: ArrayLike | None = None,
    reference_causes: ArrayLike | None = None,
    symmetric: bool = False,
    first_age: float = 0,
    a: ArrayLike | None = None,
    least_population: float = LEAST_POPULATION,
    on_refusal: str = "raise",
) -> Arriaga:
    """Which ages, and which causes of death, make two groups differ in life expectancy.

    Reads as years: above 0 = this age (or cause) lengthens lives in the group against those in
             the reference; below 0 = it shortens them. They add up to the gap.
    Use for  saying where a gap in length of life comes from. Not where causes are coded
             differently in the two groups.
    Shapes   deaths, population and their references: (..., bands); causes, reference_causes:
             (..., causes, bands), which add up to the deaths of each band. gap: the leading
             shape; by_age: (..., bands); by_cause: (..., causes, bands).
    Units    as life_expectancy; years out. Parts add up to the gap, and causes to their age,
             within rounding.
    Limits   none: the gap has limits by `difference_of` of two life expectancies; no published
             form exists for its parts.
    Raises   as life_expectancy, for either group; DataError for causes that do not add up, or
             given for one group alone.
    Source   Arriaga 1984, Demography 21:83-96, and 1989 for causes; Preston, Heuveline and
             Guillot 2001, Demography, box 4.3. The order of the groups matters a little: the
             reference is the population that changes; `symmetric=True` averages both orders.
    Checked  Arriaga's formula of direct and indirect effects, on real deaths by deprivation and
             cause; life expectancies with ages exchanged one by one.

    >>> parts = arriaga(
    ...     [9, 50, 400], [20_000, 40_000, 5_000], [5, 30, 350], [20_000, 40_000, 5_000],
    ...     widths=[20, 40, None],
    ... )
    >>> round(float(parts.gap), 3), parts.by_age.round(3).tolist()
    (-2.588, [-0.242, -0.622, -1.724])
    """
    x, n, y, m = banded(
        deaths=deaths,
        population=population,
        reference_deaths=reference_deaths,
        reference_population=reference_population,
    )
    bands = age_bands(widths, x.shape[-1], first_age, a)
    given = by_cause_of(x, y, causes, reference_causes)
    none = without_table(x, n, bands, least_population, on_refusal)
    none = none | without_table(y, m, bands, least_population, on_refusal)
    table, reference = life_table(x, n, bands, none), life_table(y, m, bands, none)
    years = years_per_rate(table, reference, bands)
    if symmetric:
        years = (years + years_per_rate(reference, table, bands)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        by_age = years * (x / n - y / m)
        gap = expectancy(table, bands)[0][..., 0] - expectancy(reference, bands)[0][..., 0]
        if given is None:
            return Arriaga(gap, by_age, None)
        higher = given[0] / n[..., np.newaxis, :] - given[1] / m[..., np.newaxis, :]
    return Arriaga(gap, by_age, years[..., np.newaxis, :] * higher)


def years_per_rate(table: LifeTable, reference: LifeTable, bands: Bands) -> Numbers:
    """Years of life gained for each unit by which the rate of a band is higher, all others as
    they are: the reference before it, the group after it.

    Arriaga's effects divided by the difference in rates, worked out so that equal rates need
    no division.
    """
    later = expectancy(table, bands)[0][..., 1:]
    in_band = 1 - bands.share_lived[:-1]
    closed = in_band + later / bands.years[:-1]
    weight = np.concatenate([closed, np.ones_like(reference.alive[..., -1:])], axis=-1)
    return -reference.alive * reference.lived * table.lived * weight


def by_cause_of(
    x: Numbers, y: Numbers, causes: ArrayLike | None, reference_causes: ArrayLike | None
) -> tuple[Numbers, Numbers] | None:
    if causes is None and reference_causes is None:
        return None
    if causes is None or reference_causes is None:
        raise DataError("Give `causes` and `reference_causes`, or neither.")
    pair = [*banded(causes=causes), *banded(reference_causes=reference_causes)]
    if any(given.ndim < 2 for given in pair) or pair[0].shape[-2] != pair[1].shape[-2]:
        raise DataError("Causes have an axis before the axis of bands: the same in both groups.")
    for name, given, deaths in zip(CAUSES, pair, (x, y), strict=True):
        total, all_deaths = together(causes=given.sum(axis=-2), deaths=deaths)
        wrong = np.abs(total - all_deaths) > 1e-9 * np.maximum(all_deaths, 1)
        refuse(wrong, f"`{name}` does not add up to the deaths", "Give the rest as a cause.")
    return pair[0], pair[1]


CAUSES = ("causes", "reference_causes")
