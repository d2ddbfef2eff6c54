"""PostgreSQL: the canonical statement carried over by sqlglot, in a transaction that only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import psycopg
from psycopg.conninfo import conninfo_to_dict

from evenground.counting.engines.table import finished, schema
from evenground.counting.fit import check
from evenground.counting.query import Query
from evenground.counting.statement import named, sql, statement
from evenground.errors import DataError

KINDS = {
    "boolean": "boolean",
    **dict.fromkeys(("smallint", "integer", "bigint"), "whole"),
    **dict.fromkeys(("numeric", "real", "double precision"), "number"),
    **dict.fromkeys(("text", "character varying", "character", "uuid"), "text"),
    **dict.fromkeys(("date", "timestamp without time zone"), "date"),
}
COLUMNS = """
    SELECT attname, CASE typtype WHEN 'e' THEN 'text'
                    ELSE format_type(coalesce(nullif(typbasetype, 0), atttypid), atttypmod) END
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
BATCH = 20_000  # rows of the answer that are Python objects at one time


class PostgresTable:
    """People in a table or a view of a PostgreSQL database, counted there."""

    name = "postgres"
    undigested: str | None = "a table of a database has no bytes of its own"

    def __init__(self, connection: psycopg.Connection[Any], where: str, table: str) -> None:
        self.where = where
        self._connection = connection
        self._table = named(table)
        name = sql(self._table, "postgres")
        with refusals(where):
            rows = connection.execute(COLUMNS, [name]).fetchall()
        if not rows:
            raise DataError(f"There is no {where}. Give its name, or schema.table.")
        self._kinds = {column: kind_of(type_name) for column, type_name in rows}

    def columns(self) -> dict[str, str]:
        return dict(self._kinds)

    def aggregate(self, query: Query) -> pl.DataFrame:
        kinds = self._kinds
        check(query, kinds, self.where)
        text = sql(statement(query, self._table, kinds), "postgres")
        types = schema(query, kinds)
        batches = [pl.DataFrame(schema=types)]
        with refusals(self.where), self._connection.cursor(name="evenground") as answer:
            answer.execute(text.encode())
            while rows := answer.fetchmany(BATCH):
                batches.append(pl.DataFrame(rows, schema=types, orient="row"))
        return finished(pl.concat(batches), query, kinds)

    def digest(self) -> None:
        return None


@contextmanager
def opened_in_postgres(people: object, address: str) -> Iterator[PostgresTable]:
    """A table of people in a PostgreSQL database, all its answers from one moment."""
    if not isinstance(people, str):
        raise DataError("In PostgreSQL people are the name of a table, or schema.table.")
    try:
        database = conninfo_to_dict(address).get("dbname") or "PostgreSQL"
        connection = psycopg.connect(address)
    except psycopg.Error:
        raise DataError(
            "The PostgreSQL database cannot be reached. Look at the address "
            "(postgresql://user@host:5432/database), and whether you may connect to it."
        ) from None
    with connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield PostgresTable(connection, f"table {people} of the database {database}", people)


def kind_of(type_name: str) -> str:
    """boolean, whole, number, text or date; PostgreSQL's own name for anything else."""
    if type_name.startswith("numeric(") and type_name.endswith(",0)"):
        return "whole"
    plain = re.sub(r"\(.*?\)", "", type_name)
    return KINDS.get(plain, plain)


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """What PostgreSQL says may hold somebody's data; what we say names the table."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege:
        raise DataError(f"{where}: you may not read it. Ask its owner.") from None
    except psycopg.errors.NumericValueOutOfRange:
        raise DataError(f"{where}: a number in it, or a sum of them, is too large.") from None
    except psycopg.errors.QueryCanceled:
        raise DataError(f"{where}: the count was stopped, perhaps for taking too long.") from None
    except psycopg.Error:
        raise DataError(
            f"{where} cannot be counted: the connection broke, or PostgreSQL refused."
        ) from None
