"""Measures that add up over bands of age: every band is there, in every area, or is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError, MissingValues
from evenground.measures.shapes import Estimate, Numbers, numbers, position, together

Reason = tuple[NDArray[np.bool_], Callable[[str], DataError]]


def banded(**given: ArrayLike) -> list[Numbers]:
    """Counts and sizes in one shape with the same bands, not negative; a missing one stays NaN."""
    arrays = {name: numbers(name, values) for name, values in given.items()}
    lengths = {name: array.shape[-1] if array.ndim else 0 for name, array in arrays.items()}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        found = ", ".join(f"`{name}` has {length}" for name, length in lengths.items())
        raise DataError(f"The last axis holds the same bands, in the same order: {found}.")
    for name, array in arrays.items():
        refuse_band(np.isinf(array), f"`{name}` is not finite")
        refuse_band(array < 0, f"`{name}` is below 0")
    return together(**arrays)


def known(**given: ArrayLike) -> list[Numbers]:
    """The same with none missing: what is asked of a standard and of a reference."""
    arrays = banded(**given)
    for name, array in zip(given, arrays, strict=True):
        if (absent := np.isnan(array)).any():
            raise MissingValues(name, band(absent))
    return arrays


def refuse_band(
    wrong: NDArray[np.bool_], what: str, what_to_do: str = "Correct the input."
) -> None:
    if wrong.any():
        raise DataError(f"{what} for {band(wrong)}. {what_to_do}")


def missing(name: str, array: Numbers) -> Reason:
    absent = np.isnan(array)
    return np.asarray(absent.any(axis=-1)), lambda where: MissingValues(name, band(absent))


def empty(name: str, size: Numbers) -> Reason:
    nobody = size == 0

    def error(where: str) -> DataError:
        return DataError(f"`{name}` is 0 for {band(nobody)}. Join it with the band beside it.")

    return np.asarray(nobody.any(axis=-1)), error


def band(wrong: NDArray[np.bool_]) -> str:
    """Where the first True stands, in words: the band, and whose when there are several groups."""
    first = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    named = f"band {first[-1] + 1}"
    if wrong.ndim == 1:
        return named
    return f"{named} of {position(np.asarray(wrong.any(axis=-1)))}"


def without(out: NDArray[np.bool_], estimate: Estimate) -> Estimate:
    """NaN where a measure has no number."""
    if not out.any():
        return estimate
    return Estimate(*(np.where(out, np.nan, part) for part in estimate))
