"""DuckDB: the canonical statement as it is, on files, frames and tables of a DuckDB database."""

from __future__ import annotations

import glob
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from evenground.counting.engines.bitmaps import spans, with_bitmaps
from evenground.counting.engines.table import UNREADABLE, digest_of, finished, found
from evenground.counting.fit import check
from evenground.counting.query import Query
from evenground.counting.statement import named, sql, statement
from evenground.errors import DataError

OFFLINE: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
KINDS = {
    "BOOLEAN": "boolean",
    **{f"{sign}{name}": "whole" for name in WHOLE for sign in ("", "U")},
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL"), "number"),
    **dict.fromkeys(("VARCHAR", "ENUM", "UUID"), "text"),
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "date"),
}
VIEW = "people"


class DuckDBTable:
    """People in a file, a frame or a table of a DuckDB database, counted by DuckDB."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection, where: str, table: str) -> None:
        self.where = where
        self.undigested: str | None = None
        self.path: Path | None = None
        self._connection = connection
        self._table = named(table)
        self._columns: dict[str, str] | None = None

    def columns(self) -> dict[str, str]:
        if self._columns is None:
            described = f"DESCRIBE SELECT * FROM {sql(self._table, 'duckdb')}"  # noqa: S608
            with refusals(self.where):
                rows = self._connection.execute(described).fetchall()
            self._columns = {name: kind_of(kind) for name, kind, *_ in rows}
        return self._columns

    def aggregate(self, query: Query) -> pl.DataFrame:
        kinds = self.columns()
        check(query, kinds, self.where)
        tree = with_bitmaps(statement(query, self._table, kinds), spans(self, query))
        text = sql(tree, "duckdb")
        with refusals(self.where):
            rows = self._connection.sql(text).pl()
        return finished(rows, query, kinds)

    def digest(self) -> str | None:
        return digest_of(self.path) if self.path else None


def quiet(
    database: str = ":memory:", *, read_only: bool = False, **config: Any
) -> duckdb.DuckDBPyConnection:
    """DuckDB that fetches nothing and draws no bar of its own."""
    connection = duckdb.connect(database, read_only=read_only, config=OFFLINE | config)
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def opened_in_duckdb(
    people: str | Path | pl.DataFrame | pl.LazyFrame, database: str | Path | None = None
) -> Iterator[DuckDBTable]:
    """People in DuckDB, without a download and with nothing left on disk."""
    with tempfile.TemporaryDirectory(prefix="evenground-") as folder:
        config: dict[str, Any] = {"temp_directory": folder, "preserve_insertion_order": False}
        if database is not None:
            with connected(Path(database), config) as connection:
                yield _table_of(connection, str(people), Path(database))
            return
        with quiet(**config) as connection:
            yield _view_of(connection, people)


@contextmanager
def connected(database: Path, config: dict[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    if not database.is_file():
        raise DataError(f"{database}: there is no such database file.")
    try:
        connection = quiet(str(database), read_only=True, **config)
    except duckdb.Error:
        raise DataError(
            f"{database.name} cannot be opened as a DuckDB database. It may be of a later version, "
            "or another program may be writing to it: close that, or write the table as Parquet."
        ) from None
    with connection:
        yield connection


def _table_of(connection: duckdb.DuckDBPyConnection, name: str, database: Path) -> DuckDBTable:
    known = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
    table = DuckDBTable(connection, f"table {name} of {database.name}", name)
    table.undigested = "a table of a database has no bytes of its own"
    if name not in known and "." not in name:
        has = ", ".join(known[:10]) or "none"
        raise DataError(f"{database.name} has no table `{name}`. Its tables: {has}.")
    return table


def _view_of(
    connection: duckdb.DuckDBPyConnection, people: str | Path | pl.DataFrame | pl.LazyFrame
) -> DuckDBTable:
    if isinstance(people, pl.DataFrame | pl.LazyFrame):
        connection.register(VIEW, people.lazy().collect().to_arrow())
        table = DuckDBTable(connection, "the table of people", VIEW)
        table.undigested = "a table in memory has no bytes of its own"
        return table
    path = found(people)
    with refusals(path.name):
        read(connection, path).create_view(VIEW)
    table = DuckDBTable(connection, path.name, VIEW)
    table.path = path
    return table


def read(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    """A file as DuckDB reads it: names in a file's name are no patterns, and a column of a CSV file
    has the type that all of its values have."""
    escaped = glob.escape(str(path))
    if path.is_dir():
        return connection.read_parquet(f"{escaped}/*.parquet", union_by_name=True)
    if path.suffix.lower() == ".csv":
        return connection.read_csv(escaped, header=True, sample_size=-1)
    return connection.read_parquet(escaped)


def kind_of(type_name: str) -> str:
    """boolean, whole, number, text or date; DuckDB's own name for anything else."""
    plain = type_name.split("(")[0]
    if plain == "DECIMAL" and type_name.endswith(",0)"):
        return "whole"
    return "list" if type_name.endswith("]") else KINDS.get(plain, plain.lower())


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """What DuckDB says may hold somebody's data; what we say names the file."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise DataError(
            f"{where}: there is not enough memory, or not enough room for temporary files, to count "
            "this. Free some, or count by fewer columns at once."
        ) from None
    except (duckdb.OutOfRangeException, duckdb.ConversionException):
        raise DataError(
            f"{where}: a number in it, or a sum of them, is too large for its type."
        ) from None
    except duckdb.Error as problem:
        raise DataError(f"{where}{unreadable(str(problem))}") from None


def unreadable(said: str) -> str:
    """Why a file cannot be read, of all that DuckDB said: a line's number, and nothing that stands in it."""
    if "No space left" in said:
        return ": the disk for temporary files is full."
    if "not utf-8" in said:
        return " is not in UTF-8. Save it as CSV with the encoding UTF-8, then count."
    if line := re.search(r"CSV Error on Line: (\d+)", said):
        return (
            f", line {line[1]}: it does not have the columns of the first line. Look for a comma or a "
            "quotation mark too many, and write the file again."
        )
    if "sniffing file" in said:
        return (
            " cannot be read as CSV: lines differ in how many columns they have, or it is not in UTF-8. "
            "Write it again, with a line of names first."
        )
    return f" {UNREADABLE}"
