"""A tidy table of numbers to the gaps between groups, each with limits or with a reason for none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evenground import indicators, measures
from evenground.errors import DataError

AMONG = ["indicator_id", "area_code", "sex", "age", "dimension"]
WHEN = ["period", "period_start", "period_end"]
NAMES = ["indicator", "area", "area_type", "dimension_title"]
VALUES = ["value", "lower", "upper", "count", "denominator", "status", "note", "order"]
COLUMNS = [
    *("indicator_id", "indicator", "area_code", "area", "area_type", "sex", "age"),
    *("dimension", "dimension_title", "group", "group_order", "reference", "reference_order"),
    *WHEN,
    *("group_value", "group_lower", "group_upper", "group_count", "group_denominator"),
    *("reference_value", "reference_lower", "reference_upper"),
    *("reference_count", "reference_denominator"),
    *("absolute", "absolute_lower", "absolute_upper"),
    *("relative", "relative_lower", "relative_upper", "reason", "note"),
]


def gaps(table: pl.DataFrame, *, references: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The gap between each pair of groups, in every area and period, or the reason for none.

    An ordered dimension gives one gap, its first group against its last or the other way round;
    any other gives one for each group against the reference group that its definition declares.
    `references` names the reference group of a dimension: every group is compared with that.
    A dimension for which nobody has named a reference gives no gap.

    Reads as absolute: 0 = no gap, above 0 = higher in the group; relative: 1 = no gap.
    Shapes   table: a row for each indicator, area, sex, age, group and period, as
             `sources.fingertips.read` or `measure` gives it; the order of rows does not matter.
    Units    absolute: that of the values, for percentages percentage points; relative: none.
    Limits   MOVER, from the limits of both groups (`measures.difference_of` and `ratio_of`).
    Raises   DataError for a table without the columns, two numbers for one thing, or a reference
             that is not a group.
    Checked  gaps of Active Lives worked out by hand; tests/engine/counting/test_made_recovery.py.
    """
    refuse_unusable(table, references or {})
    pairs = pairs_to_compare(table, references or {})
    asked = pairs.join(table.select(*AMONG, *WHEN).unique(), on=AMONG[:1] + AMONG[-1:])
    names = table.select(*AMONG, *NAMES).unique(AMONG, keep="any")
    for side in ("group", "reference"):
        numbers = table.select(
            *AMONG,
            WHEN[0],
            pl.col("group").alias(side),
            *(pl.col(value).alias(f"{side}_{value}") for value in VALUES),
        )
        asked = asked.join(numbers, on=[*AMONG, WHEN[0], side], how="left")
    asked = asked.join(names, on=AMONG, how="left")
    asked = asked.with_columns(reason=reason(), **compared(asked)).with_columns(note=note())
    return asked.select(COLUMNS).sort(
        *AMONG, "reference", pl.col("group_order").fill_null(0), "group", "period_start", "period"
    )


def refuse_unusable(table: pl.DataFrame, references: Mapping[str, str]) -> None:
    wanted = [*AMONG, *WHEN, *NAMES, "group", *VALUES]
    if missing := [column for column in wanted if column not in table.columns]:
        raise DataError(
            f"The table has no column {', '.join(missing)}. Make it with "
            "`evenground import` or `evenground count`."
        )
    twice = table.filter(pl.struct(*AMONG, "group", "period").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        raise DataError(
            f"The table has two numbers for {row['group']}, {row['area']}, "
            f"{row['period']}. Keep one number for each group, area and period."
        )
    for dimension, group in references.items():
        groups = table.filter(pl.col("dimension") == dimension)["group"].unique().sort().to_list()
        if group not in groups:
            there = ", ".join(groups) if groups else "no such dimension"
            raise DataError(
                f"The reference {group!r} is not a group of {dimension!r}. In the table: {there}."
            )


def pairs_to_compare(table: pl.DataFrame, references: Mapping[str, str]) -> pl.DataFrame:
    """Indicator, dimension, group and reference, for all that can be compared."""
    present = table.group_by("indicator_id", "dimension").agg(pl.col("group").unique().sort())
    rows = [
        (indicator_id, dimension, group, reference)
        for indicator_id, dimension, groups in present.sort("indicator_id", "dimension").rows()
        for group, reference in pairs_of(dimension, groups, references.get(dimension))
    ]
    columns = ["indicator_id", "dimension", "group", "reference"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def pairs_of(dimension: str, groups: list[str], chosen: str | None) -> list[tuple[str, str]]:
    known = indicators.dimensions().get(dimension)
    if chosen is None and known is not None and known.ordered:
        return known.pairs() or []
    reference = chosen or (known.reference if known else None)
    if reference is None:
        return []
    left_out = {group.label for group in known.groups if not group.compared} if known else set()
    return [(group, reference) for group in groups if group != reference and group not in left_out]


def reason() -> pl.Expr:
    """Why there is no gap: which of the two has no value, and what the publisher says of it."""
    sides = []
    for side in ("group", "reference"):
        status, note = pl.col(f"{side}_status"), pl.col(f"{side}_note")
        why = (
            pl.when(status == "suppressed")
            .then(pl.lit("the figure for {} is hidden to protect people"))
            .when(status == "too_few")
            .then(pl.lit("there are too few people or events in {} to report"))
            .when(status == "missing")
            .then(pl.lit("there is no published figure for {}"))
            .otherwise(pl.lit("there is no row for {} in this area and period"))
            .str.replace("{}", pl.col(side), literal=True)
        )
        said = pl.when(note.is_not_null()).then(pl.format(" ({})", note)).otherwise(pl.lit(""))
        sides.append(pl.when(pl.col(f"{side}_value").is_null()).then(pl.concat_str(why, said)))
    return pl.concat_str(sides, separator="; ", ignore_nulls=True).replace("", None)


def note() -> pl.Expr:
    """Why a gap comes without its limits or without its relative form."""
    there = pl.col("absolute").is_not_null()
    limits = pl.when(there & pl.col("absolute_lower").is_null()).then(
        pl.lit("No limits: the publisher gives none for one of the groups.")
    )
    relative = pl.when(there & pl.col("relative").is_null()).then(
        pl.lit("No relative gap: the reference is 0, or a value or limit is below 0.")
    )
    upper = pl.when(
        pl.col("relative_lower").is_not_null() & pl.col("relative_upper").is_null()
    ).then(pl.lit("No upper limit of the relative gap: the reference may be 0."))
    return pl.concat_str([limits, relative, upper], separator=" ", ignore_nulls=True).replace(
        "", None
    )


def compared(asked: pl.DataFrame) -> dict[str, pl.Series]:
    """The absolute and the relative gap of every row; null where there is no finite number."""
    parts = ("value", "lower", "upper")
    group, reference = (
        [asked[f"{side}_{part}"].cast(pl.Float64).to_numpy() for part in parts]
        for side in ("group", "reference")
    )
    negative = np.fmin.reduce([*group, *reference]) < 0
    absolute = measures.difference_of(measures.Estimate(*group), measures.Estimate(*reference))
    none_below_0 = [
        [np.where(negative, np.nan, part) for part in side] for side in (group, reference)
    ]
    relative = measures.ratio_of(*(measures.Estimate(*side) for side in none_below_0))
    return {
        f"{name}{suffix}": pl.Series(np.where(np.isfinite(part), part, np.nan)).fill_nan(None)
        for name, gap in [("absolute", absolute), ("relative", relative)]
        for suffix, part in zip(("", "_lower", "_upper"), gap, strict=True)
    }
