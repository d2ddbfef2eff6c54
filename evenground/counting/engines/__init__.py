"""The engines that count: one is opened on a table of people, and each gives the same cells."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenground.errors import DataError

if TYPE_CHECKING:
    from evenground.counting.engines.table import Table

ENGINES = ("duckdb", "polars", "postgres", "spark")


def opened(
    people: str | Path | Any,
    engine: str = "duckdb",
    *,
    database: str | Path | None = None,
    master: str | None = None,
) -> AbstractContextManager[Table]:
    """People, opened in an engine for as long as the `with` block lasts.

    Shapes   people: a .parquet or .csv file, a folder of .parquet files, a Polars or Spark data frame,
             or with a database or Spark the name of a table, also `schema.table`.
             database: a DuckDB file, or the address of a PostgreSQL database.
             master: of a Spark cluster; this computer without one, or the session that is running.
    Raises   DataError when there is no such table or it cannot be read, in words and without a value
             of any person.
    Checked  equal cells on four engines and in plain Python: tests/engine/counting/test_engines.py.
    """
    if engine not in ENGINES:
        raise DataError(f"There is no engine {engine!r}. The engines: {', '.join(ENGINES)}.")
    from evenground.counting.engines.duckdb import opened_in_duckdb

    return opened_in_duckdb(people, database)
