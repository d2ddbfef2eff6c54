"""What every engine offers on the one table of people it was opened on, and what they share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from evenground.counting.query import NOT_RECORDED, Aggregate, Least, Most, Query
from evenground.errors import DataError

FILES = (".parquet", ".csv")
TYPES: dict[str, Any] = {
    "boolean": pl.Boolean,
    "whole": pl.Int64,
    "number": pl.Float64,
    "text": pl.String,
    "date": pl.Date,
}
UNREADABLE = (
    "cannot be read: it may be cut short, or not be the kind of file its name says. Write it again, "
    "then count."
)


class Table(Protocol):
    """People as one engine sees them.

    `where` is what people call the table; `undigested` says why it has no digest, when it has none.
    """

    name: str
    where: str
    undigested: str | None

    def columns(self) -> dict[str, str]:
        """The kind of each column: boolean, whole, number, text or date, or else the engine's own
        name for a type that cannot be asked about."""

    def aggregate(self, query: Query) -> pl.DataFrame:
        """A row for each combination of keys that somebody has, in the order of the keys.

        Keys are text ("Not recorded" where missing), counts and sums are whole numbers.
        Raises DataError, in words and without a value of any person.
        """

    def digest(self) -> str | None:
        """The SHA-256 of the bytes counted, or None."""


def found(people: str | Path) -> Path:
    """A file of people, or a folder of Parquet files as Spark writes it."""
    path = Path(people)
    if path.is_dir():
        if not any(path.glob("*.parquet")):
            raise DataError(f"{path.name}: there is no .parquet file in this folder.")
        return path
    if path.suffix.lower() not in FILES:
        raise DataError(f"{path.name}: people are read from .parquet or .csv files.")
    if not path.is_file():
        raise DataError(f"{path}: there is no such file.")
    if not path.stat().st_size:
        raise DataError(f"{path.name} is empty. Write it again, then count.")
    return path


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; of a folder, that of its files' names and their SHA-256s in order."""
    if path.is_dir():
        lines = [f"{one.name} {digest_of(one)}\n" for one in sorted(path.glob("*.parquet"))]
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def schema(query: Query, kinds: Mapping[str, str]) -> dict[str, Any]:
    """The types of an engine's rows: keys as k0, k1, ..., then aggregates as a0, a1, ..."""
    keys = {f"k{i}": TYPES[kinds[name]] for i, name in enumerate(query.by)}
    aggregates = enumerate(query.aggregates.values())
    return keys | {f"a{i}": _type(one, kinds) for i, one in aggregates}


def finished(rows: pl.DataFrame, query: Query, kinds: Mapping[str, str]) -> pl.DataFrame:
    """Rows of an engine under the query's names, in the order of the keys."""
    keys = [
        pl.col(f"k{i}").cast(pl.String).fill_null(NOT_RECORDED).alias(name)
        for i, name in enumerate(query.by)
    ]
    aggregates = [
        pl.col(f"a{i}").cast(_type(one, kinds)).alias(name)
        for i, (name, one) in enumerate(query.aggregates.items())
    ]
    table = rows.select(*keys, *aggregates)
    return table.sort(query.by) if query.by else table


def _type(aggregate: Aggregate, kinds: Mapping[str, str]) -> Any:
    return TYPES[kinds[aggregate.column]] if isinstance(aggregate, Least | Most) else pl.Int64
