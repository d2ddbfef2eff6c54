"""Years of life lost: deaths that weigh more, the younger a person was."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError, TooFewEvents
from evenground.measures.ages.bands import banded, empty, known, missing, refuse_band, without
from evenground.measures.ages.weighted import FEWEST, weighted_sum
from evenground.measures.shapes import Estimate, Numbers, left_out, refuse, scale


def years_of_life_lost(
    count: ArrayLike,
    years: ArrayLike,
    *,
    limits: str = "dobson",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """How many years people would still have lived, had they not died early.

    Reads as years; 0 = nobody died early.
    Use for  weighing causes of death against each other within one population. To compare groups
             or places use `years_of_life_lost_rate`: this number grows with the population.
    Shapes   count, years: (..., bands), the same bands in the same order; the result has the shape
             before the last axis.
    Units    deaths, and the years that a death of each band loses, in; years out. `years_to` gives
             years to a fixed age, as ONS and NHS Digital counted; WHO takes the years that a
             standard life table still gives at the age of death.
    Limits   as `directly_standardised_rate`: the deaths vary, the years that each loses do not.
    Raises   TooFewEvents under 10 deaths, MissingValues for a count that is not there: by
             on_refusal="nan" such an area is NaN and the others go on. DataError for bands that
             do not fit, or a number below 0.
    Source   Romeder and McWhinnie 1977, Int J Epidemiol 6:143-151; WHO methods and data sources
             for global burden of disease estimates.
    Checked  the laws that it is the sum of deaths times years, and adds up over causes; its limits
             are those of `directly_standardised_rate`.

    >>> lost = years_of_life_lost([4, 8, 20], years_to(75, starts=[0, 25, 50]))
    >>> [round(float(number)) for number in lost]
    [800, 490, 1203]
    """
    x, lost = banded(count=count, years=known(years=years)[0])
    counts = np.where(lost > 0, x, np.where(np.isnan(x), np.nan, 0))  # the others lose no years
    few = counts.sum(axis=-1) < FEWEST
    out = left_out(
        on_refusal,
        missing("count", x),
        (few, lambda where: TooFewEvents("number of years", needed=FEWEST, where=where)),
    )
    return without(out, weighted_sum(counts, lost, limits=limits, confidence=confidence))


def years_of_life_lost_rate(
    count: ArrayLike,
    population: ArrayLike,
    years: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = 100_000,
    limits: str = "dobson",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The years of life a group loses, if its people were of the ages of a standard population.

    Reads as years lost per `per` people of the standard; 0 = nobody died early.
    Use for  comparing groups or places. With the population itself as `standard` it is the crude
             rate of years lost.
    Shapes   count, population, years, standard: (..., bands), the same bands in the same order;
             the result has the shape before the last axis.
    Units    deaths, people, the years that a death of each band loses, weights of any sum; years
             per `per` out. Bands that lose no years, as from age 75 on, are to be left out
             everywhere: in the standard they would water the rate down.
    Limits   as `directly_standardised_rate`.
    Raises   TooFewEvents under 10 deaths, DataError for a band without people, MissingValues for
             a count that is not there: by on_refusal="nan" such an area is NaN and the others go
             on. DataError for bands that do not fit, a number below 0, a band that loses no years.
    Source   Romeder and McWhinnie 1977, Int J Epidemiol 6:143-151.
    Checked  the laws that it is the directly standardised rate when every death loses one year,
             and the crude rate of years when the population is its own standard; by hand.

    >>> lost = years_of_life_lost_rate(
    ...     [4, 8, 20], [9_000, 8_000, 5_000], years_to(75, starts=[0, 25, 50]), [30, 40, 30]
    ... )
    >>> [round(float(number)) for number in lost]
    [3833, 2486, 5588]
    """
    scale(per)
    lost, weights = known(years=years, standard=standard)
    x, n, a, w = banded(count=count, population=population, years=lost, standard=weights)
    refuse_band(a == 0, "`years` is 0", "Leave out the bands that lose no years, everywhere.")
    total = w.sum(axis=-1, keepdims=True)
    refuse(total[..., 0] == 0, "The weights of `standard` are all 0")
    few = x.sum(axis=-1) < FEWEST
    out = left_out(
        on_refusal,
        missing("count", x),
        missing("population", n),
        empty("population", n),
        (few, lambda where: TooFewEvents("rate of years lost", needed=FEWEST, where=where)),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = per / total * w * a / n
    return without(out, weighted_sum(x, weight, limits=limits, confidence=confidence))


def years_to(age: float, *, starts: ArrayLike) -> Numbers:
    """The years from the middle of each band of age to a fixed age.

    Reads as years that a death in the band loses.
    Use for  the `years` of `years_of_life_lost`, by the rule of a cut-off: 75 in England. Deaths
             under 1 come early in the year: give them a band of their own, or leave them out.
    Shapes   starts: (bands,), the first age of each band; the last band ends at `age`.
    Units    years of age in, years out.
    Limits   none: a rule, not an estimate.
    Raises   DataError for ages that do not rise, or a band that starts at `age` or later.
    Source   Romeder and McWhinnie 1977, Int J Epidemiol 6:143-151.
    Checked  by hand.

    >>> years_to(75, starts=[1, 5, 15, 65]).tolist()
    [72.0, 65.0, 35.0, 5.0]
    """
    (first,) = known(starts=starts)
    edges = [*first.ravel(), age]
    if any(one >= other for one, other in pairwise(edges)):
        raise DataError(f"`starts` rise, and the last band starts before {age:g}, where it ends.")
    return age - (np.array(edges[:-1]) + np.array(edges[1:])) / 2
