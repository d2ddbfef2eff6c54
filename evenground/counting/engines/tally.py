"""Counting Parquet files without a group-by: rows get the number of their cell, and cells are added up.

About a million rows at a time: the rows that meet a condition are picked out as Polars' bits, and few are
left to be counted. What all neighbours in the file have in common, such as their region, is read from its
footer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from evenground.counting.engines.keys import keys_of
from evenground.counting.engines.numbering import numbered
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DataError

BATCH = 1 << 20  # rows at a time
ROOM = 100_000_000  # counts held at once: 400 MB


def tallied(
    files: list[Path], query: Query, columns: Mapping[Aggregate, pl.Expr]
) -> pl.DataFrame | None:
    """The keys as k0, k1, ... and the aggregates as a0, a1, ...; None for nobody, and when there are too many cells.

    Shapes   columns: for each count of a condition a true or false expression, for each sum a whole
             number; a count without a condition needs none.
    """
    rows = Frames(files, columns.values())
    cells: list[pl.DataFrame] = []
    held = 0
    for keys in keys_of(files, query.by, BATCH):
        numbers, labels = numbered(keys)
        held += len(labels[0]) * (len(columns) + 1)
        if held > ROOM:
            return None
        named = {f"k{place}": label for place, label in enumerate(labels)}
        sums = added(rows.take(len(numbers)), numbers, len(labels[0]))
        cells.append(pl.DataFrame(named | sums))
    if not cells:
        return None
    names = {one: str(number) for number, one in enumerate([*columns, Count()])}
    return together(cells, len(query.by)).select(
        pl.col("^k.*$"),
        *(pl.col(names[one]).alias(f"a{i}") for i, one in enumerate(query.aggregates.values())),
    )


def added(rows: pl.DataFrame, numbers: np.ndarray, cells: int) -> dict[str, pl.Series]:
    """Each column added up within cells, and how many rows each has."""
    of = pl.Series(numbers)
    sums = {column.name: _sum(column, of, cells) for column in rows.iter_columns()}
    sums[str(rows.width)] = np.bincount(numbers, minlength=cells)
    return {name: pl.Series(sum_, dtype=pl.Int64).shrink_dtype() for name, sum_ in sums.items()}


def _sum(column: pl.Series, of: pl.Series, cells: int) -> np.ndarray:
    if column.dtype == pl.Boolean:
        return np.bincount(of.filter(column).to_numpy(), minlength=cells)
    some = column != 0
    total = np.zeros(cells, np.int64)
    np.add.at(total, of.filter(some).to_numpy(), column.filter(some).cast(pl.Int64).to_numpy())
    return total


def together(cells: list[pl.DataFrame], keys: int) -> pl.DataFrame:
    """The cells of all batches, those of one combination added up."""
    names = [f"k{place}" for place in range(keys)]
    joined = pl.concat(cells, how="vertical_relaxed")
    cells.clear()
    return joined.lazy().group_by(names).agg(pl.exclude(names).cast(pl.Int64).sum()).collect()


class Frames:
    """Columns worked out for all rows of files, taken so many rows at a time."""

    def __init__(self, files: list[Path], columns: Collection[pl.Expr]) -> None:
        named = [one.alias(str(number)) for number, one in enumerate(columns)]
        scanned = pl.scan_parquet(files, glob=False).select(named)
        self.frames = scanned.collect_batches(
            chunk_size=BATCH, maintain_order=True, engine="streaming"
        )
        self.none = not columns
        self.held: list[pl.DataFrame] = []

    def take(self, rows: int) -> pl.DataFrame:
        if self.none:
            return pl.DataFrame()
        parts, self.held = self.held, []
        while sum(part.height for part in parts) < rows:
            if (frame := next(self.frames, None)) is None:
                raise DataError("The file of people changed while it was counted. Count again.")
            parts.append(frame)
        joined = pl.concat(parts)
        self.held = [joined[rows:]]
        return joined[:rows]
