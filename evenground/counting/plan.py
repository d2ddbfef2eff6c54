"""What to ask a table of people so that all indicators are counted in one pass, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenground.counting.cells import PEOPLE, columns_of
from evenground.counting.lists import lists_of
from evenground.counting.provenance import Defined
from evenground.counting.query import Aggregate, Count, Query, Sum
from evenground.errors import DataError, DefinitionError
from evenground.indicators import Indicator
from evenground.indicators.conditions import Condition
from evenground.indicators.conditions.rule import Rule, rule_of
from evenground.indicators.definitions.columns import Column, dimension_of

USED = "rows used"
NOT_YET = "not measurable yet"
NO = "false"  # how every engine writes what is not true
SHOWN = 3  # indicators named for a column that is not there


@dataclass(frozen=True)
class Plan:
    """The question, what each indicator is counted by, and what is left out with the reason."""

    query: Query
    indicators: Mapping[str, Defined]
    places: tuple[str, ...]
    groups: tuple[str, ...]
    code_lists: Mapping[str, str]
    of_editions: tuple[str, ...]
    with_everybody_else: tuple[str, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """An indicator with its rule read."""

    indicator: Indicator
    rule: Rule

    @property
    def needed(self) -> list[str]:
        """The columns without which it cannot be counted at all."""
        return [
            name
            for name in self.rule.columns
            if name not in self.rule.groups or self.stands_on(name)
        ]

    def stands_on(self, name: str) -> bool:
        conditions = [each for each in (self.rule.denominator, self.rule.numerator) if each]
        return name in self.rule.by or any(name in condition.columns for condition in conditions)

    @property
    def groups(self) -> tuple[str, ...]:
        return (*self.rule.groups, *self.rule.plus)

    @property
    def places(self) -> tuple[str, ...]:
        return self.rule.places or self.indicator.columns.places

    @property
    def aggregates(self) -> tuple[Aggregate, Aggregate]:
        rule = self.rule
        had = Sum(rule.events, rule.denominator) if rule.events else Count(rule.numerator)
        return had, Count(rule.denominator)


def planned(
    indicators: Iterable[Indicator],
    columns: Mapping[str, str],
    *,
    table: str,
    period: str,
    available: bool,
) -> Plan:
    """One question for all the indicators.

    Raises   DefinitionError when none says how to count it; DataError naming every column that the
             table lacks, unless `available` leaves out what needs them.
    """
    rules = [(one, rule_of(one)) for one in indicators]
    asked = [Asked(indicator, rule) for indicator, rule in rules if rule is not None]
    if not asked:
        raise DefinitionError(
            "None of these indicators says how to count it. Add [count] and [method] to a definition file."
        )
    lacking = lacks(asked, columns)
    if period not in columns:
        raise DataError(
            f"{table} has no column `{period}` for the period. Add it, or name the column that says it "
            "(--period COLUMN)."
        )
    if lacking and not available:
        raise DataError(
            f"{table} lacks columns that definitions need. Add them, such as with `evenground prepare`, or "
            f"count what can be counted (--available).\n{listed(lacking)}"
        )
    kept = [one for one in asked if countable(one, columns)]
    if not kept:
        raise DataError(f"{table} lacks columns that every definition needs.\n{listed(lacking)}")
    return made(kept, columns, period, reasons(asked, columns))


def lacks(asked: Sequence[Asked], columns: Mapping[str, str]) -> dict[str, list[str]]:
    """The columns that the table lacks, with the indicators that need them."""
    lacking: dict[str, list[str]] = {}
    for one in asked:
        missing = [name for name in (*one.needed, *one.rule.groups) if name not in columns]
        if not any(place in columns for place in one.places):
            missing.append("` or `".join(one.places))
        for name in dict.fromkeys(missing):
            lacking.setdefault(name, []).append(one.indicator.id)
    return lacking


def listed(lacking: Mapping[str, Sequence[str]]) -> str:
    return "\n".join(
        f"- column `{column}`, needed by {', '.join(ids[:SHOWN])}"
        + (f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else "")
        for column, ids in lacking.items()
    )


def countable(one: Asked, columns: Mapping[str, str]) -> bool:
    return all(name in columns for name in one.needed) and any(p in columns for p in one.places)


def reasons(asked: Sequence[Asked], columns: Mapping[str, str]) -> dict[str, str]:
    """What is left out, and the columns that it lacks: whole indicators, or one by a group."""
    found = {}
    for one in asked:
        needed = [name for name in one.needed if name not in columns]
        if not any(place in columns for place in one.places):
            needed.append("` or `".join(one.places))
        if needed:
            found[one.indicator.id] = "there is no column " + ", ".join(f"`{n}`" for n in needed)
            continue
        for group in one.rule.groups:
            if group not in columns:
                found[f"{one.indicator.id} by {group}"] = f"there is no column `{group}`"
        for group in one.rule.plus:
            if group not in columns:
                title = one.indicator.columns[group].title
                found[f"PLUS group: {title}"] = f"{NOT_YET}, there is no column `{group}`"
    return found


def made(
    kept: Sequence[Asked], columns: Mapping[str, str], period: str, left_out: Mapping[str, str]
) -> Plan:
    ladder = list(dict.fromkeys(place for one in kept for place in one.indicator.columns.places))
    wanted = {place for one in kept for place in one.places}
    places = tuple(place for place in ladder if place in wanted and place in columns)
    named = {group for one in kept for group in (*one.groups, *one.rule.by)}
    groups = tuple(sorted(group for group in named if group in columns))
    aggregates: dict[str, Aggregate] = {PEOPLE: Count()}
    for one in kept:
        aggregates |= zip(columns_of(one.indicator.id), one.aggregates, strict=True)
    aggregates[USED] = Count(any_of([one.rule.denominator for one in kept]))
    indicators = {
        one.indicator.id: Defined(
            version=one.indicator.version,
            digest=one.indicator.digest,
            groups=tuple(group for group in one.groups if group in columns),
            places=tuple(place for place in places if place in one.places),
        )
        for one in kept
    }
    query = Query((period, *places, *groups), aggregates)
    declared = {name: column for one in kept for name, column in one.indicator.columns.items()}
    used = [declared[name] for name in query.columns() if name in declared]
    editions = tuple(sorted(column.name for column in used if column.editions))
    by_id = dict(sorted(indicators.items()))
    return Plan(
        query,
        by_id,
        places,
        groups,
        code_lists=lists_of(used),
        of_editions=editions,
        with_everybody_else=tuple(name for name in groups if has_everybody_else(declared[name])),
        left_out=left_out,
    )


def has_everybody_else(column: Column) -> bool:
    """Whether those of whom nothing is recorded are in the group of those who are not."""
    dimension = dimension_of(column) if column.kind == "boolean" else None
    return dimension is not None and dimension.is_everybody_else(NO)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """Those who meet one of the conditions at least."""
    from sqlglot import exp

    different = list({condition.text: condition for condition in conditions}.values())
    names = dict.fromkeys(name for condition in different for name in condition.columns)
    return Condition(
        " OR ".join(f"({condition.text})" for condition in different),
        tuple(names),
        exp.or_(*(condition.tree for condition in different)),
    )
