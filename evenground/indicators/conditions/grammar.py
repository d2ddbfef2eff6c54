"""The part of SQL that a condition may use. What is not named here is refused.

A text passes three walls: its words (a list of allowed tokens and declared columns), its shape (a list of
allowed nodes and of the arguments each may have), and its meaning (kinds that can be compared, values that
the column has). The tree that leaves is built anew, so that nothing unseen is carried along.

Numbers are calculated as floating point (DOUBLE), so that no sum can overflow and engines agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from evenground.indicators.conditions.condition import Condition
from evenground.indicators.conditions.words import NO_COLUMN, no_column, unsafe_words
from evenground.indicators.definitions.columns import Column, Kind, values_of

SUMS = 8  # so many plus, minus and times signs: a product of that many numbers is still a number
ARGUMENTS: dict[type[exp.Expr], set[str]] = {
    exp.In: {"this", "expressions"},
    exp.Between: {"this", "low", "high"},
    exp.Cast: {"this", "to"},
    exp.Literal: {"this", "is_string"},
}
UNREADABLE = "this cannot be read: look for a missing value, sign, comma or bracket"
USUAL = {"this", "expression"}
KINDS: dict[Kind, str] = {
    "boolean": "true or false",
    "whole": "a whole number",
    "number": "a number",
    "text": "text",
    "date": "a date",
}


def read(text: str, columns: Mapping[str, Column]) -> tuple[Condition | None, list[str]]:
    """A condition, or else its mistakes."""
    mistakes = unsafe_words(text, columns)
    if any(not said.startswith(NO_COLUMN) for said in mistakes):
        return None, mistakes
    try:
        parsed = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError):
        return None, [*mistakes, UNREADABLE]
    reading = Reading(columns)
    tree = reading.condition(parsed)
    if mistakes := list(dict.fromkeys([*mistakes, *reading.mistakes])):
        return None, mistakes
    if tree is None:
        return None, [UNREADABLE]
    if tree == exp.false():
        return None, ["this counts nobody"]
    return Condition(text.strip(), tuple(reading.named), tree), []


@dataclass(frozen=True)
class Value:
    """One side of a comparison: a column, a fixed value, or a sum of these."""

    kind: Kind
    tree: exp.Expr
    column: Column | None = None
    fixed: str | None = None

    @property
    def said(self) -> str:
        what = KINDS[self.kind]
        if self.column:
            return f"`{self.column.name}` ({what})"
        return f"{what} (`{self.fixed}`)" if self.fixed is not None else f"a sum ({what})"

    @property
    def floating(self) -> exp.Expr:
        """Calculated as floating point: no overflow, and the same on every engine."""
        whole = self.column is not None and self.kind == "whole"
        return exp.cast(self.tree, "DOUBLE") if whole else self.tree


class Reading:
    """One condition while it is read: the mistakes so far, the columns named, the sums made."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = columns
        self.mistakes: list[str] = []
        self.named: dict[str, None] = {}
        self.sums = 0

    def wrong(self, said: str) -> None:
        self.mistakes.append(said)

    def plain(self, node: exp.Expr) -> bool:
        """Whether a node has no argument but those allowed."""
        used = {key for key, value in node.args.items() if value not in (None, False, [])}
        extra = used - ARGUMENTS.get(type(node), USUAL)
        if extra:
            self.wrong(f"`{' '.join(sorted(extra))}` is not allowed in a condition")
        return not extra

    def condition(self, node: exp.Expr) -> exp.Expr | None:
        """What is true or false of a person."""
        if not self.plain(node):
            return None
        if isinstance(node, exp.And | exp.Or):
            return self.joined(node)
        if isinstance(node, exp.Paren | exp.Not):
            inner = self.condition(node.this)
            return inner and type(node)(this=inner)
        if reader := READERS.get(type(node)):
            return reader(self, node)
        value = self.value(node)
        if value and value.kind != "boolean":
            self.wrong(f"{value.said} is not a condition by itself: compare it with something")
            return None
        return value.tree if value else None

    def joined(self, node: exp.Expr) -> exp.Expr | None:
        parts = [self.condition(part) for part in node.flatten(unnest=False)]
        tree = parts[0]
        for part in parts[1:]:
            tree = tree and part and type(node)(this=tree, expression=part)
        return tree

    def compared(self, node: exp.Expr) -> exp.Expr | None:
        left, right = self.value(node.this), self.value(node.expression)
        if not left or not right or not self.comparable(left, right):
            return None
        if not isinstance(node, exp.EQ | exp.NEQ) and not self.in_order(left):
            return None
        return type(node)(this=left.tree, expression=right.tree)

    def listed(self, node: exp.Expr) -> exp.Expr | None:
        value = self.value(node.this)
        items = [self.value(item) for item in node.expressions]
        if not value or not all(items) or not items:
            if not items:
                self.wrong("IN needs its values in brackets, such as IN ('a', 'b')")
            return None
        known = [
            item for item in items if item and self.fixed(item) and self.comparable(value, item)
        ]
        if len(known) < len(items):
            return None
        return exp.In(this=value.tree, expressions=[item.tree for item in known])

    def between(self, node: exp.Expr) -> exp.Expr | None:
        value, low, high = (self.value(node.args[part]) for part in ("this", "low", "high"))
        if not value or not low or not high or not self.in_order(value):
            return None
        ends = [self.fixed(end) and self.comparable(value, end) for end in (low, high)]
        if not all(ends):
            return None
        return exp.Between(this=value.tree, low=low.tree, high=high.tree)

    def recorded(self, node: exp.Expr) -> exp.Expr | None:
        value = self.value(node.this)
        if not isinstance(node.expression, exp.Null):
            self.wrong("IS goes with NULL or NOT NULL; write a true or false column by itself")
            return None
        if value and value.column is None:
            self.wrong(f"IS NULL asks about a column, and {value.said} is none")
            return None
        if not value or not value.column:
            return None
        named = exp.column(value.column.name, quoted=True)
        return exp.Is(this=named, expression=exp.null())

    def in_order(self, value: Value) -> bool:
        if value.kind in ("text", "boolean"):
            self.wrong(f"{value.said} has no order: use =, <> or IN")
        return value.kind not in ("text", "boolean")

    def fixed(self, value: Value) -> bool:
        if value.fixed is None:
            self.wrong(f"{value.said} stands where a fixed value is needed")
        return value.fixed is not None

    def comparable(self, left: Value, right: Value) -> bool:
        """Whether two sides are of kinds that can be compared, and the column may have that value."""
        if left.column is None and right.column is None and left.fixed and right.fixed:
            self.wrong(f"`{left.fixed}` and `{right.fixed}` are both fixed: compare a column")
            return False
        numbers = {left.kind, right.kind} <= {"whole", "number"}
        if left.kind != right.kind and not numbers:
            dates = {left.kind, right.kind} == {"date", "text"}
            hint = "; write a date as DATE '2025-04-01'" if dates else ""
            self.wrong(f"{left.said} cannot be compared with {right.said}{hint}")
            return False
        return self.may_have(left, right) and self.may_have(right, left)

    def may_have(self, side: Value, other: Value) -> bool:
        column, fixed = side.column, other.fixed
        if column is None or fixed is None:
            return True
        if side.kind == "whole" and other.kind == "number":
            self.wrong(f"{side.said} is compared with whole numbers, not with {fixed}")
            return False
        values = values_of(column)
        if values and fixed not in values:
            self.wrong(f"`{column.name}` has no value `{fixed}`; it has: {', '.join(values)}")
            return False
        return True

    def value(self, node: exp.Expr) -> Value | None:
        """A column, a fixed value, or a sum."""
        if not self.plain(node):
            return None
        if isinstance(node, exp.Paren):
            inner = self.value(node.this)
            return inner and replace(inner, tree=exp.Paren(this=inner.tree))
        if isinstance(node, exp.Column):
            return self.named_column(node)
        if isinstance(node, exp.Literal):
            kind: Kind = "text" if node.is_string else "number" if "." in node.this else "whole"
            return Value(
                kind, exp.Literal(this=node.this, is_string=node.is_string), fixed=node.this
            )
        if isinstance(node, exp.Boolean):
            return Value("boolean", exp.Boolean(this=node.this))
        if isinstance(node, exp.Cast) and node.this.is_string and node.is_type("date"):
            return self.day(node.name)
        if isinstance(node, exp.Neg):
            return self.negative(node)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            return self.sum(node)
        self.wrong(f"`{node.sql('duckdb')}` is not allowed here: give a column or a value")
        return None

    def named_column(self, node: exp.Expr) -> Value | None:
        column = self.columns.get(node.name)
        if column is None:  # such as *
            self.wrong(no_column(node.name, self.columns))
            return None
        self.named[column.name] = None
        tree: exp.Expr = exp.column(column.name, quoted=True)
        return Value(
            column.kind, exp.cast(tree, "DOUBLE") if column.kind == "number" else tree, column
        )

    def day(self, text: str) -> Value | None:
        try:
            day = date.fromisoformat(text).isoformat()
        except ValueError:
            self.wrong(f"`{text}` is not a day: write it as DATE '2025-04-01'")
            return None
        return Value("date", exp.cast(exp.Literal.string(day), "DATE"), fixed=day)

    def negative(self, node: exp.Expr) -> Value | None:
        inner = self.value(node.this)
        if not inner or not self.numeric(inner):
            return None
        if inner.fixed is not None:
            return Value(inner.kind, exp.Neg(this=inner.tree), fixed=f"-{inner.fixed}")
        return Value("number", exp.Neg(this=inner.floating))

    def sum(self, node: exp.Expr) -> Value | None:
        self.sums += 1
        left, right = self.value(node.this), self.value(node.expression)
        if not left or not right or not self.numeric(left) or not self.numeric(right):
            return None
        if left.fixed is not None and right.fixed is not None:
            self.wrong(f"`{node.sql('duckdb')}` has no column: write the number that it makes")
            return None
        if self.sums > SUMS:
            self.wrong(f"more than {SUMS} plus, minus and times signs: declare a column for it")
            return None
        return Value("number", type(node)(this=left.floating, expression=right.floating))

    def numeric(self, value: Value) -> bool:
        if value.kind not in ("whole", "number"):
            self.wrong(f"{value.said} cannot be added or multiplied")
        return value.kind in ("whole", "number")


READERS: dict[type[exp.Expr], Callable[[Reading, exp.Expr], exp.Expr | None]] = {
    exp.In: Reading.listed,
    exp.Between: Reading.between,
    exp.Is: Reading.recorded,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), Reading.compared),
}
