"""Conditions: who is counted, said over declared columns in a small and safe part of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evenground.errors import DefinitionError
from evenground.indicators.definitions.columns import Column

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True)
class Condition:
    """A condition that was read: its text, the columns it names, and a tree of allow-listed parts.

    `tree` is a sqlglot expression of DuckDB's dialect, made anew from parts that are allowed, with every
    column quoted. Somebody for whom it is neither true nor false (NULL) is not counted.
    """

    text: str
    columns: tuple[str, ...]
    tree: exp.Expr

    def sql(self, dialect: str = "duckdb") -> str:
        """The condition in the SQL of an engine: "duckdb", "postgres" or "spark"."""
        return self.tree.sql(dialect=dialect, comments=False)


def read_condition(text: str, columns: Mapping[str, Column]) -> Condition:
    """A condition from its text.

    Allowed  declared columns; AND, OR, NOT; =, <>, <, <=, >, >=; IN and BETWEEN with fixed values; IS NULL
             and IS NOT NULL; +, - and * of numbers; numbers, 'text', TRUE, FALSE, DATE '2025-04-01'. A true
             or false column is a condition by itself. TRUE alone means everybody.
    Raises   DefinitionError with every mistake in words: a function, a second statement, a subquery, an
             unknown column, things of different kinds compared, a value that the column does not have.
    Checked  tests/engine/indicators/test_conditions.py: no condition that is read can fail in DuckDB, and
             nothing else is read.
    """
    condition, mistakes = checked(text, columns)
    if condition is None:
        listed = "\n".join(f"- {line}" for line in mistakes)
        raise DefinitionError(f"The condition `{shown(text)}` has mistakes.\n{listed}")
    return condition


def checked(text: str, columns: Mapping[str, Column]) -> tuple[Condition | None, list[str]]:
    """A condition, or else its mistakes."""
    from evenground.indicators.conditions import (
        grammar,  # sqlglot is loaded when a condition is first read
    )

    return grammar.read(text, columns)


def both(one: Condition, other: Condition) -> Condition:
    """Those who meet both conditions: the numerator among the denominator."""
    from sqlglot import exp

    everybody = exp.true()
    if one.tree == everybody or one.tree == other.tree:
        return other
    if other.tree == everybody:
        return one
    return Condition(
        f"({one.text}) AND ({other.text})",
        tuple(dict.fromkeys((*one.columns, *other.columns))),
        exp.and_(one.tree, other.tree),
    )


def shown(text: str) -> str:
    """A condition short enough for a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 100 else f"{plain[:100]}…"
