"""Different whole numbers, counted by DuckDB with a bit for each number: exact, and light on memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from evenground.counting.engines.table import Table
from evenground.counting.query import Different, Least, Most, Query

BITS = 2**31  # in all groups together: 256 MB

Spans = Mapping[str, tuple[int, int]]


def spans(table: Table, query: Query) -> Spans:
    """The least and the largest of the columns whose different numbers bits suffice for."""
    names = dict.fromkeys(_whole(query, table.columns()))
    if not names:
        return {}
    least = table.aggregate(Query((), {name: Least(name) for name in names})).row(0)
    most = table.aggregate(Query((), {name: Most(name) for name in names})).row(0)
    groups = table.aggregate(Query(query.by, {})).height if query.by else 1
    return {
        name: (low, high)
        for name, low, high in zip(names, least, most, strict=True)
        if low is not None and (high - low + 1) * groups <= BITS
    }


def _whole(query: Query, kinds: Mapping[str, str]) -> Iterator[str]:
    for one in query.aggregates.values():
        if (
            isinstance(one, Different)
            and len(one.columns) == 1
            and kinds[one.columns[0]] == "whole"
        ):
            yield one.columns[0]


def with_bitmaps(statement: exp.Select, known: Spans) -> exp.Expr:
    """The same statement with a bit for each number between the least and the largest."""

    def rewritten(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Filter(
                this=exp.Count(this=exp.Distinct(expressions=[exp.Column() as column]))
            ):
                return _bits(column, *known[column.name]) if column.name in known else node
        return node

    return statement.copy().transform(rewritten)


def _bits(column: exp.Column, least: int, most: int) -> exp.Expr:
    ends = [exp.Literal.number(end) for end in (least, most)]
    bits = exp.func("BITSTRING_AGG", exp.cast(column.copy(), "BIGINT"), *ends)
    return exp.func("COALESCE", exp.func("BIT_COUNT", bits), exp.Literal.number(0))
