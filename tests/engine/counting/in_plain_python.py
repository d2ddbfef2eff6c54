"""A query answered in plain Python, one person at a time: slow and obvious. None is unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlglot import exp

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

Person = Mapping[str, Any]
COMPARED = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
}


def answered(people: Iterable[Person], query: Query) -> list[tuple]:
    """The rows of the answer, sorted."""
    cells: dict[tuple, list[Person]] = defaultdict(list)
    if not query.by:
        cells[()] = []
    for person in people:
        cells[tuple(label(person[key]) for key in query.by)].append(person)
    return sorted(
        (*key, *(aggregated(members, one) for one in query.aggregates.values()))
        for key, members in cells.items()
    )


def label(value: Any) -> str:
    if value is None:
        return NOT_RECORDED
    return str(value).lower() if isinstance(value, bool) else str(value)


def aggregated(people: list[Person], aggregate: Aggregate) -> Any:
    match aggregate:
        case Count(where):
            return sum(1 for person in people if where is None or is_true(where.tree, person))
        case Sum(column, where):
            chosen = [p for p in people if where is None or is_true(where.tree, p)]
            return sum(p[column] for p in chosen if p[column] is not None)
        case Least(column):
            return min((p[column] for p in people if p[column] is not None), default=None)
        case Most(column):
            return max((p[column] for p in people if p[column] is not None), default=None)
        case Different(columns):
            known = {tuple(p[c] for c in columns) for p in people}
            return sum(1 for values in known if None not in values)


def is_true(tree: exp.Expr, person: Person) -> bool:
    return value(tree, person) is True


def value(tree: exp.Expr, person: Person) -> Any:
    """What a condition, or a part of it, is for this person."""
    match tree:
        case exp.Paren():
            return value(tree.this, person)
        case exp.Column():
            return person[tree.name]
        case exp.Literal():
            return str(tree.this) if tree.is_string else float(tree.this)
        case exp.Boolean():
            return bool(tree.this)
        case exp.Cast():
            inner = value(tree.this, person)
            return date.fromisoformat(inner) if tree.is_type("date") else inner
        case exp.Neg():
            inner = value(tree.this, person)
            return None if inner is None else -inner
        case exp.Not():
            inner = value(tree.this, person)
            return None if inner is None else not inner
        case exp.Is():
            return value(tree.this, person) is None
        case exp.And():
            sides = [value(tree.this, person), value(tree.expression, person)]
            return False if False in sides else None if None in sides else True
        case exp.Or():
            sides = [value(tree.this, person), value(tree.expression, person)]
            return True if True in sides else None if None in sides else False
        case exp.In():
            this = value(tree.this, person)
            return None if this is None else this in [value(v, person) for v in tree.expressions]
        case exp.Between():
            this = value(tree.this, person)
            low, high = value(tree.args["low"], person), value(tree.args["high"], person)
            return None if this is None else low <= this <= high
    left, right = value(tree.this, person), value(tree.expression, person)
    return None if left is None or right is None else COMPARED[type(tree)](left, right)
