"""Rows get the number of their cell: which combination of labels it is, among those that there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from evenground.counting.query import NOT_RECORDED

FEW = 128  # whole numbers so close to each other need no list: a difference fits one signed byte
TABLE = 1 << 22  # numbers that a table can hold a place for

Places = NDArray[np.integer]


@dataclass(frozen=True)
class Coded:
    """A column of a key: for each row the place of its label in a list."""

    places: Places
    labels: list[str]


def coded(column: pa.Array) -> Coded:
    """A column as places in a list of labels, of which the last is for missing values if there are any."""
    if pa.types.is_integer(column.type) and not column.null_count and len(column):
        values = _places(column, missing=0)
        low, high = int(values.min()), int(values.max())
        if high - low < FEW:
            return Coded(values - values.dtype.type(low), [str(v) for v in range(low, high + 1)])
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    labels = [label(value) for value in encoded.dictionary.to_pylist()]
    missing = [NOT_RECORDED] if encoded.indices.null_count else []
    return Coded(_places(encoded.indices, missing=len(labels)), labels + missing)


def _places(indices: pa.Array, missing: int) -> Places:
    """The values of an Arrow array as they lie in memory, and `missing` where there is none."""
    if not len(indices):
        return np.zeros(0, np.int32)
    rows = slice(indices.offset, indices.offset + len(indices))
    known, values = indices.buffers()
    places = np.frombuffer(values, indices.type.to_pandas_dtype())[rows]
    if indices.null_count:
        bits = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little")
        places = np.where(bits[rows] == 0, np.int32(missing), places)
    return places


def joined(parts: Sequence[Coded]) -> Coded:
    """The rows of one part after those of another, as places in one list."""
    if len(parts) == 1:
        return parts[0]
    known: dict[str, int] = {}
    codes = [
        np.array([known.setdefault(one, len(known)) for one in part.labels], np.int32)
        for part in parts
    ]
    places = [code[part.places] for code, part in zip(codes, parts, strict=True)]
    return Coded(np.concatenate(places), list(known))


def label(value: Any) -> str:
    if value is None:
        return NOT_RECORDED
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Numbering:
    """The number of each row's combination, made longer by one key after the other.

    A longer combination is its shorter one's number times the labels of the next key, and the next label.
    Numbers that nobody has are left out when there would be too many of them.
    """

    numbers: NDArray[np.int64]
    shorter: NDArray[np.intp] = field(default_factory=lambda: np.zeros((0, 1), np.intp))
    sizes: list[int] = field(default_factory=list)  # labels of each key after `shorter`

    @property
    def room(self) -> int:
        return self.shorter.shape[1] * prod(self.sizes)

    def add(self, key: Coded) -> None:
        size = len(key.labels)
        if self.room * size > TABLE:
            self.close_up()
        if size > 1:
            self.numbers *= size
            self.numbers += key.places
        self.sizes.append(size)

    def close_up(self) -> None:
        """Leave out the numbers that nobody has."""
        used, self.numbers = renumbered(self.numbers, self.room)
        before, *places = np.unravel_index(used, (self.shorter.shape[1], *self.sizes))
        self.shorter = np.vstack([self.shorter[:, before], *(place[None] for place in places)])
        self.sizes = []


def renumbered(numbers: NDArray[np.int64], room: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The numbers that are used, and for each row the place of its number among these."""
    if room > TABLE:
        used, places = np.unique(numbers, return_inverse=True)
        return used, places.astype(np.int64)
    used = np.flatnonzero(np.bincount(numbers, minlength=room))
    table = np.zeros(room, np.int64)
    table[used] = np.arange(len(used))
    return used, table[numbers]


def numbered(keys: list[Coded]) -> tuple[NDArray[np.int64], list[pl.Series]]:
    """For each row the number of its cell, and the label of each key in the cell of each number."""
    numbering = Numbering(np.zeros(len(keys[0].places), np.int64))
    for key in keys:
        numbering.add(key)
    numbering.close_up()
    labels = [
        pl.Series(key.labels, dtype=pl.String)[places]
        for key, places in zip(keys, numbering.shorter, strict=True)
    ]
    return numbering.numbers, labels
