"""Counting Parquet files without a group-by: rows get the number of their cell, and cells are added up.

Each condition is worked out once, as a column of bits. Where neighbours in the file are of one cell, as in a
sorted file, the bits of a whole run are counted 64 at a time; elsewhere row by row. Which of the two is
decided for every million rows by what is found there, so the answer never depends on the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evenground.counting.engines.numbering import Coded, Numbering, coded
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DataError

BATCH = 1 << 20  # rows at a time
LONG = 4  # rows to a run on average, from which runs are quicker
ROOM = 50_000_000  # counts held at once: 400 MB

Whole = NDArray[np.int64]


def tallied(
    files: list[Path], query: Query, columns: Mapping[Aggregate, pl.Expr]
) -> pl.DataFrame | None:
    """The keys as k0, k1, ... and the aggregates as a0, a1, ...; None when there are too many cells.

    Shapes   columns: for each count of a condition a true or false expression, for each sum a whole
             number, without missing values; a count without a condition needs none.
    """
    scanned = pl.scan_parquet(files, glob=False).select(
        one.alias(str(number)) for number, one in enumerate(columns.values())
    )
    rows = Frames(
        scanned.collect_batches(chunk_size=BATCH, maintain_order=True, engine="streaming")
    )
    numbering = Numbering(len(query.by))
    totals = np.zeros((len(columns) + 1, 0), np.int64)
    for parts in _keys(files, query.by):
        bounds, numbers = _runs(parts, numbering)
        if numbering.size * len(totals) > ROOM:
            return None
        if numbering.size > totals.shape[1]:
            totals = np.pad(totals, ((0, 0), (0, 2 * numbering.size - totals.shape[1])))
        values = rows.take(int(bounds[-1]))
        np.add.at(totals[-1], numbers, np.diff(bounds))
        for total, column in zip(totals, values.iter_columns(), strict=False):
            _add(total, column, bounds, numbers)
    found = totals[:, : numbering.size]
    return _table(query, numbering, dict(zip([*columns, Count()], found, strict=True)))


class Frames:
    """Frames of any heights, taken by so many rows."""

    def __init__(self, frames: Iterator[pl.DataFrame]) -> None:
        self.frames = frames
        self.held: pl.DataFrame | None = None

    def take(self, rows: int) -> pl.DataFrame:
        parts = [] if self.held is None else [self.held]
        while sum(part.height for part in parts) < rows:
            if (frame := next(self.frames, None)) is None:
                raise DataError("The file of people changed while it was counted. Count again.")
            parts.append(frame)
        joined = pl.concat(parts)
        self.held = joined[rows:]
        return joined[:rows]


def _keys(files: list[Path], by: Sequence[str]) -> Iterator[list[list[Coded]]]:
    """The keys of about a million rows at a time, in parts, as places in lists of labels."""
    held: list[list[Coded]] = []
    rows = 0
    for batch in chain.from_iterable(_batches(file, by) for file in files):
        held.append([coded(batch.column(name)) for name in by])
        rows += batch.num_rows
        if rows >= BATCH:
            yield held
            held, rows = [], 0
    if held:
        yield held


def _batches(file: Path, by: Sequence[str]) -> Iterator[pa.RecordBatch]:
    schema = pq.read_schema(file)
    texts = [name for name in by if not _plain(schema.field(name).type)]
    with pq.ParquetFile(file, read_dictionary=texts) as people:
        yield from people.iter_batches(BATCH, columns=list(dict.fromkeys(by)), use_threads=False)


def _plain(kind: pa.DataType) -> bool:
    types = pa.types
    return types.is_integer(kind) or types.is_boolean(kind) or types.is_date(kind)


def _runs(parts: list[list[Coded]], numbering: Numbering) -> tuple[Whole, NDArray[Any]]:
    """Where runs of one cell begin, with the end of the last; and the cell of each run."""
    heights = [len(part[0].places) for part in parts]
    starts = [_starts(part) for part in parts]
    if sum(map(len, starts)) * LONG > sum(heights):
        starts = [np.arange(height) for height in heights]
    numbers = [numbering.number(part, at) for part, at in zip(parts, starts, strict=True)]
    before = np.cumsum([0, *heights])
    bounds = [at + first for at, first in zip(starts, before[:-1], strict=True)]
    return np.concatenate([*bounds, before[-1:]]), np.concatenate(numbers)


def _starts(keys: list[Coded]) -> Whole:
    new = np.zeros(len(keys[0].places), bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key.places[1:] != key.places[:-1]
    return np.flatnonzero(new)


def _add(total: Whole, column: pl.Series, bounds: Whole, numbers: NDArray[Any]) -> None:
    """Add up a column within each run, and runs within their cells."""
    row_by_row = len(numbers) == len(column)
    if column.dtype != pl.Boolean:
        values = column.to_numpy()
        sums = values if row_by_row else np.diff(_until(np.cumsum(values), bounds))
        np.add.at(total, numbers, sums)
    elif row_by_row:
        total += np.bincount(numbers[column.to_numpy()], minlength=len(total))
    else:
        np.add.at(total, numbers, np.diff(_trues_until(column, bounds)))


def _until(sums: Whole, bounds: Whole) -> Whole:
    return np.concatenate([[0], sums])[bounds]


def _trues_until(column: pl.Series, bounds: Whole) -> Whole:
    """How many of the first rows are true, for each number of rows in `bounds`."""
    array = column.rechunk().to_arrow()
    first, skipped = divmod(array.offset, 8)
    held = np.frombuffer(array.buffers()[1], np.uint8)[first : (array.offset + len(array) + 7) // 8]
    padded = np.zeros(len(held) // 8 * 8 + 8, np.uint8)
    padded[: len(held)] = held
    words = padded.view("<u8")
    words[0] &= ~np.uint64((1 << skipped) - 1)
    at, bit = np.divmod(bounds + skipped, 64)
    below = (np.uint64(1) << bit.astype(np.uint64)) - np.uint64(1)
    whole_words = _until(np.cumsum(np.bitwise_count(words), dtype=np.int64), at)
    return whole_words + np.bitwise_count(words[at] & below)


def _table(query: Query, numbering: Numbering, totals: dict[Aggregate, Whole]) -> pl.DataFrame:
    keys = {f"k{i}": labels for i, labels in enumerate(numbering.labels())}
    counts = {f"a{i}": totals[one] for i, one in enumerate(query.aggregates.values())}
    return pl.DataFrame(keys | counts)
