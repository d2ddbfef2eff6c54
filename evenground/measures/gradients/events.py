"""Gradients from counts of events: the slope index by maximum likelihood.

A group without events has no logarithm, so that `slope_index` with a transform cannot use it.
The likelihood can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from evenground.errors import DataError, MissingValues
from evenground.measures.gradients.limits import (
    SCALES,
    Ends,
    Scale,
    beginning,
    difference_of_ends,
    ratio_of_ends,
)
from evenground.measures.gradients.ridits import nobody, of_ordered_groups, ridits
from evenground.measures.gradients.slope import SlopeIndex
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    left_out,
    level,
    part_of,
    refuse,
    together,
)

STEPS = 300  # most steps to the top of a likelihood; 5 or 6 are the rule
STRIDE = 4.0  # longest step on the scale of the fit: from a far start Newton's may overshoot


class Family(NamedTuple):
    """The scale of the line, and the mean and the variance of one person at a place on it."""

    scale: Scale
    mean: Callable[[Numbers], Numbers]
    variance: Callable[[Numbers], Numbers]


FAMILIES = {
    "binomial": Family(SCALES["logit"], expit, lambda mean: mean * (1 - mean)),
    "poisson": Family(SCALES["log"], np.exp, lambda mean: mean),
}


def slope_index_of_events(
    count: ArrayLike,
    population: ArrayLike,
    *,
    family: str = "binomial",
    per: float = 1,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> SlopeIndex:
    """How steeply a share or a rate rises or falls over ordered groups, from counts of events.

    The likeliest line on the logit scale (shares) or the log scale (rates); its ends, brought
    back, stand for the very first and the very last person of the order, as in `slope_index`.

    Reads as SII 0 and RII 1 = no gradient. SII above 0, RII above 1 = more common towards the
             last group. Reversing the order turns the sign, and the RII into 1 / RII.
    Use for  ordered groups, three or more, whose events and people were counted; also when some
             groups have no events. "binomial": each person has the event or not. "poisson":
             events among people or years of their lives. Not for standardised rates, which are
             not counts: use `slope_index`. Not for groups without an order.
    Shapes   count, population: (..., groups), in their order; results: the shape before.
    Units    events and people in; SII and intercept are events per `per` people out, RII has no
             unit. `per` is 1 for shares, 100 for percentages, 100,000 for many rates.
    Limits   the likeliest line with its normal errors on the logit or log scale, and quantiles
             of its two ends compared, by integration. With fewer than about 20 events in the
             whole area they are rough; events that cluster (outbreaks, several for one person)
             vary more than they say.
    Raises   DataError for fewer than 3 groups, a group without people, more events than people
             (binomial), an unknown family, or when the likelihood has no top: no events at all,
             or all at one end of the order; MissingValues for a count or a population that is
             not there. By `on_refusal="nan"` such areas are NaN and the others go on.
    Source   McCullagh and Nelder 1989, Generalized Linear Models, chapter 2; Sergeant and Firth
             2006, Biostatistics 7:213-224; WHO Health Equity Assessment Toolkit, technical
             notes: SII and RII by logistic regression.
    Checked  statsmodels' GLM, both families, to 9 digits; the example in healthequal's tests,
             which weights by people squared, gives 44.905 here. Coverage of the limits: 94% to
             96%, groups without events included.

    >>> line = slope_index_of_events([16, 9, 4, 0], [100, 100, 100, 100], per=100)
    >>> [round(float(number), 1) for number in line.sii]
    [-24.6, -38.9, -13.1]
    """
    if family not in FAMILIES:
        raise DataError(f"`family` is {' or '.join(FAMILIES)}; it was {family!r}.")
    if not 0 < per < np.inf:
        raise DataError(f"`per` is above 0, such as 100,000; it was {per!r}.")
    z, kind = level(confidence), FAMILIES[family]
    x, n = events(count, population, family, on_refusal)
    ends = likeliest(x, n, kind)
    sii, intercept = difference_of_ends(ends, kind.scale, z), beginning(ends, kind.scale, z)
    scaled = [Estimate(*(per * number for number in one)) for one in (sii, intercept)]
    return SlopeIndex(scaled[0], ratio_of_ends(ends, kind.scale, z), scaled[1])


def events(
    count: ArrayLike, population: ArrayLike, family: str, on_refusal: str
) -> tuple[Numbers, Numbers]:
    x, n = together(count=count, population=population)
    of_ordered_groups(x)
    for name, array in [("count", x), ("population", n)]:
        refuse(np.isinf(array), f"`{name}` is not finite")
        refuse(array < 0, f"`{name}` is below 0")
    if family == "binomial":
        part_of("count", x, "population", n)
    absent = left_out(
        on_refusal,
        (np.isnan(x), lambda where: MissingValues("count", where)),
        (np.isnan(n), lambda where: MissingValues("population", where)),
        (n == 0, nobody),
    ).any(axis=-1)
    apart = left_out(on_refusal, (~absent & separated(x, n, family), no_line))
    return x, np.where((absent | apart)[..., np.newaxis], np.nan, n)


def no_line(where: str) -> DataError:
    area = where.replace("group", "area")
    return DataError(
        f"No line fits the events for {area}: there are none, or they all stand at one end of "
        "the order. Combine years or places, or show the area as 'too few to report'."
    )


def separated(x: Numbers, n: Numbers, family: str) -> NDArray[np.bool_]:
    """Whether some place in the order has all events on one side and all others on the other."""
    with_events = x > 0
    without = x < n if family == "binomial" else np.ones_like(with_events)
    return (last(with_events) <= first(without)) | (first(with_events) >= last(without))


def first(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The place of the first True on the last axis; beyond the end when there is none."""
    return np.where(mask.any(axis=-1), mask.argmax(axis=-1), mask.shape[-1])


def last(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    return mask.shape[-1] - 1 - first(mask[..., ::-1])


def likeliest(x: Numbers, n: Numbers, family: Family) -> Ends:
    """Newton's way to the top of the likelihood, for all areas at once.

    The line is written by its middle and its slope; both are nearly independent of each other.
    """
    ridit = ridits(n)[1] - 0.5
    middle = family.scale.to((x.sum(axis=-1) + 0.5) / (n.sum(axis=-1) + 1))
    slope = np.zeros_like(middle)
    for _ in range(STEPS):
        mean = family.mean(middle[..., np.newaxis] + slope[..., np.newaxis] * ridit)
        weight, away = n * family.variance(mean), x - n * mean
        total, lean = weight.sum(axis=-1), (weight * ridit).sum(axis=-1)
        spread = (weight * ridit**2).sum(axis=-1)
        size = total * spread - lean**2
        up, turn = away.sum(axis=-1), (away * ridit).sum(axis=-1)
        step = (spread * up - lean * turn) / size, (total * turn - lean * up) / size
        longest = np.abs(step[0]) + np.abs(step[1]) / 2
        short = STRIDE / np.maximum(longest, STRIDE)
        middle, slope = middle + short * step[0], slope + short * step[1]
        if not (longest > 1e-10).any():
            break
    around = spread / size + total / size / 4  # variance of the middle, and of half the slope
    covariance = spread / size - total / size / 4
    ends = middle - slope / 2, middle + slope / 2
    return Ends(*ends, around + lean / size, around - lean / size, covariance)
