"""Polars: expressions made from the trees of the canonical statement, on a lazy scan.

Polars' `&`, `|`, `~`, comparisons and `is_in` have SQL's three answers: true, false and unknown.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import add, and_, eq, ge, gt, le, lt, mul, ne, or_, sub
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from sqlglot import exp

from evenground.counting.engines.duckdb import opened_in_duckdb, quiet, read, refusals
from evenground.counting.engines.table import TYPES, UNREADABLE, digest_of, finished, found
from evenground.counting.engines.tally import tallied
from evenground.counting.fit import check
from evenground.counting.query import (
    NOT_RECORDED,
    Aggregate,
    Count,
    Different,
    Least,
    Most,
    Query,
    Sum,
)
from evenground.counting.statement import condition
from evenground.errors import DataError

TWO_SIDED: dict[type[exp.Expr], Any] = {
    exp.And: and_,
    exp.Or: or_,
    exp.EQ: eq,
    exp.NEQ: ne,
    exp.LT: lt,
    exp.LTE: le,
    exp.GT: gt,
    exp.GTE: ge,
    exp.Add: add,
    exp.Sub: sub,
    exp.Mul: mul,
}


class PolarsTable:
    """People in a file or a frame, counted by Polars."""

    name = "polars"

    def __init__(
        self, rows: pl.LazyFrame, where: str, path: Path | None, files: list[Path] | None = None
    ) -> None:
        self.where = where
        self.undigested = None if path else "a table in memory has no bytes of its own"
        self._rows = rows
        self._path = path
        self._files = files or []
        with _refusals(where):
            self._types = rows.collect_schema()
        self._kinds = {name: kind_of(dtype) for name, dtype in self._types.items()}

    def columns(self) -> dict[str, str]:
        return dict(self._kinds)

    def aggregate(self, query: Query) -> pl.DataFrame:
        check(query, self._kinds, self.where)
        if self._path and any(isinstance(one, Different) for one in query.aggregates.values()):
            with opened_in_duckdb(
                self._path
            ) as table:  # a bit for each person, not a table of them
                return table.aggregate(query)
        with _refusals(self.where):
            rows = self._tallied(query)
            if rows is None:
                rows = self._grouped(query)
        return finished(rows, query, self._kinds)

    def _tallied(self, query: Query) -> pl.DataFrame | None:
        if not self._files or not self._can_be_tallied(query):
            return None
        counted = [one for one in query.aggregates.values() if one != Count()]
        columns = {one: _row_by_row(one, self._kinds) for one in counted}
        return tallied(self._files, query, columns)

    def _can_be_tallied(self, query: Query) -> bool:
        """Counts and sums of something, by keys that Polars and Arrow name alike."""
        times = any(isinstance(self._types[name], pl.Datetime) for name in query.by)
        sums = all(isinstance(one, Count | Sum) for one in query.aggregates.values())
        return bool(query.by) and sums and not times

    def _grouped(self, query: Query) -> pl.DataFrame:
        kinds = self._kinds
        keys = [_key(name, kinds[name]).alias(f"k{i}") for i, name in enumerate(query.by)]
        aggregates = [
            _aggregate(one, kinds).alias(f"a{i}") for i, one in enumerate(query.aggregates.values())
        ]
        rows = self._rows.group_by(keys).agg(aggregates) if keys else self._rows.select(aggregates)
        return rows.collect(engine="streaming")

    def digest(self) -> str | None:
        return digest_of(self._path) if self._path else None


@contextmanager
def opened_in_polars(people: str | Path | pl.DataFrame | pl.LazyFrame) -> Iterator[PolarsTable]:
    """People in Polars. A CSV file is read by DuckDB, so that its columns have the same types."""
    if isinstance(people, pl.DataFrame | pl.LazyFrame):
        yield PolarsTable(people.lazy(), "the table of people", None)
        return
    path = found(people)
    if path.suffix.lower() != ".csv":
        files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        yield PolarsTable(pl.scan_parquet(files, glob=False), path.name, path, files)
        return
    with tempfile.TemporaryDirectory(prefix="evenground-") as folder:
        copy = Path(folder) / "people.parquet"
        with quiet() as connection, refusals(path.name):
            read(connection, path).write_parquet(str(copy))
        yield PolarsTable(pl.scan_parquet(copy, glob=False), path.name, path, [copy])


def kind_of(dtype: pl.DataType) -> str:
    """boolean, whole, number, text or date; Polars' own name for anything else."""
    if dtype == pl.Boolean:
        return "boolean"
    if dtype.is_integer() or (isinstance(dtype, pl.Decimal) and dtype.scale == 0):
        return "whole"
    if dtype.is_float() or dtype.is_decimal():
        return "number"
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return "text"
    if dtype == pl.Date or (isinstance(dtype, pl.Datetime) and dtype.time_zone is None):
        return "date"
    return type(dtype).__name__.lower()


def expression(tree: exp.Expr) -> pl.Expr:
    """A condition of the canonical statement as an expression of Polars."""
    match tree:
        case exp.Column():
            return pl.col(tree.name)
        case exp.Paren():
            return expression(tree.this)
        case exp.Not():
            return ~expression(tree.this)
        case exp.Neg():
            return -expression(tree.this)
        case exp.Is():
            return expression(tree.this).is_null()
        case exp.Between():
            low, high = expression(tree.args["low"]), expression(tree.args["high"])
            return expression(tree.this).is_between(low, high)
        case exp.In():
            return _among(expression(tree.this), tree.expressions)
        case exp.Boolean():
            return pl.lit(bool(tree.this))
        case exp.Literal(is_string=True):
            return pl.lit(tree.this)
        case exp.Literal():
            return _number(tree.this)
        case exp.Cast():
            return _cast(tree)
    return TWO_SIDED[type(tree)](expression(tree.this), expression(tree.expression))


def _among(this: pl.Expr, values: list[exp.Expr]) -> pl.Expr:
    if all(one.is_string for one in values):
        return this.is_in([one.name for one in values])
    return reduce(or_, (this == expression(one) for one in values))


def _number(text: str) -> pl.Expr:
    """With its type said: without one it takes the column's, where -1 or 300 may be missing."""
    whole = text.isdigit() and int(text) < 2**63
    return pl.lit(int(text), pl.Int64) if whole else pl.lit(float(text), pl.Float64)


def _cast(tree: exp.Cast) -> pl.Expr:
    to = {"TEXT": pl.String, "DOUBLE": pl.Float64, "DATE": pl.Date}[tree.to.this.value]
    inner = expression(tree.this)
    return inner.str.to_date("%Y-%m-%d") if to == pl.Date and tree.this.is_string else inner.cast(to)  # fmt: skip


def _key(name: str, kind: str) -> pl.Expr:
    key = pl.col(name)
    return {"text": key.cast(pl.String).fill_null(NOT_RECORDED), "date": key.cast(pl.Date)}.get(kind, key)  # fmt: skip


def _where(aggregate: Count | Sum, kinds: Mapping[str, str]) -> pl.Expr:
    return expression(condition(aggregate.where, kinds)) if aggregate.where else pl.lit(True)


def _row_by_row(aggregate: Aggregate, kinds: Mapping[str, str]) -> pl.Expr:
    """What each row adds to a count (true or false) or to a sum (a number)."""
    if isinstance(aggregate, Count):
        return _where(aggregate, kinds).fill_null(False)
    if isinstance(aggregate, Sum):
        return pl.when(_where(aggregate, kinds)).then(pl.col(aggregate.column))
    raise TypeError(f"{aggregate} does not add up")


def _aggregate(aggregate: Aggregate, kinds: Mapping[str, str]) -> pl.Expr:
    match aggregate:
        case Count(None):
            return pl.len()
        case Count(where) if where and not where.columns:
            return pl.len() * _where(aggregate, kinds).cast(pl.Int64)
        case Count() | Sum():
            return _row_by_row(aggregate, kinds).cast(pl.Int64).sum()
        case Least(column):
            return pl.col(column).cast(TYPES[kinds[column]]).min()
        case Most(column):
            value = pl.col(column).cast(TYPES[kinds[column]])
            return value.nan_max() if kinds[column] == "number" else value.max()
        case Different(columns):
            known = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
            return pl.struct(columns).filter(known).n_unique()


@contextmanager
def _refusals(where: str) -> Iterator[None]:
    """What Polars says may hold somebody's data; what we say names the file."""
    try:
        yield
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError):
        raise DataError(f"{where} {UNREADABLE}") from None
