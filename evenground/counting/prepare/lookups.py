"""What the recipe's lists and files say of the values that the extract has, as small tables to join with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from evenground.counting.prepare.account import Coded
from evenground.counting.prepare.ethnicity import meanings
from evenground.counting.prepare.extract import FATE, START, USED
from evenground.counting.prepare.people import value
from evenground.counting.prepare.periods import day_of, name_of
from evenground.counting.prepare.reading import ReadRecipe
from evenground.counting.prepare.recipe import DeprivationFile, Ethnicity
from evenground.errors import DataError
from evenground.indicators.codes import Codes, codes_of
from evenground.indicators.codes.deprivation import edition, read_deprivation
from evenground.indicators.codes.place_lookups import read_place_lookup
from evenground.indicators.definitions.dimension import dimensions
from evenground.indicators.definitions.files import plain

Schema = dict[str, Any]
CODES_AT_MOST = 100_000  # so many different values are no codes


@dataclass
class LookedUp:
    """How many records have a code, a code of no list, an area of another census."""

    codes: dict[str, Coded] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    with_area: int = 0


def look_up(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> LookedUp:
    """Make the tables that people are joined with, from the values that the used records have.

    Raises   DataError for look-up files that cannot be used, each as its reader says.
    """
    found = LookedUp()
    recipe = read.recipe
    if recipe.sex:
        _sexes(connection, recipe.sex.column, codes_of(*recipe.sex.codes), found)
    if recipe.ethnicity:
        _ethnic_codes(connection, recipe.ethnicity, found)
    if recipe.deprivation:
        _areas(connection, read, recipe.deprivation, found)
    return found


def _values(connection: duckdb.DuckDBPyConnection, column: str) -> dict[str, int]:
    """The different values of a coded column, with how many used records have each."""
    rows = connection.execute(
        f"SELECT {value(column)}, count(*) FROM typed WHERE {FATE} = '{USED}' AND {value(column)} IS NOT NULL "  # noqa: S608
        f"GROUP BY 1 ORDER BY 1 LIMIT {CODES_AT_MOST + 1}"
    ).fetchall()
    if len(rows) > CODES_AT_MOST:
        raise DataError(
            f"Column {column} of the recipe has more than {CODES_AT_MOST:,} different values: it does not "
            "hold codes. Name another column."
        )
    return dict(rows)


def _count(found: LookedUp, column: str, values: dict[str, int], codes: Codes) -> None:
    unknown = {said: records for said, records in values.items() if codes.find(said) is None}
    found.codes[column] = Coded(
        records=sum(values.values()),
        unknown=sum(unknown.values()),
        different_unknown=len(unknown),
    )


def _sexes(
    connection: duckdb.DuckDBPyConnection, column: str, codes: Codes, found: LookedUp
) -> None:
    values = _values(connection, column)
    _count(found, column, values, codes)
    rows: list[dict[str, object]] = []
    for said in values:
        listed = codes.find(said)
        if listed and listed.code.state == "known":
            rows.append({"value": said, "label": codes.group(listed, "sex")})
    _table(connection, "sex_codes", rows, {"value": pl.String, "label": pl.String})


def _ethnic_codes(
    connection: duckdb.DuckDBPyConnection, ethnicity: Ethnicity, found: LookedUp
) -> None:
    codes = codes_of(*ethnicity.codes)
    meant = dict(
        zip((plain(one.code.code) for one in codes), meanings(codes, ethnicity), strict=True)
    )
    rows: dict[str, dict[str, object]] = {}
    for one in ethnicity.columns:
        values = _values(connection, one.column)
        _count(found, one.column, values, codes)
        for said in values:
            if listed := codes.find(said):
                rows[said] = {"value": said} | asdict(meant[plain(listed.code.code)])
    whole: Schema = dict.fromkeys(("code", "weight", "coarse", "fine"), pl.Int32)
    _table(connection, "ethnic_codes", list(rows.values()), {"value": pl.String, "known": pl.Boolean} | whole)  # fmt: skip
    groups: list[dict[str, object]] = [
        {"code": index, "state": one.code.state}
        | {key: _label(codes.group(one, key), key) for key in ethnicity.groups}
        for index, one in enumerate(codes)
    ]
    text: Schema = dict.fromkeys(("state", *ethnicity.groups), pl.String)
    _table(connection, "ethnic_groups", groups, {"code": pl.Int32} | text)


def _label(group: str, key: str) -> str | None:
    """A group's label; nothing where the dimension has no such group, which is counted as not recorded."""
    return group if dimensions()[key].order_of(group) else None


def _areas(
    connection: duckdb.DuckDBPyConnection, read: ReadRecipe, said: DeprivationFile, found: LookedUp
) -> None:
    deprivation = read_deprivation(
        read.file(said.file),
        edition=edition(said.edition),
        area=said.area,
        value=said.value,
        kind=said.kind,
        one_is=said.one_is,
    )
    for code, records in _values(connection, said.column).items():
        found.with_area += records
        if reason := deprivation.why_not(code):
            found.areas[reason] = found.areas.get(reason, 0) + records
    connection.register("areas", deprivation.table.to_arrow())


def place_periods(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> None:
    """Make `periods` with their day, and a table for each look-up of places: who lies where on that day."""
    period = read.recipe.period
    days: dict[int, date] = {}
    rows: list[dict[str, object]] = []
    found = connection.execute(
        f"SELECT DISTINCT {START} FROM years ORDER BY 1"  # noqa: S608
    ).fetchall()
    for (start,) in found:
        name = name_of(start, period.year)
        if day := day_of(name, period):
            days[start] = day
            rows.append({"start": start, "period": name, "day": day})
    _table(connection, "periods", rows, {"start": pl.Int64, "period": pl.String, "day": pl.Date})
    for index, place in enumerate(read.recipe.places):
        if place.file and place.code and place.parent:
            lookup = read_place_lookup(
                read.file(place.file),
                code=place.code,
                parent=place.parent,
                first=place.first,
                last=place.last,
                dates=place.dates,
                end_is=place.end_is,
            )
            tables = [lookup.on(day).with_columns(start=pl.lit(start, pl.Int64)) for start, day in days.items()]  # fmt: skip
            empty = pl.DataFrame(schema={"code": pl.String, "parent": pl.String, "start": pl.Int64})
            connection.register(f"place_{index}", pl.concat([empty, *tables]).to_arrow())


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: list[dict[str, object]],
    schema: Schema,
) -> None:
    connection.register(name, pl.DataFrame(rows, schema=schema).to_arrow())
