"""People to cells: how many are counted, and how many of them had the outcome.

The only code that reads people. Cells add up, so partners can count at home and send cells. They hold
exact small counts: keep them where the people are, and publish through `evenground.profile.measure`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from pydantic import ValidationError

from evenground.counting.files import whole
from evenground.counting.provenance import KEY, Provenance, as_metadata
from evenground.errors import DataError, DefinitionError
from evenground.indicators.definition import ALL, EVERYONE, Count, Indicator

NOT_RECORDED = "Not recorded"
COLUMNS = {
    "indicator": pl.String,
    "area_type": pl.String,
    "place": pl.String,
    "parent": pl.String,
    "dimension": pl.String,
    "group": pl.String,
    "period": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
}
READERS = {".parquet": "read_parquet", ".csv": "read_csv"}
OFFLINE: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True)
class Counted:
    """An indicator with the part that says how to count it."""

    id: str
    rule: Count


def count(
    people: Path | pl.DataFrame, indicators: Iterable[Indicator], *, period: str = "period"
) -> pl.DataFrame:
    """A row for each indicator, place, dimension, group and period.

    Shapes   people: a row for each person in each period; true or false columns say who is counted
             (denominator) and who had the outcome (numerator, only among those counted).
    Groups   every group a dimension has anywhere is a row everywhere, with 0 where it has nobody; a
             person without a recorded group is counted as "Not recorded", never dropped.
    Places   the columns of `places`, finest first; each place lies in one place of the next column.
    Raises   DefinitionError for a column the table does not have; DataError for one of a wrong type.
    """
    counted = [Counted(i.id, i.count) for i in indicators if i.count is not None]
    if not counted:
        raise DefinitionError(
            "None of these indicators says how to count it. Add a [count] table to a definition file."
        )
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config=OFFLINE) as connection:
        table = _table(people, Path(folder))
        described = _run(connection, f"DESCRIBE SELECT * FROM {table}")  # noqa: S608  # nosec B608
        types = {name: kind for name, kind, *_ in described}
        _check_columns(counted, types, period)
        levels = _levels(counted)
        dimensions = list(dict.fromkeys(group for c in counted for group in c.rule.groups))
        sql = _statement(table, counted, levels, dimensions, period)
        rows = _run(connection, sql)
    wide = _wide(rows, counted, levels, dimensions)
    _check_places(wide, levels)
    return pl.concat([_cells(wide, c, index) for index, c in enumerate(counted)]).sort(
        "indicator", "area_type", "place", "dimension", "group", "period"
    )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(people: Path | pl.DataFrame, folder: Path) -> str:
    """What DuckDB reads from: a function of a file name, quoted."""
    if isinstance(people, pl.DataFrame):
        path = folder / "people.parquet"
        people.write_parquet(path, compression="uncompressed")
    else:
        path = Path(people)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path.name}: people are read from .parquet or .csv files.")
    if not path.is_file():
        raise DataError(f"{path}: there is no such file.")
    name = str(path).replace("'", "''")
    return f"{reader}('{name}')"


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    try:
        return connection.execute(sql).fetchall()
    except duckdb.Error as problem:
        raise DataError(
            "The file of people cannot be read: it may be cut short, or not be the kind of file its "
            "name says. Write it again, then count."
        ) from problem


def _check_columns(counted: Sequence[Counted], types: dict[str, str], period: str) -> None:
    """Every mistake at once; what is wrong in the definitions first."""
    if period not in types:
        raise DataError(f"The table of people has no column `{period}` for the period.")
    unknown: dict[str, list[str]] = {}
    wrong: dict[str, list[str]] = {}
    for c in counted:
        flags = (c.rule.numerator, c.rule.denominator)
        for column in dict.fromkeys((*flags, *c.rule.groups, *c.rule.places)):
            if column not in types:
                unknown.setdefault(f"`{column}`", []).append(c.id)
            elif column in flags and types[column] != "BOOLEAN":
                wrong.setdefault(f"`{column}` ({types[column]})", []).append(c.id)
    if unknown:
        raise DefinitionError(
            "The table of people lacks columns that definitions ask for. Correct the names under "
            f"[count], or add the columns.\n{_asked_for(unknown)}"
        )
    if wrong:
        raise DataError(f"Columns must be true or false. Convert them first.\n{_asked_for(wrong)}")


def _asked_for(columns: dict[str, list[str]]) -> str:
    return "\n".join(
        f"- column {column}, asked for by {', '.join(ids[:3])}"
        + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
        for column, ids in columns.items()
    )


def _levels(counted: Sequence[Counted]) -> tuple[str, ...]:
    """The columns of places, finest first, that all the indicators share."""
    declared = {c.rule.places: c.id for c in counted}
    if len(declared) > 1 or () in declared:
        raise DefinitionError(
            "Indicators counted together name the same `places`, finest first; these differ: "
            + "; ".join(f"{name}: {', '.join(p) or 'none'}" for p, name in declared.items())
        )
    return next(iter(declared))


def _statement(
    table: str,
    counted: Sequence[Counted],
    levels: Sequence[str],
    dimensions: Sequence[str],
    period: str,
) -> str:
    """One pass to the finest cells, then a roll-up of those to every table asked for.

    Names are those of the table, checked and quoted, so nobody can write SQL with them.
    """
    keys = [quoted(name) for name in (*levels, *dimensions)]
    labelled = [f"coalesce(CAST({key} AS VARCHAR), '{NOT_RECORDED}') AS k{i}" for i, key in enumerate(keys)]  # fmt: skip
    flags, sums = [], []
    for i, c in enumerate(counted):
        among, had = quoted(c.rule.denominator), quoted(c.rule.numerator)
        flags.append(f"count(*) FILTER (WHERE {among} AND {had}) AS n{i}")
        flags.append(f"count(*) FILTER (WHERE {among}) AS d{i}")
        sums += [f"CAST(sum(n{i}) AS BIGINT) AS n{i}", f"CAST(sum(d{i}) AS BIGINT) AS d{i}"]
    sets = []
    for finest in range(len(levels)):
        places = [f"k{i}" for i in range(finest, len(levels))]
        by_group = [[f"k{len(levels) + i}"] for i in range(len(dimensions))]
        sets += [f"({', '.join(['period', *places, *group])})" for group in [[], *by_group]]
    names = [f"k{i}" for i in range(len(keys))]
    return f"""
        WITH finest AS (
            SELECT CAST({quoted(period)} AS VARCHAR) AS period, {", ".join(labelled + flags)}
            FROM {table} GROUP BY ALL
        )
        SELECT grouping_id({", ".join(names)}), period, {", ".join(names + sums)}
        FROM finest GROUP BY GROUPING SETS ({", ".join(sets)})
    """  # noqa: S608  # nosec B608


def _wide(
    rows: list[tuple],
    counted: Sequence[Counted],
    levels: Sequence[str],
    dimensions: Sequence[str],
) -> pl.DataFrame:
    """Rows of DuckDB with the place, its parent, the dimension and the group they are about."""
    keys = len(levels) + len(dimensions)
    described = []
    for grouping, period, *rest in rows:
        kept = [not (grouping >> (keys - 1 - i)) & 1 for i in range(keys)]
        level = kept.index(True)
        group = next((i for i in range(len(levels), keys) if kept[i]), None)
        parent = rest[level + 1] if level + 1 < len(levels) else None
        dimension = ALL if group is None else dimensions[group - len(levels)]
        label = EVERYONE if group is None else rest[group]
        described.append(
            (levels[level], rest[level], parent, dimension, label, period, *rest[keys:])
        )
    schema: dict[str, Any] = dict.fromkeys(
        ["area_type", "place", "parent", "dimension", "group", "period"], pl.String
    )
    for i in range(len(counted)):
        schema |= {f"n{i}": pl.Int64, f"d{i}": pl.Int64}
    return pl.DataFrame(described, schema=schema, orient="row")


def _check_places(wide: pl.DataFrame, levels: Sequence[str]) -> None:
    if wide["period"].null_count():
        raise DataError("Some people have no period. Give each row its period, then count.")
    places = wide.select("area_type", "place", "parent").unique()
    twice = places.filter(pl.struct("area_type", "place").is_duplicated())
    if len(twice):
        names = ", ".join(twice["place"].unique().sort())
        raise DataError(f"Each place lies in one larger place, and these lie in several: {names}.")


def _cells(wide: pl.DataFrame, counted: Counted, index: int) -> pl.DataFrame:
    """The cells of one indicator: a full grid of places, groups and periods."""
    dimensions = [ALL, *counted.rule.groups]
    found = wide.filter(pl.col("dimension").is_in(dimensions)).rename(
        {f"n{index}": "numerator", f"d{index}": "denominator"}
    )
    somebody = found.filter(pl.col("denominator") > 0)
    groups = somebody.select("dimension", "group").unique()
    places = found.select("area_type", "place", "parent").unique()
    grid = places.join(groups, how="cross").join(somebody.select("period").unique(), how="cross")
    keys = ["area_type", "place", "dimension", "group", "period"]
    return (
        grid.join(found.select(*keys, "numerator", "denominator"), on=keys, how="left")
        .with_columns(
            pl.lit(counted.id).alias("indicator"), pl.col("numerator", "denominator").fill_null(0)
        )
        .select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
    )


PEOPLE = "people"


@dataclass(frozen=True)
class Cells:
    """The finest counts, and what they were made from.

    Shapes   frame: a row for each period, place and combination of groups that has people, with
             `people` and for each indicator "id numerator" and "id denominator"; rows in order.
    """

    frame: pl.DataFrame
    about: Provenance

    def write(self, path: Path) -> None:
        """A Parquet file that tells what it was made from; the same cells, the same bytes."""
        with whole(path) as part:
            self.frame.write_parquet(part, metadata=as_metadata(self.about))

    @property
    def keys(self) -> list[str]:
        return ["period", *self.about.places, *self.about.groups]


def columns_of(indicator: str) -> tuple[str, str]:
    return f"{indicator} numerator", f"{indicator} denominator"


def in_order(frame: pl.DataFrame, about: Provenance) -> Cells:
    """Cells with their columns and rows in the one order that they have."""
    keys = ["period", *about.places, *about.groups]
    sums = [PEOPLE, *(column for one in about.indicators for column in columns_of(one))]
    return Cells(
        frame.select(pl.col(keys).cast(pl.String), pl.col(sums).cast(pl.Int64)).sort(keys), about
    )


def holds_cells(path: Path) -> bool:
    """Whether a file holds cells, by what it says of itself."""
    return said_by(path).get("format") == Provenance.model_fields["format"].default


def read_cells(path: Path) -> Cells:
    """Cells from the file that `evenground count` or `evenground combine` wrote.

    Raises   DataError for another file, or one that was changed since.
    """
    if not holds_cells(path):
        raise DataError(
            f"{path.name} holds no cells. Make them with `evenground count`, which writes beside the "
            "counts what they were made from."
        )
    try:
        return in_order(pl.read_parquet(path), Provenance.model_validate(said_by(path)))
    except (ValidationError, pl.exceptions.PolarsError) as problem:
        raise DataError(
            f"{path.name} is not as `evenground count` wrote it. Count again; change nothing in it."
        ) from problem


def said_by(path: Path) -> dict:
    """What a Parquet file says of itself; nothing for any other file."""
    try:
        found = json.loads(pl.read_parquet_metadata(path).get(KEY, "{}"))
    except (pl.exceptions.PolarsError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
