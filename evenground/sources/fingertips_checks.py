"""What a row of a Fingertips file must be to be kept, set aside or refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from evenground import indicators
from evenground.errors import DataError
from evenground.sources.periods import Period, period

KEY = ["indicator_id", "area_code", "sex", "age", "dimension", "group", "period"]
NEEDED = ["indicator_id", "indicator", "area_code", "area", "sex", "age", "period"]
EXAMPLES = 3


class SetAside(NamedTuple):
    """Rows that were read and not kept, why, and the lines of the first few."""

    reason: str
    rows: int
    example_lines: list[int]


def set_aside(reason: str, rows: pl.DataFrame) -> list[SetAside]:
    lines = rows["line"].sort().head(EXAMPLES).to_list()
    return [SetAside(reason, rows.height, lines)] if rows.height else []


def first_line(rows: pl.DataFrame) -> int:
    return int(rows["line"].sort()[0])


def split(rows: pl.DataFrame, keep: pl.Expr, reason: str) -> tuple[pl.DataFrame, list[SetAside]]:
    mask = rows.select(keep.alias("keep"))["keep"]
    return (rows, []) if mask.all() else (rows.filter(mask), set_aside(reason, rows.filter(~mask)))


def refuse_what_is_no_number(rows: pl.DataFrame, name: str, columns: Iterable[str]) -> None:
    if not (wrong := rows.filter(pl.col("wrong").is_not_null()).sort("line").head(1)).height:
        return
    column, found = wrong["wrong"][0].split("\n", 1)
    raise DataError(
        f"{name}, line {wrong['line'][0]}, column {column}: {found[:40]!r} is not a number. "
        "Correct it, or leave the cell empty when there is no value."
    )


def sort_out(rows: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[SetAside]]:
    """Set aside blank lines, half-named categories and periods that nobody can place in time."""
    rows = rows.drop("wrong")
    filled = pl.any_horizontal(pl.exclude("line").is_not_null())
    rows, blank = split(rows, filled, "Blank line")
    paired = pl.col("category_type").is_null() == pl.col("category").is_null()
    rows, half = split(rows, paired, "A category without its type, or a type without a category")
    rows, unplaced = place_in_time(rows)
    if not rows.height:
        raise DataError(
            f"{name} has no row that can be used: "
            + "; ".join(f"{s.reason} ({s.rows:,})" for s in blank + half + unplaced)
        )
    return rows, blank + half + unplaced


def place_in_time(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[SetAside]]:
    """First and last day of each row's period, which its sortable form and range must confirm."""
    written = ["period", "sortable", "range"]
    known = rows.select(written).unique().sort(written)
    labels = known.cast(pl.String).rows()
    found = [period(label) if label else None for label, _, _ in labels]
    table = known.with_columns(
        period_start=pl.Series([p.start if p else None for p in found], dtype=pl.Date),
        period_end=pl.Series([p.end if p else None for p in found], dtype=pl.Date),
        agrees=pl.Series(
            [agrees(p, *cells) for p, cells in zip(found, labels, strict=True)],
            dtype=pl.Boolean,
        ),
    )
    rows = rows.join(table, on=written, how="left", nulls_equal=True, maintain_order="left")
    named = pl.col("period").is_null() | pl.col("period_start").is_not_null()
    rows, unknown = split(rows, named, "The time period is not understood")
    reason = "The time period does not agree with its sortable form or its range"
    rows, contradicted = split(rows, pl.col("agrees"), reason)
    return rows.drop("agrees", "sortable", "range"), unknown + contradicted


def agrees(found: Period | None, label: str, sortable: str | None, spans: str | None) -> bool:
    """Whether "20150000" lies in the period and "3y" is its length; a cell cut short does not."""
    if found is None:
        return True
    years, months = divmod(found.months, 12)
    whole = spans is None or months > 0 or not spans.endswith("y") or spans == f"{years}y"
    if not whole or (spans and not spans[-1].isalpha()):
        return False
    return not sortable or sortable[:4] in {
        label[:4],  # the last quarter of 2021/22 lies in 2022 and sorts under 2021
        *map(str, range(found.start.year, found.end.year + 1)),
    }


def refuse_holes(rows: pl.DataFrame, name: str, headings: dict[str, str]) -> None:
    for column in NEEDED:
        if rows[column].null_count():
            line = first_line(rows.filter(pl.col(column).is_null()))
            raise DataError(
                f"{name}, line {line}: {headings[column]} is empty. Correct the line, "
                "or download the file again."
            )


def drop_duplicates(
    rows: pl.DataFrame, name: str, numbers: list[str]
) -> tuple[pl.DataFrame, list[SetAside]]:
    """Keep one of equal rows. Rows for the same thing with other numbers are refused."""
    repeated = rows.filter(pl.struct(KEY).is_duplicated())
    if not repeated.height:
        return rows, []
    repeated = repeated.sort("line")
    first = repeated.unique(KEY, keep="first", maintain_order=True)
    again = repeated.join(first, on=KEY, how="left", nulls_equal=True, suffix="_first").filter(
        pl.col("line") != pl.col("line_first")
    )
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_first")) for c in numbers]
    other = again.filter(pl.any_horizontal(differs)).sort("line").head(1)
    if other.height:
        row = other.row(0, named=True)
        columns = [c for c in numbers if row[c] != row[f"{c}_first"]]
        raise DataError(
            f"{name}, lines {row['line_first']} and {row['line']} are about the same area, group "
            f"and period and differ in {', '.join(columns)}. Nobody can say which is right: "
            "remove one, or download the file again."
        )
    rows = rows.join(again.select("line"), on="line", how="anti", maintain_order="left")
    return rows, set_aside("The same row again, under another parent area or area type", again)


def drop_untrustworthy(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Take away limits that do not enclose their value, and counts that do not give it."""
    notes = []
    alone = pl.col("value").is_null() & pl.col("count").is_not_null()
    if (wrong := rows.filter(alone)).height:
        rows = rows.with_columns(count=pl.when(~alone).then(pl.col("count")))
        notes.append(
            f"Counts without a value were left out: {wrong.height:,}, "
            f"the first on line {first_line(wrong)}."
        )
    for lower, upper, level in [("lower", "upper", "95%"), ("lower_998", "upper_998", "99.8%")]:
        outside = ((pl.col(lower) > pl.col("value")) | (pl.col(upper) < pl.col("value"))).fill_null(
            value=False
        )
        wrong = rows.filter(outside)
        if wrong.height:
            rows = rows.with_columns(
                pl.when(~outside).then(pl.col(side)).alias(side) for side in (lower, upper)
            )
            notes.append(
                f"{level} limits that do not enclose their value were left out: "
                f"{wrong.height:,}, the first on line {first_line(wrong)}."
            )
    return drop_counts(rows, notes)


def drop_counts(rows: pl.DataFrame, notes: list[str]) -> tuple[pl.DataFrame, list[str]]:
    """A count that does not give its value (a survey's, unweighted) spoils its indicator's counts.

    Rounding of the count to the nearest 5, and of the value to one decimal, is allowed for.
    """
    counted = rows.filter(pl.col("count").is_not_null())
    unchecked = []
    for identity in counted["indicator_id"].cast(pl.String).unique().sort():
        definition = indicators.for_fingertips(identity)
        if definition is None or definition.scale is None:
            unchecked.append(identity)
            continue
        once = pl.col("count") / pl.col("denominator") * definition.scale
        room = 2.5 / pl.col("denominator") * definition.scale + 0.05
        this = counted.filter(pl.col("indicator_id") == identity)
        wrong = this.filter((once - pl.col("value")).abs() > room).sort("line")
        if wrong.height:
            rows = rows.with_columns(
                count=pl.when(pl.col("indicator_id") != identity).then(pl.col("count"))
            )
            row = wrong.row(0, named=True)
            notes.append(
                f"Indicator {identity}: all counts were left out, because they do not give the "
                f"value in {wrong.height:,} of {this.height:,} rows (line {row['line']}: "
                f"{row['count']:,.0f} of {row['denominator']:,.0f} is not {row['value']:.1f})."
            )
    if unchecked:
        notes.append(
            f"The counts are as published and were not checked against the values, because no "
            f"definition says how they give them: indicator {', '.join(unchecked[:5])}"
            + (f" and {len(unchecked) - 5:,} more." if len(unchecked) > 5 else ".")
        )
    return rows, notes
