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
    engine: str | None = None,
    *,
    database: str | Path | None = None,
    master: str | None = None,
) -> AbstractContextManager[Table]:
    """People, opened in an engine for as long as the `with` block lasts.

    Shapes   people: a .parquet or .csv file (Spark: no CSV), a folder of .parquet files, a Polars or Spark data frame,
             or with a database or Spark the name of a table, also `schema.table`.
             engine: without one, polars for files and frames, and duckdb for a database.
             database: a DuckDB file, or the address of a PostgreSQL database.
             master: of a Spark cluster; this computer without one, or the session that is running.
    Raises   DataError when there is no such table or it cannot be read, in words and without a value
             of any person.
    Checked  equal cells on four engines and in plain Python: tests/engine/counting/test_engines.py.
    """
    engine = engine or ("polars" if database is None else "duckdb")
    if engine not in ENGINES:
        raise DataError(f"There is no engine {engine!r}. The engines: {', '.join(ENGINES)}.")
    _check_use(engine, database, master)
    if (
        engine == "spark"
        and isinstance(people, str | Path)
        and str(people).lower().endswith(".csv")
    ):
        raise DataError(
            f"{Path(people).name}: Spark counts Parquet files and tables. Count a CSV file with Polars "
            "or DuckDB, which read its columns alike, or write it as Parquet first."
        )
    if engine == "polars":
        from evenground.counting.engines.polars import opened_in_polars

        return opened_in_polars(people)
    if engine == "postgres":
        from evenground.counting.engines.postgres import opened_in_postgres

        return opened_in_postgres(people, str(database))
    if engine == "spark":
        from evenground.counting.engines.spark import opened_in_spark

        return opened_in_spark(people, master)
    from evenground.counting.engines.duckdb import opened_in_duckdb

    return opened_in_duckdb(people, database)


def _check_use(engine: str, database: str | Path | None, master: str | None) -> None:
    if engine == "postgres" and database is None:
        raise DataError(
            "PostgreSQL needs the address of a database (postgresql://...) and the name of a table."
        )
    if database is not None and engine not in ("duckdb", "postgres"):
        raise DataError(f"The engine {engine} reads files and frames, not a database.")
    if master is not None and engine != "spark":
        raise DataError(f"A master is Spark's; the engine {engine} has none.")
