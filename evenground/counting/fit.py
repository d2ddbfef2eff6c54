"""Does a table have the columns that a query needs, each of a kind that can be used so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evenground.counting.query import Different, Least, Most, Query, Sum
from evenground.errors import DataError

if TYPE_CHECKING:
    from sqlglot import exp

NUMBERS = ("whole", "number")
KEYS = ("text", "whole", "boolean", "date")
KINDS = ("boolean", "whole", "number", "text", "date")
IN_WORDS = {
    "boolean": "true or false",
    "whole": "a whole number",
    "number": "a number",
    "date": "a date",
}


def check(query: Query, columns: Mapping[str, str], table: str) -> None:
    """Refuse, with every mistake at once, what the table cannot answer.

    Shapes   columns: the kind of each column of the table.
    Raises   DataError, which names the table and the columns and no value in them.
    """
    mistakes = [f"- there is no column `{name}`" for name in query.columns() if name not in columns]
    for name, fitting, use in uses(query):
        kind = columns.get(name)
        if kind is not None and kind not in fitting:
            mistakes.append(f"- column `{name}` is {words(kind)}, and {use} {_wanted(fitting)}")
    if mistakes:
        told = "\n".join(dict.fromkeys(mistakes))
        raise DataError(
            f"{table} cannot answer this. Add the columns or convert them, or correct what is "
            f"asked.\n{told}"
        )


def words(kind: str) -> str:
    return IN_WORDS.get(kind, kind)


def _wanted(fitting: tuple[str, ...]) -> str:
    shown = [words(kind) for kind in fitting]
    return ", ".join(shown[:-1]) + (" or " if shown[:-1] else "") + shown[-1]


def uses(query: Query) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each use of a column: its name, the kinds that fit, and the use in words."""
    for name in query.by:
        yield name, KEYS, "a group must be"
    for aggregate in query.aggregates.values():
        match aggregate:
            case Sum(column, _):
                yield column, ("whole",), "what is added up must be"
            case Least(column) | Most(column):
                yield column, ("whole", "number", "text", "date"), "what is put in order must be"
            case Different(columns):
                for column in columns:
                    yield column, KEYS, "what is told apart must be"
    for condition in query.conditions():
        for name, fitting in in_condition(condition.tree):
            yield name, fitting, "a condition uses it as"


def in_condition(tree: exp.Expr) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each column of a condition with the kinds that fit where it stands."""
    from sqlglot import exp

    for column in tree.find_all(exp.Column):
        place: exp.Expr = column
        while isinstance(place.parent, exp.Paren):
            place = place.parent
        around = place.parent
        if around is None or isinstance(around, exp.And | exp.Or | exp.Not):
            yield column.name, ("boolean",)
        elif isinstance(around, exp.Cast | exp.Add | exp.Sub | exp.Mul | exp.Neg):
            yield column.name, NUMBERS
        elif isinstance(around, exp.Is):
            yield column.name, KINDS
        else:
            yield column.name, _beside([p for p in around.iter_expressions() if p is not place])


def _beside(others: Sequence[exp.Expr]) -> tuple[str, ...]:
    """The kinds that can be compared with these; every kind beside a column."""
    from sqlglot import exp

    for other in others:
        part = other.unnest()
        if isinstance(part, exp.Boolean):
            return ("boolean",)
        if isinstance(part, exp.Literal) and part.is_string:
            return ("text",)
        if isinstance(part, exp.Cast) and part.is_type("date"):
            return ("date",)
        if not isinstance(part, exp.Column):
            return NUMBERS
    return KINDS
