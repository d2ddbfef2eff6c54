"""What is asked of a table of people, in the terms that its quality is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evenground.counting.engines.table import Table
from evenground.indicators.columns import Column, Kind
from evenground.indicators.conditions import Condition, read_condition
from evenground.indicators.definition import Indicator

KINDS: tuple[Kind, ...] = ("boolean", "whole", "number", "text", "date")


@dataclass(frozen=True)
class Asked:
    """The columns of a table that indicators name, and the conditions on them."""

    period: str
    places: tuple[str, ...]
    groups: tuple[str, ...]
    denominators: Mapping[str, Condition]
    numerators: Mapping[str, Condition]
    known: Mapping[str, Column]  # every column that the table has and a condition may name

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.period, *self.places, *self.groups)

    def of_kind(self, kind: Kind) -> Iterator[str]:
        return (name for name, column in self.known.items() if column.kind == kind)


def asked(
    table: Table, indicators: Iterable[Indicator], declared: Mapping[str, Column], period: str
) -> Asked:
    """What indicators ask of a table. Columns that it lacks are left to whoever counts."""
    known = known_columns(table.columns(), declared)
    rules = {one.id: one.count for one in indicators if one.count is not None}
    places = dict.fromkeys(place for rule in rules.values() for place in rule.places)
    groups = dict.fromkeys(group for rule in rules.values() for group in rule.groups)
    said = {
        part: {
            name: read_condition(text, known)
            for name, rule in rules.items()
            if (text := getattr(rule, part)) and can_be_read(text, known, declared)
        }
        for part in ("denominator", "numerator")
    }
    return Asked(
        period=period,
        places=tuple(place for place in places if place in known),
        groups=tuple(group for group in groups if group in known),
        denominators=said["denominator"],
        numerators=said["numerator"],
        known=known,
    )


def known_columns(kinds: Mapping[str, str], declared: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of a table, as they are declared where they are of the declared kind."""
    known = {}
    for name, kind in kinds.items():
        if name in declared and declared[name].kind == kind:
            known[name] = declared[name]
        elif kind in KINDS and name.isidentifier():
            known[name] = Column.model_construct(name=name, kind=kind, title=name)
    return known


def can_be_read(text: str, known: Mapping[str, Column], declared: Mapping[str, Column]) -> bool:
    named = read_condition(text, declared).columns
    return all(name in known and known[name].kind == declared[name].kind for name in named)
