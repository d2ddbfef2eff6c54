"""How many people the gap to the reference group is, in whole people, from counts alone."""

from __future__ import annotations

import polars as pl

from evenground.profile.reasons import first_of

COUNTS = ["count", "denominator", "reference_count", "reference_denominator"]


def with_people(frame: pl.DataFrame) -> pl.DataFrame:
    """The people who would have to be reached, or spared, for a group to equal its reference.

    As many of its people as the gap is of a share; none where the group is not behind.
    """
    behind = pl.when(pl.col("better_when") == "higher").then(-1.0).otherwise(1.0)
    each = behind * pl.col("denominator") / pl.col("scale")
    ends = [each * pl.col(f"absolute_{side}") for side in ("lower", "upper")]
    counted = pl.col("people_code").is_null()
    parts = {
        "people": each * pl.col("absolute"),
        "people_lower": pl.min_horizontal(*ends),
        "people_upper": pl.max_horizontal(*ends),
    }
    return frame.with_columns(people_code=people_code()).with_columns(
        pl.when(counted).then(whole(part)).alias(name) for name, part in parts.items()
    )


def whole(people: pl.Expr) -> pl.Expr:
    kept = pl.when(people < 0).then(0.0).otherwise(people)
    return kept.round(mode="half_away_from_zero").cast(pl.Int64)


def people_code() -> pl.Expr:
    return first_of(
        (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
        (pl.col("better_when").is_null() | pl.col("kind").is_null(), "not_declared"),
        (pl.col("kind") != "proportion", "not_a_proportion"),
        (pl.any_horizontal(pl.col(COUNTS).is_null()), "no_counts"),
    )
