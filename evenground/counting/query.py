"""What is asked of a table of people: counts and sums, by some of its columns.

Conditions are SQL's: an unknown answer (NULL) is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from evenground.indicators.conditions import Condition

NOT_RECORDED = "Not recorded"  # the group of people whose group nobody recorded


@dataclass(frozen=True)
class Count:
    """The rows for which the condition is true; all rows without one."""

    where: Condition | None = None


@dataclass(frozen=True)
class Sum:
    """A whole-number column added up over the rows for which the condition is true."""

    column: str
    where: Condition | None = None


@dataclass(frozen=True)
class Least:
    """The smallest value of a column, None where all are missing."""

    column: str


@dataclass(frozen=True)
class Most:
    """The largest value of a column, None where all are missing."""

    column: str


@dataclass(frozen=True)
class Different:
    """How many combinations of values these columns have, those with a missing value left out."""

    columns: tuple[str, ...]


Aggregate: TypeAlias = Count | Sum | Least | Most | Different


@dataclass(frozen=True)
class Query:
    """A row for each combination of `by` that somebody has (one row without `by`), and in it
    the aggregates under their names."""

    by: tuple[str, ...]
    aggregates: Mapping[str, Aggregate]

    def conditions(self) -> Iterator[Condition]:
        for aggregate in self.aggregates.values():
            if isinstance(aggregate, Count | Sum) and aggregate.where is not None:
                yield aggregate.where

    def columns(self) -> list[str]:
        """Every column that the answer needs, each once, keys first."""
        named = list(self.by)
        for aggregate in self.aggregates.values():
            match aggregate:
                case Sum(column, _) | Least(column) | Most(column):
                    named.append(column)
                case Different(columns):
                    named.extend(columns)
        named += [column for condition in self.conditions() for column in condition.columns]
        return list(dict.fromkeys(named))
