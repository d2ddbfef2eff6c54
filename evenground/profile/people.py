"""How many people the gap to the reference group is, in whole people, from counts alone."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.profile.compared import SETTING
from evenground.profile.words.reasons import first_of

COUNTS = ["count", "denominator", "reference_count", "reference_denominator"]
NOBODY = [0.0, 1.0, 0.0, 1.0]  # counts of a place in the table of groups that no group takes
SLACK = 1e-9  # what rounding of floats may add to a whole number


def with_people(frame: pl.DataFrame) -> pl.DataFrame:
    """The people who would have to be reached, or spared, for a group to equal its reference.

    Whole people, which add up over the groups of a setting; their limits are those of the gap.
    """
    # Not the limits of `people_to_close`, which come from the counts: published counts are often
    # rounded, and published limits then say more. So the people agree with the gap beside them.
    frame = frame.sort(*SETTING, "group_order", "group").with_columns(people_code=people_code())
    found = np.full(frame.height, np.nan)
    for better_when in ("higher", "lower"):
        asked = pl.col("people_code").is_null() & (pl.col("better_when") == better_when)
        at = frame.select(asked.fill_null(value=False)).to_series().to_numpy()
        if at.any():
            found[at] = reached(frame.filter(at), better_when)
    people = pl.Series("people", found).fill_nan(None).cast(pl.Int64)
    behind = pl.when(pl.col("better_when") == "higher").then(-1.0).otherwise(1.0)
    each = behind * pl.col("denominator") / pl.col("scale")
    ends = [each * pl.col(f"absolute_{side}") for side in ("lower", "upper")]
    lower = (pl.min_horizontal(*ends) + SLACK).floor()
    upper = (pl.max_horizontal(*ends) - SLACK).ceil()
    return frame.with_columns(people).with_columns(
        people_lower=limit(pl.min_horizontal(lower, "people")),
        people_upper=limit(pl.max_horizontal(upper, "people")),
    )


def reached(rows: pl.DataFrame, better_when: str) -> NDArray[np.float64]:
    """All settings at once: a row for each, its groups side by side."""
    setting = rows.select(pl.struct(SETTING).rle_id()).to_series().to_numpy()
    starts = np.flatnonzero(np.diff(setting, prepend=-1))
    where = setting, np.arange(len(setting)) - starts[setting]
    shape = int(setting[-1]) + 1, int(where[1].max()) + 1
    tables = [np.full(shape, nobody) for nobody in NOBODY]
    for table, name in zip(tables, COUNTS, strict=True):
        table[where] = rows[name].to_numpy()
    return measures.people_to_close(*tables, better_when=better_when).value[where]


def limit(people: pl.Expr) -> pl.Expr:
    known = pl.col("people").is_not_null() & pl.col("absolute_lower").is_not_null()
    return pl.when(known).then(pl.max_horizontal(people, pl.lit(0))).cast(pl.Int64)


def people_code() -> pl.Expr:
    return first_of(
        (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
        (pl.col("better_when").is_null() | pl.col("kind").is_null(), "not_declared"),
        (pl.col("kind") != "proportion", "not_a_proportion"),
        (pl.any_horizontal(pl.col(COUNTS).is_null()), "no_counts"),
        (pl.min_horizontal("denominator", "reference_denominator") <= 0, "no_counts"),
    )
