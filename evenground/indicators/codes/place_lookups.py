"""Where a place lies on a day: look-ups with a beginning and an end, in which no place has two parents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evenground.errors import DataError
from evenground.indicators.codes.deprivation import some
from evenground.indicators.codes.tables import read_columns

if TYPE_CHECKING:
    import polars as pl

EndIs = Literal["last day", "first day after"]
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class PlaceLookup:
    """Places and what they lie in. `table`: code, parent, first, last (both days included)."""

    table: pl.DataFrame
    file: str

    def on(self, day: date) -> pl.DataFrame:
        """Each place that was open on a day, once, with its parent."""
        import polars as pl

        days = pl.lit(day).is_between(pl.col("first"), pl.col("last"))
        return self.table.filter(days).select("code", "parent")


def read_place_lookup(
    path: Path,
    *,
    code: str,
    parent: str,
    first: str | None = None,
    last: str | None = None,
    dates: str = "%Y-%m-%d",
    end_is: EndIs = "last day",
) -> PlaceLookup:
    """Read a look-up of places. Without dates it holds on every day.

    Shapes   a row for each place, parent and time; a row given twice counts once.
    Raises   DataError for a place in two parents on one day, times that overlap, a time that ends before
             it begins, or dates that cannot be read.
    """
    wanted = {"code": code, "parent": parent}
    wanted |= {name: column for name, column in (("first", first), ("last", last)) if column}
    table = read_columns(path, wanted).drop_nulls(["code", "parent"])
    begins = _days(path.name, table, "first", first, dates)
    ends = _days(path.name, table, "last", last, dates)
    if end_is == "first day after":
        ends = ends.dt.offset_by("-1d")
    table = table.select(
        "code", "parent", begins.fill_null(FIRST).alias("first"), ends.fill_null(LAST).alias("last")
    )
    table = table.unique().sort("code", "first", "last", "parent")
    _check(path.name, table)
    return PlaceLookup(table, path.name)


def _days(file: str, table: pl.DataFrame, ours: str, name: str | None, written: str) -> pl.Series:
    """A column of days; all missing where the file has none."""
    import polars as pl

    if name is None:
        return pl.Series([None] * table.height, dtype=pl.Date)
    days = table[ours].str.to_date(written, strict=False)
    if days.null_count() > table[ours].null_count():
        raise DataError(f"{file}, column `{name}`: some dates are not written as {written}.")
    return days


def _check(file: str, table: pl.DataFrame) -> None:
    """Every kind of mistake at once."""
    import polars as pl

    backwards = table.filter(pl.col("last") < pl.col("first"))["code"].unique().sort().to_list()
    before = table.with_columns(
        pl.col("last", "parent").shift(1).over("code").name.prefix("previous ")
    ).filter(pl.col("first") <= pl.col("previous last"))
    other = before.filter(pl.col("parent") != pl.col("previous parent"))["code"].unique().sort().to_list()  # fmt: skip
    same = before.filter(pl.col("parent") == pl.col("previous parent"))["code"].unique().sort().to_list()  # fmt: skip
    said = [
        (backwards, "end before they begin"),
        (other, "lie in two larger places on the same day"),
        (same, "have times that overlap"),
    ]
    if mistakes := [f"- {some(codes)} {what}" for codes, what in said if codes]:
        raise DataError(
            f"{file}: a place lies in one larger place on any day. These do not:\n"
            + "\n".join(mistakes)
            + "\nCorrect the rows, or use a look-up in which each place has one parent."
        )
