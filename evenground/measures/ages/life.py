"""How long people live: life expectancy and healthy life expectancy from deaths by age band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError
from evenground.measures.ages.bands import Reason, banded, empty, missing, refuse_band
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    level,
    numbers,
    together,
)

FIRST_YEAR = 0.1  # share of the first year of life lived by those who die in it
LEAST_POPULATION = 5_000
WIDEST = 20.0
NORMAL_95 = level(0.95)


class Bands(NamedTuple):
    """Age bands: where each begins, the years in it, and the share of them lived by those who die.

    The last has no end: its years are infinite and its share is not used.
    """

    starts: Numbers
    years: Numbers
    share_lived: Numbers


class LifeTable(NamedTuple):
    """What happens to people who live through the bands, along the last axis."""

    alive: Numbers  # share of those who enter the first band that enters this one
    lived: Numbers  # years lived in the band by one who enters it
    spread: Numbers  # variance of the chance to live through it; for the last, of the years lived


def life_expectancy(
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    widths: ArrayLike,
    at: ArrayLike = 0,
    first_age: float = 0,
    a: ArrayLike | None = None,
    least_population: float = LEAST_POPULATION,
    widest: float = WIDEST,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The years a person of one age would live if today's death rates never changed.

    Reads as years still to live, on average, at the age `at`; at 0 it is the whole life.
    Use for  comparing areas or groups of 5,000 person-years or more. Not a forecast: death rates
             do change. Not for groups whose age bands do not all have people.
    Shapes   deaths, population: (..., bands); the result has the leading shape, and one place
             more for each age when `at` lists several ages. widths: years in each band; the
             last band is open and what stands there (None, infinity, any number) is not read.
             a: share of a band lived by those who die in it, one for each band.
    Units    deaths and person-years (people times years) in; years out. `first_age`: where the
             first band begins. `a` is 0.1 for the year from 0 to 1 and 0.5 elsewhere.
    Limits   normal: Chiang's variance, and Silcocks' for the open band. In 10,000 made areas
             they hold the truth in 94% to 96% from 50,000 person-years on, and in 93% to 94%
             from 5,000 on, where the last bands have few deaths.
    Raises   DataError when the population is below `least_population`, a band has no people or
             more deaths than people, nobody died in the last band, a death rate leaves nobody
             alive before the last band, or the 95% limits are more than `widest` years
             apart; MissingValues. By `on_refusal="nan"` such an area gets NaN instead (and
             keeps its limits where they are only too wide). DataError for an `at` where no
             band begins, or widths that do not fit.
    Source   Chiang 1968, 1979 (WHO), method II; Silcocks, Jenner and Reza 2001, J Epidemiol
             Community Health 55:38-43; Eayres and Williams 2004, 58:243-249; Toson and Baker
             2003 (ONS) for the least population; OHID technical guidance for the rest.
    Checked  the published test figures of PHEindicatormethods, 20 ages, years and limits to 8
             decimals (its limits with 1.96 for the normal quantile); lives in England 2013 to
             2015, within 0.11 years of those that OHID published for 2015 to 2017.

    >>> deaths, population = [5, 30, 120, 400], [20_000, 40_000, 30_000, 5_000]
    >>> years = life_expectancy(deaths, population, widths=[20, 40, 20, None])
    >>> [round(float(number), 2) for number in years]
    [88.87, 87.58, 90.17]
    """
    x, n = banded(deaths=deaths, population=population)
    bands = age_bands(widths, x.shape[-1], first_age, a)
    z, places = level(confidence), places_of(at, bands.starts)
    none = without_table(x, n, bands, least_population, on_refusal)
    years, variance = expectancy(life_table(x, n, bands, none), bands)
    return limited(years[..., places], variance[..., places], z, widest, on_refusal)


def healthy_life_expectancy(
    deaths: ArrayLike,
    population: ArrayLike,
    healthy_share: ArrayLike,
    *,
    widths: ArrayLike,
    at: ArrayLike = 0,
    surveyed: ArrayLike | None = None,
    se: ArrayLike | None = None,
    first_age: float = 0,
    a: ArrayLike | None = None,
    least_population: float = LEAST_POPULATION,
    widest: float = WIDEST,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The years a person of one age would live in good health at today's rates.

    Reads as healthy years still to live; never above life expectancy. Healthy is what the survey
             asked.
    Use for  the length of healthy life beside the length of life. Not where the survey leaves
             out people in care homes or hospital without saying so.
    Shapes   deaths, population, healthy_share, and `surveyed` or `se`: (..., bands); the result
             has the leading shape, and one place more when `at` lists several ages. widths and
             `a` as for life_expectancy.
    Units    deaths, person-years and shares between 0 and 1 in; years out. Give `surveyed`
             (people who answered in the band) or `se` (standard error of the share): one of
             them. For a weighted survey give `se`, or the effective sample as `surveyed`.
    Limits   normal: the part of the survey and the part of mortality, added. A share of 0 or 1
             counts as certain, so limits are too narrow where many bands have such shares. In
             10,000 made areas they hold the truth in 94% to 96%.
    Raises   as life_expectancy; DataError for shares outside 0 to 1, a survey of nobody, or
             not exactly one of `surveyed` and `se`.
    Source   Sullivan 1971, HSMHA Health Rep 86:347-354; Mathers 1991 for the variance; Jagger
             et al. 2014, Health expectancy calculation by the Sullivan method (EHEMU).
    Checked  Hauet 1997, Practical guide on health expectancy calculation (REVES), tables 1 and 3:
             France 1991 at 65 to 85, years to 1 decimal and standard errors to 2; with everybody healthy it is life_expectancy, to 12 digits.

    >>> deaths, population = [5, 30, 120, 400], [20_000, 40_000, 30_000, 5_000]
    >>> years = healthy_life_expectancy(
    ...     deaths, population, [0.95, 0.9, 0.7, 0.4], surveyed=200, widths=[20, 40, 20, None]
    ... )
    >>> [round(float(number), 2) for number in years]
    [71.7, 69.37, 74.03]
    """
    x, n, share, uncertain = surveyed_mortality(deaths, population, healthy_share, surveyed, se)
    bands = age_bands(widths, x.shape[-1], first_age, a)
    z, places = level(confidence), places_of(at, bands.starts)
    none = without_table(x, n, bands, least_population, on_refusal)
    none = none | without_survey(share, uncertain, on_refusal)
    years, variance = expectancy(life_table(x, n, bands, none), bands, share, uncertain)
    return limited(years[..., places], variance[..., places], z, widest, on_refusal)


def surveyed_mortality(
    deaths: ArrayLike,
    population: ArrayLike,
    healthy_share: ArrayLike,
    surveyed: ArrayLike | None,
    se: ArrayLike | None,
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Deaths, person-years, healthy shares and the variance of these shares, of one shape."""
    given = {"surveyed": surveyed, "se": se}
    sure = {name: array for name, array in given.items() if array is not None}
    if len(sure) != 1:
        raise DataError("Give one of `surveyed` and `se`: how sure the survey is of the shares.")
    x, n = banded(deaths=deaths, population=population)
    x, n, share, known = together(deaths=x, population=n, healthy_share=healthy_share, **sure)
    refuse_band((share < 0) | (share > 1), "`healthy_share` is not between 0 and 1")
    if surveyed is None:
        refuse_band(known < 0, "`se` is below 0")
        return x, n, share, known**2
    refuse_band(known <= 0, "`surveyed` is not above 0", "Join bands in which nobody was asked.")
    return x, n, share, share * (1 - share) / known


def age_bands(widths: ArrayLike, count: int, first_age: float, a: ArrayLike | None) -> Bands:
    years = for_each_band("widths", widths, count)
    refuse_band(~((years[:-1] > 0) & (years[:-1] < np.inf)), "`widths` has no years above 0")
    years[-1] = np.inf
    starts = first_age + np.concatenate([[0.0], np.cumsum(years[:-1])])
    if a is None:
        return Bands(starts, years, np.where((starts == 0) & (years == 1), FIRST_YEAR, 0.5))
    share = for_each_band("a", a, count)
    refuse_band(~((share[:-1] >= 0) & (share[:-1] <= 1)), "`a` is not between 0 and 1")
    return Bands(starts, years, share)


def for_each_band(name: str, given: ArrayLike, count: int) -> Numbers:
    array = numbers(name, given).copy()
    if array.shape != (count,):
        raise DataError(f"`{name}` has one number for each age band: {count} in all.")
    return array


def places_of(at: ArrayLike, starts: Numbers) -> NDArray[np.intp]:
    """Which bands begin at the ages asked for."""
    found = numbers("at", at)[..., np.newaxis] == starts
    if not found.any(axis=-1).all():
        ages = ", ".join(f"{start:g}" for start in starts)
        raise DataError(f"`at` is an age at which a band begins: {ages}.")
    return np.asarray(found.argmax(axis=-1))


def without_table(
    x: Numbers, n: Numbers, bands: Bands, least_population: float, on_refusal: str
) -> NDArray[np.bool_]:
    """The areas that cannot have a life table."""
    few = f"Fewer than {least_population:,g} person-years"
    with np.errstate(invalid="ignore"):
        ended = bands.share_lived[:-1] * bands.years[:-1] * x[..., :-1] >= n[..., :-1]
    return left_out(
        on_refusal,
        missing("deaths", x),
        missing("population", n),
        empty("population", n),
        no_table((x > n).any(-1), "More deaths than people in a band", "Check the two columns"),
        no_table(n.sum(-1) < least_population, few, "Combine years or places"),
        no_table(x[..., -1] == 0, "No deaths in the last band", "Begin the last band earlier"),
        no_table(ended.any(-1), "A death rate that nobody survives", "Use wider bands"),
    )


def without_survey(share: Numbers, variance: Numbers, on_refusal: str) -> NDArray[np.bool_]:
    return left_out(
        on_refusal, missing("healthy_share", share), missing("surveyed or se", variance)
    )


def no_table(wrong: ArrayLike, what: str, what_to_do: str) -> Reason:
    return np.asarray(wrong, dtype=bool), lambda where: DataError(
        f"{what}, for {where}: no life expectancy can be given. {what_to_do}."
    )


def life_table(x: Numbers, n: Numbers, bands: Bands, none: NDArray[np.bool_]) -> LifeTable:
    """Chiang's method II; an area without a table has NaN all through."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(none[..., np.newaxis], np.nan, x / n)
        years, share = bands.years[:-1], bands.share_lived[:-1]
        lived = years / (1 + years * (1 - share) * rate[..., :-1])
        dying = rate[..., :-1] * lived
        spread = dying**2 * (1 - dying) / np.maximum(x[..., :-1], 1e-300)  # 0 without deaths
        last = rate[..., -1:]
        return LifeTable(
            alive=np.concatenate([np.ones_like(last), np.cumprod(1 - dying, axis=-1)], axis=-1),
            lived=np.concatenate([lived, 1 / last], axis=-1),
            spread=np.concatenate([spread, 1 / (x[..., -1:] * last**2)], axis=-1),
        )


def expectancy(
    table: LifeTable,
    bands: Bands,
    share: Numbers | float = 1.0,
    share_variance: Numbers | float = 0.0,
) -> tuple[Numbers, Numbers]:
    """Years to live, each weighted by a share (of health), and their variance, at every band."""
    whole, healthy = table.alive, np.broadcast_to(share, table.alive.shape)
    years = from_here_on(whole * table.lived * healthy) / whole
    rest_of_band = bands.years[:-1] * (1 - bands.share_lived[:-1]) * healthy[..., :-1]
    survivor_gains = np.concatenate([rest_of_band + years[..., 1:], healthy[..., -1:]], axis=-1)
    deaths_part = from_here_on((whole * survivor_gains) ** 2 * table.spread)
    survey_part = from_here_on((whole * table.lived) ** 2 * share_variance)
    return years, (deaths_part + survey_part) / whole**2


def from_here_on(parts: Numbers) -> Numbers:
    """The sum of this band and all after it."""
    return np.flip(np.cumsum(np.flip(parts, axis=-1), axis=-1), axis=-1)


def limited(
    years: Numbers, variance: Numbers, z: float, widest: float, on_refusal: str
) -> Estimate:
    error = np.sqrt(variance)
    wide = 2 * NORMAL_95 * error > widest
    what = f"95% limits more than {widest:g} years apart"
    wide = left_out(on_refusal, no_table(wide, what, "Combine years or places"))
    return Estimate(np.where(wide, np.nan, years)[()], years - z * error, years + z * error)
