"""What the finest cells themselves tell: groups and places nobody knows, and sums that do not add up."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding, without_rows
from evenground.counting.quality.rules import Rule, Rules
from evenground.counting.query import NOT_RECORDED
from evenground.indicators.definitions.columns import Column, dimension_of, values_of

PEOPLE = "people"
TIMES = 1.5  # a share so many times that of everybody stands out,
DEVIATIONS = 3  # unless chance alone could make it: so many standard deviations of a share


def group_findings(
    cells: pl.DataFrame, asked: Asked, rules: Rules, rows: int
) -> Iterator[Finding | None]:
    """Findings about periods, places and groups.

    Shapes   cells: a row for each period, place and combination of groups, with `people`.
    """
    total = cells[PEOPLE].sum()
    if total != rows:
        yield without_rows(rules["totals-do-not-reconcile"], detail="cells and rows")
    missing = known_as(cells, asked.period, [NOT_RECORDED])
    yield finding(rules["missing-period"], missing, rows, column=asked.period)
    for place in asked.places:
        nowhere = known_as(cells, place, [NOT_RECORDED])
        yield finding(rules["place-not-known"], nowhere, rows, column=place)
    yield from nested(cells, asked, rules["place-in-two-places"])
    for group in asked.groups:
        column = asked.known[group]
        yield from labels(cells, column, rules["unknown-label"])
        if unknown := unknown_labels(column, cells):
            yield from unknowns(cells, asked, group, unknown, rules)


def known_as(cells: pl.DataFrame, column: str, labels: list[str]) -> int:
    return int(cells.filter(pl.col(column).is_in(labels))[PEOPLE].sum())


def nested(cells: pl.DataFrame, asked: Asked, rule: Rule) -> Iterator[Finding]:
    """Places of one level that lie in several of the next. Nobody's place is in none."""
    for lower, upper in zip(asked.places, asked.places[1:], strict=False):
        pairs = cells.filter(pl.col(lower) != NOT_RECORDED).select(lower, upper).unique()
        several = pairs.filter(pl.col(lower).is_duplicated())[lower].unique().sort()
        for place in several:
            yield without_rows(rule, column=upper, area_type=lower, place=place)


def labels(cells: pl.DataFrame, column: Column, rule: Rule) -> Iterator[Finding | None]:
    """People whose label is in no list. Labels are not repeated: they may be anything."""
    listed = values_of(column)
    if listed is not None:
        strange = ~pl.col(column.name).is_in([*listed, NOT_RECORDED])
        yield finding(rule, int(cells.filter(strange)[PEOPLE].sum()), int(cells[PEOPLE].sum()), column=column.name)  # fmt: skip


def unknown_labels(column: Column, cells: pl.DataFrame) -> list[str]:
    """The labels that say that nobody knows: those that are not compared, and none at all, unless
    that is a group of its own (not recorded as homeless)."""
    dimension = dimension_of(column)
    if dimension is None:
        return [NOT_RECORDED]
    if (group := dimension.find(NOT_RECORDED)) and group.compared:
        return []
    unknown = [g for g in dimension.groups if not g.compared]
    return [NOT_RECORDED, *(name for g in unknown for name in (g.label, *g.aliases))]


def unknowns(
    cells: pl.DataFrame, asked: Asked, group: str, unknown: list[str], rules: Rules
) -> Iterator[Finding | None]:
    """How many nobody knows the group of, in all, and where they are many more than elsewhere."""
    total, missing = int(cells[PEOPLE].sum()), known_as(cells, group, unknown)
    yield finding(rules["share-unknown"], missing, total, column=group)
    if not total or not missing:
        return
    for rule, others in (
        (rules["place-with-many-unknown"], asked.places),
        (rules["group-with-many-unknown"], tuple(g for g in asked.groups if g != group)),
    ):
        for other in others:
            apart = standing_out(cells, group, unknown, other, missing / total)
            for name, of, few in apart.iter_rows():
                yield finding(rule, few, of, column=group, area_type=other, place=name)


def standing_out(
    cells: pl.DataFrame, group: str, unknown: list[str], other: str, usual: float
) -> pl.DataFrame:
    """Places or groups where the share unknown is well above the usual, beyond chance."""
    of, few = pl.col(PEOPLE).sum(), pl.col(PEOPLE).filter(pl.col(group).is_in(unknown)).sum()
    chance = DEVIATIONS * (usual * (1 - usual) / pl.col("of")).sqrt()
    share = pl.col("few") / pl.col("of")
    return (
        cells.filter(pl.col(other) != NOT_RECORDED)
        .group_by(other)
        .agg(of.alias("of"), few.alias("few"))
        .filter(share > TIMES * usual, share > usual + chance)
        .sort(other)
    )
