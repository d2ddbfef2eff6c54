"""Groups of different ages compared fairly: rates and ratios at the ages of a standard."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError, TooFewEvents
from evenground.measures.ages.bands import (
    Reason,
    banded,
    empty,
    known,
    missing,
    refuse_band,
    without,
)
from evenground.measures.ages.weighted import FEWEST, weighted_sum
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    refuse,
    scale,
)


def directly_standardised_rate(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = 100_000,
    limits: str = "dobson",
    frequency: Mapping[float, ArrayLike] | None = None,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The rate a group would have if its people were of the ages of a standard population.

    Reads as events per `per` people of the standard; compare it with rates of the same standard.
    Use for  comparing groups or places of different ages. Not for how many events there were,
             nor for fewer than 10 events: `indirectly_standardised_ratio` bears fewer.
    Shapes   count, population, standard: (..., bands), the same bands in the same order; the
             result has the shape before the last axis. `standard("esp2013")` can be given.
    Units    events and people in, weights of any sum; events per `per` out.
    Limits   "dobson" with Byar's limits of the whole count, as public health in England publishes;
             "dobson-exact" with exact ones, as the paper has it; "fay-feuer", gamma, cautious
             by design; "tiwari", the modified gamma, a little shorter. When one person can have
             several events, `frequency` gives how many persons had 1, 2, ... of them in each
             band: {1: persons, 2: persons}; the limits, Dobson's, widen by it. About 15 events:
             95% limits hold 98 times in 100, because rates of under 10 are never shown.
    Raises   TooFewEvents under 10 events, DataError for a band without people, MissingValues for
             a count that is not there: by on_refusal="nan" such an area is NaN and the others go
             on. DataError for bands that do not fit, a number below 0, weights that are all 0.
    Source   Dobson and others 1991, Stat Med 10:457-462; Fay and Feuer 1997, Stat Med 16:791-801;
             Tiwari, Clegg and Zou 2006, Stat Methods Med Res 15:547-569; OHID technical guide
             on confidence intervals, 2018 and later.
    Checked  PHEindicatormethods 2.1.0, 409 rates at two or three levels, to 9 digits.

    >>> rate = directly_standardised_rate([10, 40], [5_000, 2_000], [60, 40])
    >>> [round(float(number)) for number in rate]
    [920, 679, 1217]
    """
    scale(per)
    (weights,) = known(standard=standard)
    x, n, w = banded(count=count, population=population, standard=weights)
    total = w.sum(axis=-1, keepdims=True)
    refuse(total[..., 0] == 0, "The weights of `standard` are all 0")
    persons = {} if frequency is None else of_frequency(frequency, x, limits)
    unknown = [missing("frequency", each) for each in persons.values()]
    out = left_out(on_refusal, *reasons("directly standardised rate", x, n), *unknown)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = per / total * w / n
        variance = together_by(persons, weight) if persons else None
    return without(
        out, weighted_sum(x, weight, limits=limits, confidence=confidence, variance=variance)
    )


def comparative_mortality_figure(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    *,
    limits: str = "dobson",
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """How many times the reference's events it would have, had it the rates of the group.

    Reads as 1 = as many; 1.2 = a fifth more than the reference, at the ages of the reference.
    Multiply by 100 for the figure as it is often printed.
    Use for  comparing several groups with one reference and with each other: all are taken at
             the same ages, which ratios of observed to expected events are not.
    Shapes   all: (..., bands), the same bands in the same order; the result has the shape before
             the last axis.
    Units    events and people in; a ratio, 0 or more, out.
    Limits   as `directly_standardised_rate`; the reference is taken as known exactly.
    Raises   TooFewEvents under 10 events, DataError for a band without people, MissingValues for
             a count that is not there: by on_refusal="nan" such an area is NaN and the others go
             on. DataError for bands that do not fit, or a reference without events.
    Source   Breslow and Day 1987, IARC 82, section 2.3.
    Checked  the law that it is the directly standardised rate, at the ages of the reference,
             over the crude rate of the reference.

    >>> figure = comparative_mortality_figure([10, 40], [500, 200], [60, 900], [6_000, 4_000])
    >>> [round(float(number), 3) for number in figure]
    [0.958, 0.708, 1.268]
    """
    reference = known(reference_count=reference_count, reference_population=reference_population)
    x, n, of_reference, at_risk = banded(
        count=count,
        population=population,
        reference_count=reference[0],
        reference_population=reference[1],
    )
    events = of_reference.sum(axis=-1, keepdims=True)
    refuse(events[..., 0] == 0, "`reference_count` is 0 in every band")
    out = left_out(on_refusal, *reasons("comparative mortality figure", x, n))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = at_risk / (n * events)
    return without(out, weighted_sum(x, weight, limits=limits, confidence=confidence))


def reasons(measure: str, x: Numbers, n: Numbers) -> list[Reason]:
    """Why an area has no directly standardised number."""
    few = x.sum(axis=-1) < FEWEST
    return [
        missing("count", x),
        missing("population", n),
        empty("population", n),
        (few, lambda where: TooFewEvents(measure, needed=FEWEST, where=where)),
    ]


def of_frequency(
    frequency: Mapping[float, ArrayLike], x: Numbers, limits: str
) -> dict[float, Numbers]:
    """Persons in each band by their number of events, which add up to the events counted."""
    if not limits.startswith("dobson"):
        raise DataError(f"`frequency` needs `limits` of dobson or dobson-exact, not {limits!r}.")
    if not frequency or not all(number > 0 for number in frequency):
        raise DataError("`frequency` gives persons by their number of events, 1 or more.")
    persons = {number: banded(frequency=given, count=x)[0] for number, given in frequency.items()}
    events = sum(number * each for number, each in persons.items())
    refuse_band(
        abs(events - x) > 1e-9 * x,
        "The events of `frequency` do not add up to `count`",
        "Count persons by their number of events again.",
    )
    return persons


def together_by(persons: Mapping[float, Numbers], weight: Numbers) -> Numbers:
    """The variance of a weighted sum when some persons have several of the events."""
    squares = weight * weight
    return np.asarray(
        sum(
            number**2 * np.einsum("...b,...b->...", each, squares)
            for number, each in persons.items()
        )
    )
