"""The cells of a long table: which columns there are, texts as texts, numbers as numbers.

A cell that is not what its column takes is a mistake, told with its row. A mark such as `*` is
read as no number only in a row whose `status` says why there is none; it is never read as 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from evenground.errors import DataError
from evenground.profile.table.mistakes import Mistakes
from evenground.profile.table.reading import ROW, Given

AMONG = ["indicator_id", "area_code", "sex", "age", "dimension"]
KEY = [*AMONG, "group", "period"]
TEXTS = [
    *("indicator_id", "indicator", "area_code", "area", "area_type", "sex", "age"),
    *("dimension", "dimension_title", "group", "period", "status", "note"),
    *("unit", "kind", "better_when", "reference", "age_band"),
]
NUMBERS = ["value", "lower", "upper", "se", "count", "denominator", "population", "order"]
FLAGS = ["ordered", "compared"]
DATES = ["period_start", "period_end"]
KNOWN = [*TEXTS, *NUMBERS, *FLAGS, *DATES]
ALIASES = {"place": "area", "place_code": "area_code"}
IMPORTED = "line"  # only tables from `evenground import` and `measure` have this column
OF_CELLS = "numerator"  # only cells of `evenground count` have a column with this name or end
READ = {*KNOWN, *ALIASES, IMPORTED}
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
NEEDED = [
    ("indicator_id", "indicator"),
    ("area_code", "area"),
    ("dimension",),
    ("group",),
    ("period",),
]
CHOICES = {
    "status": ("value", "suppressed", "too_few", "missing", "not_asked"),
    "kind": ("proportion", "rate"),
    "better_when": ("higher", "lower"),
}
MOST = 12  # headings shown of a table that lacks one
YES, NO = ("yes", "true", "1"), ("no", "false", "0")
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
MARKS = [
    *("*", "**", "-", "–", "—", ".", "..", "...", ":", "~", "#"),
    *("c", "[c]", "(c)", "x", "[x]", "z", "[z]", "u", "[u]", "low", "[low]"),
    *("s", "sup", "suppressed", "na", "n/a", "nan", "nd", "null", "none", "missing"),
]
MARKED = (
    "a mark stands where a number belongs. If it means hidden or missing, say so in the column "
    "`status` of that row (suppressed, missing or not_asked); it is never read as 0."
)
PARTED = "has a comma or space inside a number. Write 1234.5, without thousands separators."
PER_CENT = "has a per cent sign. Write the number alone and declare the `unit` percent."


def cells(
    given: Given,
    mistakes: Mistakes,
    declare: Mapping[str, str],
    columns: Mapping[str, str] | None = None,
) -> tuple[pl.DataFrame, list[str]]:
    """The frame with every known column, each of its type; and the columns that are not read."""
    frame = named(renamed(given.frame, columns or {}), declare)
    refuse_other_tables(frame, mistakes.name, given.frame.columns)
    unread = [name for name in frame.columns if name not in {*KNOWN, ROW, IMPORTED}]
    unread = [name for name in unread if name not in ("lower_998", "upper_998")]
    texts = [text_of(frame, name) for name in TEXTS]
    flags = [text_of(frame, name).str.to_lowercase() for name in FLAGS]
    numbers = [number_of(frame, name) for name in NUMBERS]
    frame = frame.select(ROW, *texts, *flags, *numbers, *(date_of(frame, name) for name in DATES))
    missing_texts(frame, mistakes)
    frame = chosen(frame, mistakes)
    return read_numbers(frame, mistakes), unread


def renamed(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """The columns that a person says stand for those of a long table."""
    for name, heading in columns.items():
        refuse_unknown_column(name)
        if heading not in frame.columns:
            raise DataError(
                f"The table has no column {heading!r} to be `{name}`. It has: {listed(frame.columns)}."
            )
    return frame.rename({heading: name for name, heading in columns.items()})


def refuse_unknown_column(name: str) -> None:
    if name not in KNOWN:
        raise DataError(f"{name!r} is no column of a long table. There are: {', '.join(KNOWN)}.")


def listed(columns: list[str]) -> str:
    shown = [column for column in columns if column != ROW]
    return ", ".join(shown[:MOST]) + (f" and {len(shown) - MOST} more" if len(shown) > MOST else "")


def named(frame: pl.DataFrame, declare: Mapping[str, str]) -> pl.DataFrame:
    """Headings in small letters with underscores; columns that are declared for all rows."""
    plain = {name: "_".join(name.strip().lower().split()) for name in frame.columns}
    names = {name: ALIASES.get(short, short) for name, short in plain.items()}
    names = {name: short if short in READ else name for name, short in names.items()}
    all_names = list(names.values())
    if repeated := sorted({name for name in all_names if all_names.count(name) > 1}):
        which = ", ".join(repr(name) for name, short in names.items() if short in repeated)
        raise DataError(
            f"Two columns mean the same: {', '.join(repeated)} ({which}). Keep one of each, or rename "
            "one."
        )
    frame = frame.rename(names)
    for name, value in declare.items():
        refuse_unknown_column(name)
        if name in frame.columns:
            raise DataError(
                f"`{name}` is declared for all rows and the table has that column too. "
                "Leave out one of the two."
            )
        frame = frame.with_columns(pl.lit(value).alias(name))
    return frame


def refuse_other_tables(frame: pl.DataFrame, name: str, headings: list[str]) -> None:
    missing = [" or ".join(one) for one in NEEDED if not {*one} & {*frame.columns}]
    if not {"value", "count", "status"} & {*frame.columns}:
        missing.append("value, or count with denominator")
    if missing and any(f" {column}".endswith(f" {OF_CELLS}") for column in frame.columns):
        raise DataError(
            f"{name} looks like cells of `evenground count`, which hold exact small counts. Measure "
            "and protect them first: `evenground profile` does so for their Parquet file, "
            "`profile.measure` in Python."
        )
    only = [heading for heading in headings if heading != ROW]
    between = [what for one, what in SEPARATORS.items() if one in only[0]] if len(only) == 1 else []
    if between:
        raise DataError(
            f"{name} has {between[0]} between its cells. Save it as CSV with commas (in Excel: CSV "
            "UTF-8, comma delimited)."
        )
    if missing:
        raise DataError(
            f"{name} has no column {'; '.join(missing)}. It has: {listed(headings)}. Say which column "
            "is which (--column group=HEADING), or declare one value for all rows (--declare "
            "period=2025). A Fingertips file goes through `evenground import fingertips` first."
        )
    if not frame.height:
        raise DataError(f"{name} has no rows.")


def text_of(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as texts without space around; an absent one is empty."""
    if name not in frame.columns:
        return pl.lit(None, pl.String).alias(name)
    kind = frame.schema[name]
    written = pl.col(name)
    if kind.is_float():
        whole = (written == written.floor()) & (written.abs() < 2**53)
        exact = written.cast(pl.String)
        written = (
            pl.when(whole)
            .then(written.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(exact)
        )
    elif kind == pl.Datetime:
        written = written.dt.to_string("%Y-%m-%d")
    elif kind in (pl.List, pl.Struct, pl.Object):
        raise DataError(f"`{name}` holds {kind}: give texts or numbers.")
    return written.cast(pl.String).str.strip_chars().replace("", None).alias(name)


def number_of(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column of numbers as it is, NaN as missing; any other as texts, to be read."""
    kind = frame.schema.get(name)
    if kind is None or not kind.is_numeric():
        return text_of(frame, name)
    return pl.col(name).cast(pl.Float64).fill_nan(None)


def date_of(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, pl.Date).alias(name)
    if frame.schema[name] == pl.String:
        return pl.col(name).str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    return pl.col(name).cast(pl.Date)


def missing_texts(frame: pl.DataFrame, mistakes: Mistakes) -> None:
    for columns in NEEDED:
        empty = pl.all_horizontal(pl.col(column).is_null() for column in columns)
        mistakes.where(frame, empty, columns[-1], "is empty. Say what the row is about.")


def chosen(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Columns that take one of a few words."""
    for name, words in CHOICES.items():
        small = pl.col(name).str.to_lowercase().str.replace_all(r"[\s-]", "_")
        frame = frame.with_columns(small.alias(name))
        mistakes.where(
            frame, ~pl.col(name).is_in(words), name, f"takes {' or '.join(words)}, or nothing."
        )
    for name in FLAGS:
        mistakes.where(
            frame, ~pl.col(name).is_in([*YES, *NO]), name, "takes yes or no, or nothing."
        )
        flag = pl.col(name).replace_strict(
            {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)},
            default=None,
            return_dtype=pl.Boolean,
        )
        frame = frame.with_columns(flag)
    return frame


def read_numbers(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Numbers of texts. What is none is told by what it is: a mark, a comma, a per cent sign."""
    silent = pl.col("status").is_in([*CHOICES["status"][1:]]).fill_null(value=False)
    for name in NUMBERS:
        if frame.schema[name] == pl.String:
            frame = read_texts(frame, name, silent, mistakes)
        mistakes.where(frame, ~pl.col(name).is_finite(), name, "is not a finite number.")
    return frame


def read_texts(frame: pl.DataFrame, name: str, silent: pl.Expr, mistakes: Mistakes) -> pl.DataFrame:
    cell = pl.col(name)
    number = cell.str.contains(NUMBER)
    mark = pl.lit(value=False) if name == "order" else cell.str.to_lowercase().is_in(MARKS)
    wrong = ~number & ~(mark & silent)
    for kind, what in (
        (mark, MARKED),
        (cell.str.contains(r"\d[, ]\d"), PARTED),
        (cell.str.contains(r"%$"), PER_CENT),
        (pl.lit(value=True), "is not a number."),
    ):
        mistakes.where(frame, wrong & kind, name, what)
        wrong = wrong & ~kind.fill_null(value=False)
    return frame.with_columns(pl.when(number).then(cell).cast(pl.Float64, strict=False).alias(name))


def scale_of(unit: str | None) -> float | None:
    """What a count divided by its denominator is multiplied with to be in `unit`."""
    if unit is None:
        return None
    if unit in ("percent", "proportion"):
        return 100.0 if unit == "percent" else 1.0
    per = re.fullmatch(r"per (\d[\d,]*)", unit)
    return float(per[1].replace(",", "")) if per and float(per[1].replace(",", "")) > 0 else None


def tidy_unit(unit: str | None) -> str | None:
    """ "%" and "per 100000" in the words that definitions use."""
    if unit is None:
        return None
    unit = " ".join(unit.split())
    if unit == "%" or unit.lower() == "percent":
        return "percent"
    per = re.fullmatch(r"(?i)per (\d[\d,]*)", unit)
    return f"per {int(per[1].replace(',', '')):,}" if per else unit
