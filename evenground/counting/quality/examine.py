"""The quality of a table of people, looked at before any figure is made from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from evenground.counting.engines.table import Table
from evenground.counting.quality import groups, lsoas, people, rows
from evenground.counting.quality.asked import asked
from evenground.counting.quality.findings import Finding, in_order
from evenground.counting.quality.outcomes import told_by
from evenground.counting.quality.report import refusal
from evenground.counting.quality.rows import to_count
from evenground.counting.quality.rules import Rules, standard_rules
from evenground.counting.query import Aggregate, Count, Query
from evenground.errors import DataError
from evenground.indicators.definitions.indicator import Indicator


def examined(
    table: Table,
    indicators: Iterable[Indicator],
    *,
    period: str = "period",
    as_of: date | None = None,
    rules: Rules | None = None,
    cells: pl.DataFrame | None = None,
) -> list[Finding]:
    """What rules of quality find in a table of people, what blocks first.

    Shapes   cells: the finest cells with `people`, where they are counted already, and with what was
             `asked_along`; they are then not counted again. as_of: the day of the extract; without it no date is too late.
    Raises   DefinitionError for a rule whose condition cannot be read; DataError for a table that
             cannot be.
    Checked  the same findings on every engine, none in made people, and each planted mistake:
             tests/engine/counting/test_quality.py.
    """
    known_rules = rules or standard_rules()
    wanted = asked(table, indicators, period)
    if cells is not None:
        wanted = wanted.among(cells.columns)
    total, found = rows.row_findings(table, wanted, known_rules, as_of=as_of, cells=cells)
    if not total:
        return in_order(found)
    if cells is None:
        cells = table.aggregate(Query(wanted.keys, {groups.PEOPLE: Count()}))
    found += groups.group_findings(cells, wanted, known_rules, total)
    found += people.twice(table, wanted, known_rules)
    found += lsoas.small_areas(table, wanted, known_rules)
    return in_order(found)


def asked_along(
    table: Table,
    indicators: Iterable[Indicator],
    query: Query,
    *,
    period: str = "period",
    as_of: date | None = None,
    rules: Rules | None = None,
) -> dict[str, Aggregate]:
    """What quality asks of every row beside the cells of `query`, to be counted in the same pass."""
    wanted = asked(table, indicators, period).among([*query.by, *query.aggregates])
    told = told_by(query.aggregates, wanted)
    asked_for = to_count(wanted, rules or standard_rules(), as_of)
    return {name: one for name, one in asked_for.items() if name not in told}


def checked(
    table: Table,
    indicators: Iterable[Indicator],
    *,
    period: str = "period",
    as_of: date | None = None,
    rules: Rules | None = None,
    cells: pl.DataFrame | None = None,
) -> list[Finding]:
    """The findings that do not block, as `examined` finds them.

    Raises   DataError with every finding that blocks.
    """
    found = examined(
        table,
        indicators,
        period=period,
        as_of=as_of,
        rules=rules,
        cells=cells,
    )
    if blocking := [one for one in found if one.severity == "blocking"]:
        raise DataError(refusal(table.where, blocking))
    return found
