"""Small areas: does each code stand in the list of areas, and in the edition it is declared to be of?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from evenground.counting.engines.table import Table
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding
from evenground.counting.quality.rules import Rules
from evenground.counting.query import NOT_RECORDED, Count, Query

ENGLAND = r"^E01\d{6}$"


@dataclass(frozen=True)
class Editions:
    """The LSOAs in England of each edition, by the number after "E01", and which columns hold which."""

    numbers: dict[str, pl.Series]
    columns: dict[str, str]
    made: str


@cache
def editions() -> Editions:
    said = tomllib.loads(files(__package__).joinpath("lsoas.toml").read_text("utf-8"))
    parts = {name: numbers(text) for name, text in said["numbers"].items()}
    both = parts.pop("both")
    return Editions(
        {name.removeprefix("only_"): pl.Series(sorted(both + own)) for name, own in parts.items()},
        said["columns"],
        said["made"],
    )


def numbers(ranges: str) -> list[int]:
    ends = ([int(end) for end in part.split("-")] for part in ranges.split())
    return [number for pair in ends for number in range(pair[0], pair[-1] + 1)]


def small_areas(table: Table, asked: Asked, rules: Rules) -> Iterator[Finding | None]:
    """What is wrong with the codes of small areas, a query for each column of them."""
    for column, edition in editions().columns.items():
        if column in asked.known and asked.known[column].kind == "text":
            codes = table.aggregate(Query((column,), {"rows": Count()}))
            yield from about_codes(codes.rename({column: "code"}), column, edition, rules)


def about_codes(
    codes: pl.DataFrame, column: str, edition: str, rules: Rules
) -> Iterator[Finding | None]:
    """Findings about a table of codes and how many rows have each."""
    number = pl.when(pl.col("code").str.contains(ENGLAND)).then(
        pl.col("code").str.slice(3).cast(pl.Int64, strict=False)
    )
    of = {name: number.is_in(known.implode()) for name, known in editions().numbers.items()}
    others = pl.any_horizontal(of[name] for name in of if name != edition)
    missing = pl.col("code") == NOT_RECORDED
    kind = (
        pl.when(missing).then(pl.lit("place-not-known"))
        .when(pl.col("code").str.starts_with(editions().made)).then(pl.lit("right"))
        .when(of[edition]).then(pl.lit("right"))
        .when(others).then(pl.lit("lsoa-of-another-edition"))
        .otherwise(pl.lit("unmatched-lsoa"))
    )  # fmt: skip
    counted = dict(codes.group_by(kind.alias("kind")).agg(pl.col("rows").sum()).iter_rows())
    rows = sum(counted.values())
    for rule in ("place-not-known", "lsoa-of-another-edition", "unmatched-lsoa"):
        detail = f"declared as LSOA {edition}" if rule == "lsoa-of-another-edition" else ""
        yield finding(rules[rule], counted.get(rule, 0), rows, column=column, detail=detail)
