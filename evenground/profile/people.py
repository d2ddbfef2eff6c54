"""How many people the gap to the reference group is, in whole people, from counts alone."""

from __future__ import annotations

import polars as pl

from evenground.profile.reasons import first_of


def with_people(frame: pl.DataFrame) -> pl.DataFrame:
    empty = [pl.lit(None, pl.Int64).alias(f"people{part}") for part in ("", "_lower", "_upper")]
    return frame.with_columns(*empty, people_code=people_code())


def people_code() -> pl.Expr:
    counted = ["count", "denominator", "reference_count", "reference_denominator"]
    return first_of(
        (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
        (pl.col("better_when").is_null() | pl.col("kind").is_null(), "not_declared"),
        (pl.col("kind") != "proportion", "not_a_proportion"),
        (pl.any_horizontal(pl.col(counted).is_null()), "no_counts"),
    )
