"""What is looked at row by row: every rule with a condition, in one query without groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import polars as pl

from evenground.counting.engines.table import Table
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding, without_rows
from evenground.counting.quality.outcomes import outcome_findings, to_ask, told_by
from evenground.counting.quality.rules import DAY_OF_EXTRACT, Rule, Rules
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DefinitionError
from evenground.indicators.conditions import Condition, checked

ROWS = "rows"


def to_count(asked: Asked, rules: Rules, as_of: date | None) -> dict[str, Aggregate]:
    """What is asked of all rows, each under its name: by rules of quality, and of numerators."""
    by_rule: dict[str, Aggregate] = {
        named(rule, column): Count(condition)
        for (rule, column), condition in row_rules(rules, asked, as_of)
    }
    return by_rule | to_ask(asked)


def added_up(cells: pl.DataFrame, asked: Asked, wanted: Collection[str]) -> dict[str, int]:
    """What the cells tell already, so that it is not counted again."""
    told = told_by(cells.columns, asked) | {name: name for name in wanted if name in cells.columns}
    return {name: int(cells[column].sum()) for name, column in told.items()}


def named(rule: str, column: str) -> str:
    return f"rule {rule} {column}"


def row_findings(
    table: Table, asked: Asked, rules: Rules, *, as_of: date | None, cells: pl.DataFrame | None
) -> tuple[int, list[Finding | None]]:
    """How many rows there are, and what rules about single rows found in them."""
    looked_at = dict(row_rules(rules, asked, as_of))
    wanted = to_count(asked, rules, as_of)
    counts = {} if cells is None else added_up(cells, asked, wanted)
    unknown = {name: one for name, one in wanted.items() if name not in counts}
    counts |= table.aggregate(Query((), {ROWS: Count()} | unknown)).row(0, named=True)
    rows = counts[ROWS]
    if not rows:
        return 0, [without_rows(rules["no-rows"])]
    found: list[Finding | None] = [
        finding(rules[rule], counts[named(rule, column)], rows, column=column)
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
