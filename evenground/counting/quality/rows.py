"""What is looked at row by row: every rule with a condition, in one query without groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from evenground.counting.engines.table import Table
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding, without_rows
from evenground.counting.quality.outcomes import known_from, outcome_findings, to_ask
from evenground.counting.quality.rules import DAY_OF_EXTRACT, Rule, Rules
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DefinitionError
from evenground.indicators.conditions import Condition, checked

ROWS = "rows"


def row_findings(
    table: Table, asked: Asked, rules: Rules, *, as_of: date | None, cells: pl.DataFrame | None
) -> tuple[int, list[Finding | None]]:
    """How many rows there are, and what rules about single rows found in them."""
    looked_at = dict(row_rules(rules, asked, as_of))
    aggregates: dict[str, Aggregate] = {ROWS: Count()}
    aggregates |= {f"rule {rule} {column}": Count(c) for (rule, column), c in looked_at.items()}
    known = known_from(cells, asked)
    aggregates |= to_ask(asked, known)
    counts = known | table.aggregate(Query((), aggregates)).row(0, named=True)
    rows = counts[ROWS]
    if not rows:
        return 0, [without_rows(rules["no-rows"])]
    found: list[Finding | None] = [
        finding(rules[rule], counts[f"rule {rule} {column}"], rows, column=column)
        for rule, column in looked_at
    ]
    return rows, [*found, *outcome_findings(table, asked, rules, counts)]


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
