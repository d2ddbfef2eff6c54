"""Combinations of groups get numbers in the order in which they are met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from evenground.counting.query import NOT_RECORDED

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Coded:
    """A column of a key: for each row the place of its label in a list."""

    places: Numbers
    labels: list[str]


def coded(column: pa.Array) -> Coded:
    """A column as places in a list of labels, of which the last is for missing values."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    labels = [*map(label, encoded.dictionary.to_pylist()), NOT_RECORDED]
    return Coded(_places(encoded.indices, missing=len(labels) - 1), labels)


def _places(indices: pa.Array, missing: int) -> Numbers:
    """The values of an Arrow array as they lie in memory, and `missing` where there is none."""
    if not len(indices):
        return np.zeros(0, np.int32)
    rows = slice(indices.offset, indices.offset + len(indices))
    known, values = indices.buffers()
    places = np.frombuffer(values, indices.type.to_pandas_dtype())[rows].astype(np.int32)
    if indices.null_count:
        bits = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little")
        places[bits[rows] == 0] = missing
    return places


def label(value: Any) -> str:
    if value is None:
        return NOT_RECORDED
    return str(value).lower() if isinstance(value, bool) else str(value)


class Numbering:
    """The number of each combination of labels, and the combination of each number.

    Keys are joined one after the other: the number of the combination so far and the label of the next key
    stand for a place in a table, where the number of the longer combination is.
    """

    def __init__(self, keys: int) -> None:
        self._labels: list[dict[str, int]] = [{} for _ in range(keys)]
        self._tables = [np.full((1, 8), -1, np.int32) for _ in range(keys)]
        self._pairs: list[NDArray[np.int64]] = [np.zeros((2, 0), np.int64) for _ in range(keys)]

    @property
    def size(self) -> int:
        return self._pairs[-1].shape[1]

    def number(self, keys: list[Coded], rows: NDArray[np.int64]) -> Numbers:
        """The number of the combination in each of these rows."""
        numbers = np.zeros(len(rows), np.int32)
        for step, key in enumerate(keys):
            known = self._labels[step]
            codes = np.array([known.setdefault(one, len(known)) for one in key.labels], np.int32)
            numbers = self._longer(step, numbers, codes[key.places[rows]])
        return numbers

    def _longer(self, step: int, before: Numbers, code: Numbers) -> Numbers:
        shorter = self._pairs[step - 1].shape[1] if step else 1
        table = self._tables[step] = grown(self._tables[step], shorter, len(self._labels[step]))
        flat = table.reshape(-1)
        at = before.astype(np.int64) * table.shape[1] + code
        found = flat[at]
        if len(found) and found.min() < 0:
            new = np.unique(at[found < 0])
            met = self._pairs[step]
            flat[new] = np.arange(met.shape[1], met.shape[1] + len(new))
            self._pairs[step] = np.concatenate([met, np.divmod(new, table.shape[1])], axis=1)
            found = flat[at]
        return found

    def labels(self) -> list[pl.Series]:
        """For each key the labels of all combinations, in the order of their numbers."""
        columns: list[pl.Series] = []
        numbers = np.arange(self.size)
        for known, pairs in zip(reversed(self._labels), reversed(self._pairs), strict=True):
            before, code = pairs[:, numbers]
            columns.append(pl.Series(list(known), dtype=pl.String)[code])
            numbers = before
        return columns[::-1]


def grown(table: Numbers, rows: int, columns: int) -> Numbers:
    """The same table with room for so many rows and columns, and for as many again when it grows."""
    height, width = table.shape
    if rows <= height and columns <= width:
        return table
    wider = np.full(
        (height if rows <= height else 2 * rows, width if columns <= width else 2 * columns),
        -1,
        np.int32,
    )
    wider[:height, :width] = table
    return wider
