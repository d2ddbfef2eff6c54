"""How a gap changed since the first period, and whether a group's own number has a trend."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.profile.long_table import AMONG
from evenground.profile.reasons import first_of

Flags = NDArray[np.bool_]

SERIES = [*AMONG, "group"]
PARTS = ["value", "lower", "upper"]
CHANGES = [
    *("change", "change_lower", "change_upper"),
    *("relative_change", "relative_change_lower", "relative_change_upper"),
]


def since_the_first(frame: pl.DataFrame) -> pl.DataFrame:
    """The change of each gap since the first period of its area that has both groups' numbers."""
    gaps = frame.filter(pl.col("gap_code").is_null()).sort("period_start", "period_end")
    sides = [f"{side}{part}" for side in ("", "reference_") for part in PARTS]
    first = gaps.unique(SERIES, keep="first", maintain_order=True).select(
        *SERIES,
        change_from="period",
        then_end="period_end",
        **{f"then_{name}": name for name in sides},
    )
    frame = frame.join(first, on=SERIES, how="left", maintain_order="left")
    frame = frame.with_columns(
        change_code=first_of(
            (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
            (pl.col("period") == pl.col("change_from"), "first_period"),
            (pl.col("period_start") <= pl.col("then_end"), "overlapping_periods"),
            (
                pl.any_horizontal(pl.col(*sides, *(f"then_{s}" for s in sides)).is_null()),
                "no_limits",
            ),
            (pl.min_horizontal(*sides, *(f"then_{s}" for s in sides)) < 0, "below_zero"),
        )
    )
    asked = frame["change_code"].is_null().to_numpy()
    frame = frame.with_columns(**changes(frame.filter(asked), asked))
    there = pl.col("change_code").is_null()
    return frame.with_columns(change_from=pl.when(there).then("change_from")).drop(
        "then_end", *(f"then_{name}" for name in sides)
    )


def changes(rows: pl.DataFrame, asked: Flags) -> dict[str, pl.Series]:
    """Of the rows that were asked for, one after another; null in the others."""
    if not rows.height:
        return nothing(len(asked))
    group, reference = (
        measures.Estimate(
            *(
                np.column_stack([rows[f"{when}{side}{part}"].to_numpy() for when in ("then_", "")])
                for part in PARTS
            )
        )
        for side in ("", "reference_")
    )
    found = measures.gap_change_of(group, reference)
    numbers = [*found.absolute.change, *found.relative.change]
    spread = {name: spread_out(part, asked) for name, part in zip(CHANGES, numbers, strict=True)}
    for name, change in (("verdict", found.absolute), ("relative_verdict", found.relative)):
        column = np.full(len(asked), None, dtype=object)
        column[asked] = change.verdict.tolist()
        spread[name] = pl.Series(column.tolist(), dtype=pl.String)
    return spread


def nothing(length: int) -> dict[str, pl.Series]:
    numbers = {name: pl.Series([None] * length, dtype=pl.Float64) for name in CHANGES}
    words = ("verdict", "relative_verdict")
    return numbers | {name: pl.Series([None] * length, dtype=pl.String) for name in words}


def spread_out(part: np.ndarray, asked: Flags) -> pl.Series:
    """Numbers of the rows that were asked for, null in the others and where there is none."""
    column = np.full(len(asked), np.nan)
    column[asked] = np.where(np.isfinite(part), part, np.nan)
    return pl.Series(column).fill_nan(None)


def with_trends(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        trend=pl.lit(None, pl.String),
        trend_code=pl.coalesce("value_code", pl.lit("too_few_periods")),
    )
