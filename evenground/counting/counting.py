"""The use case: a table of people and definitions to cells, in one pass over the people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenground.counting import provenance
from evenground.counting.cells import PEOPLE, Cells, in_order
from evenground.counting.editions import NOT_SAID, editions_of
from evenground.counting.engines import opened
from evenground.counting.fit import check
from evenground.counting.plan import NO, USED, Plan, planned
from evenground.counting.provenance import Input, Provenance
from evenground.counting.quality import Finding, Rules, asked_along, checked, sentence
from evenground.counting.query import NOT_RECORDED, Query
from evenground.counting.roll_up import rungs
from evenground.errors import DataError
from evenground.indicators import Indicator

if TYPE_CHECKING:
    import polars as pl

    from evenground.counting.engines.table import Table

NOT_COUNTED = "in the denominator of no indicator"


def count(
    people: str | Path | Any,
    indicators: Iterable[Indicator],
    *,
    engine: str | None = None,
    period: str = "period",
    database: str | Path | None = None,
    master: str | None = None,
    available: bool = False,
    rules: Rules | None = None,
    as_of: date | None = None,
    editions: Mapping[str, str] | None = None,
) -> Cells:
    """The finest cells of all the indicators that say how to count them.

    Shapes   people: a row for each person in each period, as `engines.opened` takes it. `period` is
             the column that says which; `available` leaves out what the table has no columns for.
    Groups   a person whose group is not recorded is counted as "Not recorded", never dropped; beside a
             PLUS group as everybody else.
    Editions the file says with which edition of deprivation and which code lists its columns were
             made, as `prepare` writes it; for a table that says nothing, `editions` does.
    Places   the columns of the ladder that the table has; each lies in one place of the next.
    Quality  looked at first, by `rules`: what blocks is refused, the rest is told in `about`. Dates after
             the day `as_of` are in the future; without it none is.
    Raises   DefinitionError for a condition with mistakes; DataError for columns that are missing
             or of a wrong type, people without a period, a place that lies in several others,
             and what blocks.
    Checked  tests/engine/counting/test_counting.py: person by person, as counting by hand gives it.
    """
    wanted = list(indicators)
    said = editions_of(people, editions or {}, wanted, in_database=database is not None)
    with opened(people, engine, database=database, master=master) as table:
        plan = planned(
            wanted, table.columns(), table=table.where, period=period, available=available
        )
        check(plan.query, table.columns(), table.where)
        along = asked_along(table, wanted, plan.query, period=period, rules=rules, as_of=as_of)
        rows = table.aggregate(Query(plan.query.by, {**along, **plan.query.aggregates}))
        refuse_without_period(rows, table.where, period)
        found = checked(table, wanted, period=period, rules=rules, as_of=as_of, cells=rows)
        rows = rows.rename({period: "period"})
        rows = with_everybody_else(rows, plan)
        rungs(rows, plan.places)
        return in_order(rows, about(rows, plan, table, found, said))


def with_everybody_else(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Those of whom nothing is recorded, put with those who are not in the group."""
    import polars as pl

    if not plan.with_everybody_else:
        return rows
    keys = ["period", *plan.places, *plan.groups]
    known = pl.col(plan.with_everybody_else).replace(NOT_RECORDED, NO)
    return rows.with_columns(known).group_by(keys).agg(pl.all().sum())


def refuse_without_period(rows: pl.DataFrame, table: str, period: str) -> None:
    if not rows.height:
        raise DataError(f"{table} has no rows: there is nobody to count.")
    if (rows[period] == NOT_RECORDED).any():
        raise DataError(
            f"{table}: some rows have no period in column `{period}`. Give each row its period, then count."
        )


def about(
    rows: pl.DataFrame,
    plan: Plan,
    table: Table,
    found: Sequence[Finding],
    said: Mapping[str, str],
) -> Provenance:
    read, used = int(rows[PEOPLE].sum()), int(rows[USED].sum())
    return Provenance(
        indicators=dict(plan.indicators),
        places=plan.places,
        groups=plan.groups,
        periods=tuple(rows["period"].unique().sort()),
        code_lists=dict(plan.code_lists),
        editions={name: said.get(name, NOT_SAID) for name in plan.of_editions},
        inputs=(Input(name=table.where, digest=table.digest(), rows=read, engine=table.name),),
        rows_read=read,
        rows_used=used,
        set_aside={NOT_COUNTED: read - used} if read > used else {},
        left_out=dict(sorted(plan.left_out.items())),
        findings=tuple(told(finding, table.where) for finding in found),
    )


def told(finding: Finding, table: str) -> provenance.Finding:
    """A finding in words; numbers in it are rounded, and small ones are not told."""
    said = f"{finding.title}: {sentence(finding)}" if sentence(finding) else finding.title
    return provenance.Finding(table=table, rule=finding.rule, severity=finding.severity, said=said)
