"""Areas or groups sorted into equal parts: deciles and quintiles of deprivation."""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.shapes import Numbers, left_out, numbers, one_of, refuse

FIRST = {"highest": -1.0, "lowest": 1.0}


def quantiles(
    value: ArrayLike, k: int, *, first: str = "highest", on_refusal: str = "raise"
) -> Numbers:
    """Which of `k` equal parts each area falls in, by its value.

    Reads as 1 = the first part, with the highest values (`first="highest"`) or the lowest
             (`first="lowest"`); `k` = the last. With a deprivation score, in which high is
             deprived, 1 of 10 is the most deprived tenth.
    Use for  deciles and quintiles of areas. Areas count the same whatever their population, so
             a quantile does not hold an equal share of people. Look at ties on a boundary:
             equal values always share a part, which makes parts unequal.
    Shapes   value: (..., areas); ranked along the last axis, apart for each place before it.
             The result has the same shape.
    Units    any number in; whole numbers from 1 to `k` out, as floats. Values that are missing
             get NaN and do not count.
    Limits   none: a place in an order, not an estimate.
    Raises   DataError for fewer values than `k`, a value that is infinite, `k` that is not a
             whole number above 1, or `first` of another name. By `on_refusal="nan"` a row with
             fewer values than `k` gets NaN instead.
    Source   OHID, Public health technical guidance: Assigning deprivation categories. Areas are
             ranked, ties at the lowest rank; the part is the whole number below
             (k + 1) - ceiling((n + 1 - rank) / (n / k)), and 1 where that gives 0.
    Checked  the rule worked one area at a time, on made rows with and without ties.

    >>> quantiles([31.0, 12.5, None, 8.0, 44.2], 2).tolist()
    [1.0, 2.0, nan, 2.0, 1.0]
    """
    array = numbers("value", value)
    sign = one_of("first", first, FIRST)
    if isinstance(k, bool) or not isinstance(k, Integral) or k < 2:
        raise DataError(f"`k` is a whole number above 1, such as 10; it was {k!r}.")
    if array.ndim == 0:
        raise DataError("`value` has one number for each area.")
    refuse(np.isinf(array), "`value` is not finite")
    present = np.count_nonzero(~np.isnan(array), axis=-1)
    few = left_out(on_refusal, (np.asarray(present < k), lambda where: too_few(k, where)))
    n, rank = present[..., np.newaxis], ranks(sign * array)
    with np.errstate(divide="ignore", invalid="ignore"):
        # k (n + 1 - rank) / n, not / (n / k), which is off by one where n / k is no exact float
        part = np.maximum(k + 1 - np.ceil(k * (n + 1 - rank) / n), 1)
    return np.where(np.isnan(array) | few[..., np.newaxis], np.nan, part)


def too_few(k: int, where: str) -> DataError:
    return DataError(f"`value` has fewer than {k} numbers for {where}. Ask for fewer parts.")


def ranks(array: Numbers) -> Numbers:
    """Ranks from 1 along the last axis; equal values share the lowest; NaN comes last."""
    order = np.argsort(array, axis=-1)
    ordered = np.take_along_axis(array, order, axis=-1)
    begins = np.ones(ordered.shape, dtype=bool)
    begins[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    place = np.where(begins, np.arange(1, array.shape[-1] + 1), 1)
    rank = np.empty(array.shape)
    np.put_along_axis(rank, order, np.maximum.accumulate(place, axis=-1), axis=-1)
    return rank
