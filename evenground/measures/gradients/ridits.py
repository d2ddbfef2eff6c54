"""Groups in an order, and what is a weighted sum of their values.

The ridit of a group is the share of all people who stand before its middle, between 0 and 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError, MissingValues
from evenground.measures.shapes import Estimate, Numbers, left_out, refuse, together

FEWEST = 3  # of two groups the line is their difference


def in_order(
    on_refusal: str, *, value: ArrayLike, population: ArrayLike, se: ArrayLike | None = None
) -> tuple[Numbers, Numbers, Numbers]:
    """Values, people and standard errors of ordered groups. The people of an area that is left
    out are NaN, so that nothing can be made of it; so are standard errors nobody gave."""
    named = {"value": value, "population": population, "se": np.nan if se is None else se}
    y, n, s = arrays = together(**named)
    of_ordered_groups(y)
    for name, array in zip(named, arrays, strict=True):
        refuse(np.isinf(array), f"`{name}` is not finite")
    refuse(n < 0, "`population` is below 0")
    refuse(s < 0, "`se` is below 0")
    absent = left_out(
        on_refusal,
        (np.isnan(y), lambda where: MissingValues("value", where)),
        (np.isnan(n), lambda where: MissingValues("population", where)),
        (n == 0, nobody),
    ).any(axis=-1, keepdims=True)
    return y, np.where(absent, np.nan, n), s


def of_ordered_groups(array: Numbers) -> None:
    groups = array.shape[-1] if array.ndim else 1
    if groups < FEWEST:
        raise DataError(
            f"An order needs at least {FEWEST} groups on the last axis; there were {groups}. "
            "Compare two groups by `difference` and `ratio`."
        )


def nobody(where: str) -> DataError:
    return DataError(f"`population` is 0 for {where}. Leave groups without people out.")


def ridits(population: Numbers) -> tuple[Numbers, Numbers]:
    """Each group's share of the people, and the share who stand before its middle."""
    share = population / population.sum(axis=-1, keepdims=True)
    return share, np.cumsum(share, axis=-1) - share / 2


def combination(weight: Numbers, value: Numbers, se: Numbers, z: float) -> Estimate:
    """A weighted sum of independent normal values: its limits are exact."""
    total = (weight * value).sum(axis=-1)
    half = z * np.sqrt((weight**2 * se**2).sum(axis=-1))
    return Estimate(total, total - half, total + half)


def fieller(top: Numbers, bottom: Numbers, value: Numbers, se: Numbers, z: float) -> Estimate:
    """The ratio of two weighted sums of the same independent normal values."""
    above, below = (top * value).sum(axis=-1), (bottom * value).sum(axis=-1)
    return fieller_of(above, below, top * se, bottom * se, z)


def fieller_of(n: Numbers, d: Numbers, top: Numbers, bottom: Numbers, z: float) -> Estimate:
    """The ratio n / d of two normal numbers, each with what every group adds to its error.

    When the level asked for cannot tell d from 0 no ratio is excluded on one side or both, and
    the limits are infinite. The ratio to 0 is NaN, and so are its limits.
    """
    pairs = [(top, top), (top, bottom), (bottom, bottom)]
    nn, nd, dd = (z**2 * (one * other).sum(axis=-1) for one, other in pairs)
    known = d**2 - dd
    half = np.sqrt(np.maximum(d**2 * nn - 2 * n * d * nd + n**2 * dd - nn * dd + nd**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(d == 0, np.nan, n / d)
        lower, upper = (n * d - nd - half) / known, (n * d - nd + half) / known
    unknown = (known <= 0) & (d != 0)
    return Estimate(
        ratio,
        np.where(unknown, -np.inf, np.minimum(lower, ratio)),
        np.where(unknown, np.inf, np.maximum(upper, ratio)),
    )
