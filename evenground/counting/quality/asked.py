"""What is asked of a table of people, in the terms that its quality is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenground.counting.cells import columns_of
from evenground.counting.engines.table import Table
from evenground.counting.fit import in_condition
from evenground.indicators.conditions import Condition, read_condition
from evenground.indicators.conditions.rule import rule_of
from evenground.indicators.definitions.columns import Column, Kind, columns
from evenground.indicators.definitions.indicator import Indicator

KINDS: tuple[Kind, ...] = ("boolean", "whole", "number", "text", "date")


@dataclass(frozen=True)
class Asked:
    """The columns of a table that indicators name, and the conditions on them.

    `numerators` are as the definitions say them: whoever meets one may be outside its denominator.
    """

    period: str
    places: tuple[str, ...]
    groups: tuple[str, ...]
    denominators: Mapping[str, Condition]
    numerators: Mapping[str, Condition]
    known: Mapping[str, Column]  # every column that the table has and a condition may name

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.period, *self.places, *self.groups)

    def among(self, columns: Sequence[str]) -> Asked:
        """The same about cells that were counted by fewer columns, or for fewer indicators."""
        sums = [column for one in self.denominators for column in columns_of(one)]
        some = not set(sums).isdisjoint(columns)
        counted = {one for one in self.denominators if not some or columns_of(one)[1] in columns}
        return replace(
            self,
            places=tuple(place for place in self.places if place in columns),
            groups=tuple(group for group in self.groups if group in columns),
            denominators={k: v for k, v in self.denominators.items() if k in counted},
            numerators={k: v for k, v in self.numerators.items() if k in counted},
        )

    def of_kind(self, kind: Kind) -> Iterator[str]:
        return (name for name, column in self.known.items() if column.kind == kind)


def asked(table: Table, indicators: Iterable[Indicator], period: str) -> Asked:
    """What indicators ask of a table. Columns that it lacks are left to whoever counts."""
    kinds = table.columns()
    rules = {one.id: (one, rule) for one in indicators if (rule := rule_of(one))}
    declared = dict(columns())
    for one, _ in rules.values():
        declared |= one.columns
    ladder = [place for one, _ in rules.values() for place in one.columns.places]
    wanted = {p for one, rule in rules.values() for p in rule.places or one.columns.places}
    places = dict.fromkeys(place for place in ladder if place in wanted)
    groups = dict.fromkeys(name for _, r in rules.values() for name in (*r.groups, *r.by))
    denominators, numerators = {}, {}
    for name, (one, rule) in rules.items():
        if fits(rule.denominator, kinds):
            denominators[name] = rule.denominator
        if one.count and one.count.numerator:
            numerator = read_condition(one.count.numerator, one.columns)
            if fits(numerator, kinds):
                numerators[name] = numerator
    known = known_columns(kinds, declared)
    return Asked(
        period=period,
        places=tuple(place for place in places if place in known),
        groups=tuple(group for group in groups if group in known),
        denominators=denominators,
        numerators=numerators,
        known=known,
    )


def fits(condition: Condition, kinds: Mapping[str, str]) -> bool:
    return all(kinds.get(name) in fitting for name, fitting in in_condition(condition.tree))


def known_columns(kinds: Mapping[str, str], declared: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of a table, as they are declared where they are of the declared kind."""
    known = {}
    for name, kind in kinds.items():
        if name in declared and declared[name].kind == kind:
            known[name] = declared[name]
        elif kind in KINDS and name.isidentifier():
            known[name] = Column.model_construct(name=name, kind=kind, title=name)
    return known
