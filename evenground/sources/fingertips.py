"""Fingertips: the CSV that its website and its API give, with a row for each number.

One tidy row says: this indicator, in this area, among people of this sex and age, in this group
of this dimension, in this period, was this value, or why there is none. `sex` and `age` are the
people among whom groups are compared, so a row for men without a category is the group "Male" of
the dimension "sex" among people of `sex` "Persons".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from evenground.errors import DataError
from evenground.sources import fingertips_checks as checks
from evenground.sources import fingertips_groups as groups
from evenground.sources import text
from evenground.sources.fingertips_checks import SetAside

TEXTS = {
    "Indicator ID": "indicator_id",
    "Indicator Name": "indicator",
    "Area Code": "area_code",
    "Area Name": "area",
    "Area Type": "area_type",
    "Sex": "sex",
    "Age": "age",
    "Category Type": "category_type",
    "Category": "category",
    "Time period": "period",
    "Value note": "note",
    "Time period Sortable": "sortable",
    "Time period range": "range",
}
NUMBERS = {
    "Value": "value",
    "Lower CI 95.0 limit": "lower",
    "Upper CI 95.0 limit": "upper",
    "Lower CI 99.8 limit": "lower_998",
    "Upper CI 99.8 limit": "upper_998",
    "Count": "count",
    "Denominator": "denominator",
}
COLUMNS = [
    *("indicator_id", "indicator", "area_code", "area", "area_type", "sex", "age"),
    *("dimension", "dimension_title", "group", "order", "period", "period_start", "period_end"),
    *("value", "lower", "upper", "lower_998", "upper_998", "count", "denominator"),
    *("status", "note", "line"),
]
ORDER = [
    *("indicator_id", "area_code", "sex", "age", "dimension", "order", "group"),
    *("period_start", "period_end"),
]


@dataclass(frozen=True)
class Published:
    """A tidy table, and the account of how it was made: rows_read = rows_kept + rows set aside."""

    table: pl.DataFrame
    rows_read: int
    set_aside: list[SetAside]
    indicators: dict[str, str]
    periods: list[str]
    dimensions: dict[str, str]
    notes: list[str]
    digest: str

    @property
    def rows_kept(self) -> int:
        return self.table.height


def read(given: Path | bytes, *, name: str = "", limit_rows: int | None = None) -> Published:
    """A Fingertips CSV file as a tidy table, with the account of what was read and set aside.

    Shapes   given: a path or the bytes of the file; the table has a row for each number.
    Units    as published; a definition is asked whether counts give the value, nothing else.
    Limits   as published, 95% and 99.8%; those that do not enclose their value are left out.
    Raises   DataError naming file, line and column: not a Fingertips CSV, empty, cut off, a number
             that is none, two numbers for one thing, more than `limit_rows`.
    Checked  every file of that form in the shared data: rows read = rows kept + rows set aside.
    """
    name = name or (given.name if isinstance(given, Path) else "The file")
    checked = text.check(given, name, refuse_other_columns)
    if limit_rows is not None and len(checked.lines) > limit_rows:
        raise DataError(
            f"{name} has {len(checked.lines):,} rows and this page takes {limit_rows:,}. Use the "
            f"command `evenground import fingertips`, or download fewer areas or indicators."
        )
    rows = read_rows(checked)
    checks.refuse_what_is_no_number(rows, name, NUMBERS)
    rows, set_aside = checks.sort_out(rows, name)
    checks.refuse_holes(rows, name, {v: k for k, v in TEXTS.items()})
    rows, group_notes = groups.into_dimensions(rows)
    rows, twice = checks.drop_duplicates(rows, name, list(NUMBERS.values()))
    rows, number_notes = checks.drop_untrustworthy(rows)
    rows = rows.with_columns(status=status()).sort(ORDER)
    table = rows.select(COLUMNS).cast({pl.Categorical: pl.String})
    return Published(
        table=table,
        rows_read=len(checked.lines),
        set_aside=set_aside + twice,
        indicators=names(table, "indicator_id", "indicator"),
        periods=table.unique("period").sort("period_start", "period_end")["period"].to_list(),
        dimensions=names(table, "dimension", "dimension_title"),
        notes=[*checked.notes, *group_notes, *number_notes],
        digest=checked.digest,
    )


def refuse_other_columns(header: list[str], name: str) -> None:
    optional = {"Lower CI 99.8 limit", "Upper CI 99.8 limit", "Time period range"}
    wanted = [column for column in [*TEXTS, *NUMBERS] if column not in optional]
    missing = [column for column in wanted if column not in header]
    repeated = sorted({column for column in header if header.count(column) > 1} & {*wanted})
    if not missing and not repeated:
        return
    found = ", ".join(header[:8]) + (" ..." if len(header) > 8 else "")
    what = "lacks these columns" if missing else "has these columns twice"
    raise DataError(
        f"{name} {what}: {', '.join(missing or repeated)}. Its own begin: {found}. Is this a "
        "Fingertips file? Download the data as CSV from Fingertips and leave its headings alone."
    )


def read_rows(checked: text.Text) -> pl.DataFrame:
    """Texts trimmed, numbers as numbers, the line of each row, and what was no number."""
    places = {heading: str(place) for place, heading in enumerate(checked.header)}
    written = {
        short: pl.col(places[heading]).str.strip_chars().replace("", None)
        if heading in places
        else pl.lit(None, pl.String)
        for heading, short in {**TEXTS, **NUMBERS}.items()
    }
    written["area"] = written["area"].str.replace_all(r"\s*[\r\n]\s*", " ")
    texts = [written[short].cast(pl.Categorical).alias(short) for short in TEXTS.values()]
    numbers = {short: written[short].cast(pl.Float64, strict=False) for short in NUMBERS.values()}
    wrong = [
        pl.when(
            written[short].is_not_null() & ~numbers[short].is_finite().fill_null(value=False)
        ).then(pl.format(f"{column}\n{{}}", written[short]))
        for column, short in NUMBERS.items()
    ]
    parts = [
        pl.scan_csv(part, infer_schema=False)
        .select(*texts, wrong=pl.coalesce(wrong), **numbers)
        .collect()
        for part in checked.parts()
    ]
    return pl.concat(parts).with_columns(line=pl.Series(checked.lines))


def status() -> pl.Expr:
    """A number without a value is suppressed when its note says that it was hidden to protect
    people, and missing when it was withheld for another reason or for none that is told."""
    note = pl.col("note").cast(pl.String)
    hidden = note.str.contains(r"(?i)sup+ress|disclos|small (number|count)")
    other = note.str.contains(r"(?i)quality|incomplete")
    return (
        pl.when(pl.col("value").is_not_null())
        .then(pl.lit("value"))
        .when(hidden & ~other)
        .then(pl.lit("suppressed"))
        .otherwise(pl.lit("missing"))
    )


def names(table: pl.DataFrame, key: str, title: str) -> dict[str, str]:
    pairs = table.select(key, title).unique(key, keep="first", maintain_order=True).sort(key)
    return dict(pairs.iter_rows())
