"""Cells to what may leave: the counts shown, and nothing of the others."""

from __future__ import annotations

import numpy as np
import polars as pl

from evenground.counting.roll_up import LONG
from evenground.disclosure import Policy, Sums, protect_counts
from evenground.errors import DataError
from evenground.indicators.definitions.dimension import ALL

TABLE = ["indicator", "period"]


def protect(cells: pl.DataFrame, policy: Policy, *, share: bool = True) -> pl.DataFrame:
    """The same rows with `numerator` and `denominator` as they may be shown, null where hidden.

    Shapes   cells: what `roll_up` gives, all at once, so that the sums between them are known. `share` is
             False where one person can have several events.
    Raises   DataError for a table that is no cells; DisclosureError when it cannot be protected.
    Proves   what `protect_counts` proves.
    """
    if missing := [name for name in LONG if name not in cells.columns]:
        raise DataError(
            f"These cells have no column {', '.join(missing)}. Make them with `evenground count`."
        )
    shown = protect_counts(
        cells["numerator"].to_numpy(),
        cells["denominator"].to_numpy(),
        policy,
        sums=sums(cells),
        share=share,
    )
    return cells.with_columns(
        pl.Series("numerator", shown.numerator).fill_nan(None),
        pl.Series("denominator", shown.denominator).fill_nan(None),
    )


def sums(cells: pl.DataFrame) -> Sums:
    """Groups of a dimension add up to everyone in the place; places add up to the larger place."""
    rows = cells.with_row_index("row")
    place = [*TABLE, "area_type", "place"]
    everyone = rows.filter(pl.col("dimension") == ALL).select(*place, pl.col("row").alias("total"))
    by_group = rows.filter(pl.col("dimension") != ALL).join(everyone, on=place)
    group = [*TABLE, "dimension", "group"]
    larger = rows.select(
        *group,
        pl.col("area_type").alias("larger_type"),
        pl.col("place").alias("parent"),
        pl.col("row").alias("total"),
    )
    by_place = rows.join(larger, on=[*group, "parent"]).filter(
        pl.col("larger_type") != pl.col("area_type")
    )
    parts = pl.concat(
        [
            by_group.select("row", "total", pl.col("dimension").alias("by")),
            by_place.select("row", "total", pl.col("area_type").alias("by")),
        ]
    ).sort("total", "by", "row")
    number = parts.select(pl.struct("total", "by").rle_id()).to_series().to_numpy()
    first = np.flatnonzero(np.diff(number.astype(np.int64), prepend=-1))
    row, total = (parts[name].to_numpy().astype(np.int64) for name in ("row", "total"))
    return Sums(row, number.astype(np.int64), total[first])
