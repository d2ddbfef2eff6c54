"""How likely a condition was to hold for each person, from what was planted.

Worked out apart from the counting, so that one can be checked with the other. A column may be taken as
it was drawn, or as likely as it was planted. Conditions know three answers: true, false, and neither.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from evenground.counting.made.outcomes import Lives
from evenground.counting.made.planted import Column, Events, Register, Score, planted
from evenground.counting.made.tables import NUMBERS, coded, deprivation, nothing
from evenground.errors import DataError

Weights = NDArray[Any]  # true or false, or chances from 0 to 1
Rows = NDArray[np.int64] | slice
COMPARED: dict[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
SUMS: dict[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}


def drawn_apart(columns: Iterable[str]) -> frozenset[str]:
    """Of these columns, those planted on which no other of them depends: they were drawn independently."""
    found = [name for name in columns if name in planted()]
    below = {need for name in found for need in _below(name)}
    return frozenset(found) - below


def _below(name: str) -> set[str]:
    needs = set(planted()[name].needs)
    return needs | {deep for need in needs for deep in _below(need)}


class Weighing:
    """Some of the people of a place and year, and the columns that are weighed with their chances."""

    def __init__(self, people: Lives, rows: Rows, by_chance: frozenset[str] = frozenset()) -> None:
        self.people, self.rows, self.by_chance = people, rows, by_chance

    def true(self, tree: exp.Expr) -> Weights:
        """How likely a condition holds: true or false where nothing in it is weighed."""
        if isinstance(tree, exp.Paren):
            return self.true(tree.this)
        if isinstance(tree, exp.Not):
            return self.false(tree.this)
        if isinstance(tree, exp.And):
            return _both(self.true(tree.this), self.true(tree.expression))
        if isinstance(tree, exp.Or):
            return _either(self.true(tree.this), self.true(tree.expression))
        return self.leaf(tree)

    def false(self, tree: exp.Expr) -> Weights:
        """How likely a condition does not hold; nothing is neither."""
        if isinstance(tree, exp.Paren):
            return self.false(tree.this)
        if isinstance(tree, exp.Not):
            return self.true(tree.this)
        if isinstance(tree, exp.And):
            return _either(self.false(tree.this), self.false(tree.expression))
        if isinstance(tree, exp.Or):
            return _both(self.false(tree.this), self.false(tree.expression))
        holds = self.leaf(tree)
        known = self.everybody() if isinstance(tree, exp.Is) else self.known(tree)
        return known & ~holds if holds.dtype == bool else known - holds

    def leaf(self, tree: exp.Expr) -> Weights:
        weighed = [c.name for c in tree.find_all(exp.Column) if c.name in self.by_chance]
        if isinstance(tree, exp.Boolean):
            return self.everybody() & bool(tree.this)
        if isinstance(tree, exp.Column):
            return self.mean(tree.name) if weighed else self.drawn(tree.name)
        if isinstance(tree, exp.Is):
            return self.not_recorded(tree.this.name)
        if weighed:
            return self.score(tree)
        return self.compared(tree) & self.known(tree)

    def everybody(self) -> NDArray[np.bool_]:
        return np.ones(len(self.people.stratum[self.rows]), bool)

    def drawn(self, name: str) -> NDArray[np.bool_]:
        return self.people.drawn[name][self.rows]

    def known(self, tree: exp.Expr) -> NDArray[np.bool_]:
        """Of whom everything that a leaf names is written down."""
        found = self.everybody()
        for column in tree.find_all(exp.Column):
            one = planted().get(column.name)
            if one is not None:
                empty = nothing(self.people, one)
                found = found if empty is None else found & ~empty[self.rows]
            elif column.name not in ("age", *NUMBERS):
                text = coded(self.people, column.name)
                found = found & (text.codes[self.rows] < len(text.labels))
        return found

    def not_recorded(self, name: str) -> Weights:
        one = planted().get(name)
        if one is not None and name in self.by_chance:
            return 1 - reduce(_either, (self.mean(group) for group in one.among))
        return ~self.known(exp.column(name))

    def mean(self, name: str) -> NDArray[np.float32]:
        """What was planted for a column: a chance, or how many events on average."""
        one = planted()[name]
        if isinstance(one, Events) and one.counts:
            return self.mean(one.counts)
        if isinstance(one, Score):
            raise DataError(f"`{name}` is a number: compare it with one.")
        sizes = self.sizes(one)
        if isinstance(one, Events):
            return reduce(np.add, (self.mean(part) for part in one.includes), sizes)
        sizes = np.minimum(sizes, 1)
        if isinstance(one, Register):
            for other in one.also:
                sizes = np.where(self.drawn(other), np.float32(1), sizes)
        return sizes

    def sizes(self, one: Column) -> NDArray[np.float32]:
        sizes = self.people.sizes(one, self.rows)
        members = self.people.members(one)
        return sizes if members is None else sizes * members[self.rows]

    def score(self, tree: exp.Expr) -> NDArray[np.float32]:
        """The chance that a score is above or below a number: it is exponential, rounded down."""
        one = planted()[tree.this.name]
        number = tree.expression
        orders = exp.GT | exp.GTE | exp.LT | exp.LTE
        if (
            not isinstance(one, Score)
            or not isinstance(number, exp.Literal)
            or not isinstance(tree, orders)
        ):
            raise DataError(f"It is not known how likely `{tree.sql()}` was.")
        at_least = int(number.this) + isinstance(tree, exp.GT | exp.LTE)
        size = self.sizes(one)
        with np.errstate(divide="ignore"):
            above = np.exp(-np.float32(at_least) / size) if at_least > 0 else np.ones_like(size)
        if at_least > one.most:
            above = np.zeros_like(size)
        known = self.known(exp.column(one.column))
        return known * (above if isinstance(tree, exp.GT | exp.GTE) else 1 - above)

    def compared(self, tree: exp.Expr) -> NDArray[np.bool_]:
        if isinstance(tree.this, exp.Column) and (text := self.text(tree.this.name)):
            codes, labels = text
            named = tree.expressions if isinstance(tree, exp.In) else [tree.expression]
            wanted = np.array([label in {each.this for each in named} for label in (*labels, None)])
            return ~wanted[codes] if isinstance(tree, exp.NEQ) else wanted[codes]
        value = self.number(tree.this)
        if isinstance(tree, exp.In):
            return np.isin(value, [float(each.this) for each in tree.expressions])
        if isinstance(tree, exp.Between):
            return (value >= self.number(tree.args["low"])) & (value <= self.number(tree.args["high"]))  # fmt: skip
        return COMPARED[type(tree)](value, self.number(tree.expression))

    def text(self, name: str) -> tuple[NDArray[np.integer], list[str]] | None:
        if name in planted() or name in ("age", *NUMBERS):
            return None
        found = coded(self.people, name)
        return found.codes[self.rows], list(found.labels)

    def number(self, tree: exp.Expr) -> Any:
        if isinstance(tree, exp.Literal):
            return int(tree.this) if tree.is_int else float(tree.this)
        if isinstance(tree, exp.Neg):
            return -self.number(tree.this)
        if isinstance(tree, exp.Cast | exp.Paren):
            return self.number(tree.this)
        if operation := SUMS.get(type(tree)):
            return operation(*(self.number(side) for side in (tree.this, tree.expression)))
        if tree.name == "age":
            return self.people.age[self.rows]
        if tree.name in NUMBERS:
            return deprivation(self.people, tree.name)[self.rows]
        return self.people.drawn[tree.name][self.rows].astype(np.int32)


def _both(one: Weights, other: Weights) -> Weights:
    return one & other if one.dtype == other.dtype == bool else one * other


def _either(one: Weights, other: Weights) -> Weights:
    return one | other if one.dtype == other.dtype == bool else one + other - one * other
