"""What is looked at row by row: every rule with a condition, in one query without groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from evenground.counting.engines.table import Table
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding, without_rows
from evenground.counting.quality.rules import DAY_OF_EXTRACT, Rule, Rules
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DefinitionError
from evenground.indicators.conditions import Condition, both, checked, read_condition

ROWS = "rows"


def row_findings(
    table: Table, asked: Asked, rules: Rules, *, as_of: date | None
) -> tuple[int, list[Finding | None]]:
    """How many rows there are, and what rules about single rows found in them."""
    looked_at = dict(row_rules(rules, asked, as_of))
    aggregates: dict[str, Aggregate] = {ROWS: Count()}
    aggregates |= {f"rule {rule} {column}": Count(c) for (rule, column), c in looked_at.items()}
    for one, numerator in asked.numerators.items():
        denominator = asked.denominators.get(one)
        aggregates[f"numerator {one}"] = Count(numerator)
        if denominator is not None:
            aggregates[f"both {one}"] = Count(both(denominator, numerator))
    for one, denominator in asked.denominators.items():
        aggregates[f"denominator {one}"] = Count(denominator)
    counts = table.aggregate(Query((), aggregates)).row(0, named=True)
    rows = counts[ROWS]
    if not rows:
        return 0, [without_rows(rules["no-rows"])]
    found: list[Finding | None] = [
        finding(rules[rule], counts[f"rule {rule} {column}"], rows, column=column)
        for rule, column in looked_at
    ]
    found += outside(asked, rules["outside-the-denominator"], counts)
    found += nobody(table, asked, rules, counts)
    return rows, found


def row_rules(
    rules: Rules, asked: Asked, as_of: date | None
) -> Iterator[tuple[tuple[str, str], Condition]]:
    """The condition of each rule for each column that it is about."""
    mistakes = []
    for rule in rules.values():
        if not rule.where or (DAY_OF_EXTRACT in rule.where and as_of is None):
            continue
        for column in columns_of(rule, asked):
            text = rule.where.replace("{column}", column).replace(DAY_OF_EXTRACT, f"DATE '{as_of}'")
            condition, wrong = checked(text, asked.known)
            if condition is not None:
                yield (rule.id, column), condition
            elif all(name in asked.known for name in (*rule.columns, *rule.but)):
                mistakes += [f"- rule {rule.id}: {line}" for line in wrong]
    if mistakes:
        raise DefinitionError(
            "Rules of quality have mistakes. Correct their `where`.\n" + "\n".join(mistakes)
        )


def columns_of(rule: Rule, asked: Asked) -> list[str]:
    if rule.each:
        return [name for name in asked.of_kind(rule.each) if name not in rule.but]
    return [name for name in rule.columns if name in asked.known]


def outside(asked: Asked, rule: Rule, counts: Mapping[str, int]) -> Iterator[Finding | None]:
    for one in asked.numerators:
        if one in asked.denominators:
            all_of_them = counts[f"numerator {one}"]
            left_out = all_of_them - counts[f"both {one}"]
            yield finding(rule, left_out, all_of_them, detail=one)


def nobody(
    table: Table, asked: Asked, rules: Rules, counts: Mapping[str, int]
) -> Iterator[Finding]:
    """Denominators with nobody in them, and columns that hold nothing: looked for where a condition
    is met by nobody, so that others cost nothing."""
    suspected: dict[str, None] = {}
    for part, conditions in (("denominator", asked.denominators), ("numerator", asked.numerators)):
        for one, condition in conditions.items():
            if not counts[f"{part} {one}"]:
                suspected |= dict.fromkeys(condition.columns)
    empty = empty_among(table, asked, suspected) if suspected else set()
    yield from (without_rows(rules["empty-column"], column=name) for name in sorted(empty))
    for one, denominator in asked.denominators.items():
        if not counts[f"denominator {one}"] and empty.isdisjoint(denominator.columns):
            yield without_rows(rules["nobody-in-the-denominator"], detail=one)


def empty_among(table: Table, asked: Asked, columns: Iterable[str]) -> set[str]:
    filled = {name: Count(read_condition(f"{name} IS NOT NULL", asked.known)) for name in columns}
    answers = table.aggregate(Query((), filled)).row(0, named=True)
    return {name for name in filled if not answers[name]}
