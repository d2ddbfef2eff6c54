"""The one place that checks what a measure is given: numbers, signs, sizes, missing values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Real
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError, MissingValues

Numbers = NDArray[np.float64]
Choice = TypeVar("Choice")


class Estimate(NamedTuple):
    """A number with its limits: three arrays of one shape and one unit.

    NaN means that there is no such number: a limit nobody published, a ratio to nothing.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers


def numbers(name: str, given: ArrayLike) -> Numbers:
    """An array of floats in which None is NaN; text and dates are refused."""
    try:
        return np.asarray(given, dtype=float)
    except (TypeError, ValueError) as problem:
        raise DataError(f"`{name}` must hold numbers only.") from problem


def together(**given: ArrayLike) -> list[Numbers]:
    """The arrays stretched to one shape, as NumPy does it; refused when they do not fit."""
    arrays = {name: numbers(name, values) for name, values in given.items()}
    try:
        return list(np.broadcast_arrays(*arrays.values()))
    except ValueError as problem:
        shapes = ", ".join(f"`{name}` {array.shape}" for name, array in arrays.items())
        raise DataError(f"These must have the same shape: {shapes}.") from problem


def counted(of: str = "group", /, **given: ArrayLike) -> list[Numbers]:
    """Counts and the sizes of groups: present, finite and not negative, in one shape.

    `of`, here and below, is what stands on the last axis, in the words of a refusal.
    """
    arrays = together(**given)
    for name, array in zip(given, arrays, strict=True):
        if array.min(initial=0) == 0 and array.max(initial=0) < np.inf:  # NaN fails both
            continue
        present(name, array, of)
        refuse(array < 0, f"`{name}` is below 0", of=of)
    return arrays


def measured(of: str = "group", /, **given: ArrayLike) -> list[Numbers]:
    """Values of any sign, present and finite, in one shape."""
    arrays = together(**given)
    for name, array in zip(given, arrays, strict=True):
        present(name, array, of)
    return arrays


def present(name: str, array: Numbers, of: str = "group") -> None:
    if (missing := np.isnan(array)).any():
        raise MissingValues(name, position(missing, of))
    refuse(np.isinf(array), f"`{name}` is not finite", of=of)


def peopled(name: str, size: Numbers, of: str = "group") -> None:
    """Refuse a group without people: it has no rate, and 0 would say that it has."""
    refuse(size == 0, f"`{name}` is 0", f"Leave {of}s without people out.", of)


def part_of(name: str, part: Numbers, whole_name: str, whole: Numbers, of: str = "group") -> None:
    refuse(part > whole, f"`{name}` is larger than `{whole_name}`", "Check the two columns.", of)


def level(confidence: float) -> float:
    """The normal quantile of a two-sided confidence level: 1.96 for 0.95."""
    if not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise DataError(f"`confidence` is between 0 and 1, such as 0.95; it was {confidence!r}.")
    from scipy.special import ndtri  # not for those who only ask for a standard population

    return float(ndtri((1 + confidence) / 2))


def scale(per: float) -> None:
    if not isinstance(per, Real) or not 0 < per < np.inf:
        raise DataError(f"`per` is above 0, such as 100,000; it was {per!r}.")


def one_of(name: str, given: str, choices: Mapping[str, Choice]) -> Choice:
    """What stands behind a name; refused when it is none of the names there are."""
    if given not in choices:
        *others, last = choices
        known = f"{', '.join(others)} or {last}" if others else last
        raise DataError(f"`{name}` is {known}; it was {given!r}.")
    return choices[given]


def refuse(
    wrong: NDArray[np.bool_],
    what: str,
    what_to_do: str = "Correct the input.",
    of: str = "group",
) -> None:
    if wrong.any():
        raise DataError(f"{what} for {position(wrong, of)}. {what_to_do}")


ON_REFUSAL = ("raise", "nan")


def left_out(
    on_refusal: str,
    *reasons: tuple[NDArray[np.bool_], Callable[[str], DataError]],
    of: str = "group",
) -> NDArray[np.bool_]:
    """Where a measure has no number. By "raise" the first reason is raised, with where it stands;
    by "nan" nothing is raised, so that one area does not stop the others."""
    if on_refusal not in ON_REFUSAL:
        raise DataError(f"`on_refusal` is {' or '.join(ON_REFUSAL)}; it was {on_refusal!r}.")
    for wrong, error in reasons:
        if on_refusal == "raise" and wrong.any():
            raise error(position(wrong, of))
    return np.logical_or.reduce(np.broadcast_arrays(*(wrong for wrong, _ in reasons)))


def position(mask: NDArray[np.bool_], of: str = "group") -> str:
    """Where the first True stands, counted from 1, in words."""
    if mask.ndim == 0:
        return f"the only {of}"
    where = ", ".join(str(index + 1) for index in np.argwhere(mask)[0])
    return f"{of} {where}" if mask.ndim == 1 else f"position ({where})"
