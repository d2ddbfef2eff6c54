"""How well ethnic codes are recorded, for each place and group: cells that add up, and three shares."""

from __future__ import annotations

import duckdb
import polars as pl

from evenground.counting.prepare.extract import quoted
from evenground.counting.prepare.recipe import Recipe
from evenground.counting.query import NOT_RECORDED
from evenground.indicators.definitions.dimension import ALL, EVERYONE

COUNTS = {
    "rows": "count(*)",
    "known": "count(*) FILTER (WHERE \"ethnic state\" = 'known')",
    "not_stated": "count(*) FILTER (WHERE \"ethnic state\" = 'not stated')",
    "not_known": "count(*) FILTER (WHERE \"ethnic state\" = 'not known')",
    "missing": 'count(*) FILTER (WHERE "ethnic state" IS NULL)',
    "records": 'CAST(sum("ethnic records") AS BIGINT)',
    "valid": 'CAST(sum("ethnic valid") AS BIGINT)',
    "several": 'count(*) FILTER (WHERE "ethnic known" > 1)',
    "differs": 'count(*) FILTER (WHERE "ethnic differs")',
    "differs_fine": 'count(*) FILTER (WHERE "ethnic differs_fine")',
}


def finest(connection: duckdb.DuckDBPyConnection, recipe: Recipe) -> pl.DataFrame:
    """One pass over people: counts of recording for each period, places and ethnic group."""
    group = recipe.ethnicity.groups[0] if recipe.ethnicity else ""
    keys = [*(place.name for place in recipe.places), group]
    labelled = [f"coalesce({quoted(key)}, '{NOT_RECORDED}') AS {quoted(key)}" for key in keys]
    counts = [f"{sql} AS {quoted('n ' + name)}" for name, sql in COUNTS.items()]
    return connection.sql(
        f"SELECT period, {', '.join(labelled + counts)} FROM people GROUP BY ALL"  # noqa: S608
    ).pl()


def by_place(cells: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Rows for everybody and for each place of each level, and within each for everyone and each group.

    Shares   completeness: known of rows; validity: codes in a list of what is recorded; disagreement: two
             known codes of different wide groups, of rows of people with two or more known codes.
    """
    group = recipe.ethnicity.groups[0] if recipe.ethnicity else ""
    sums = [pl.col(f"n {name}").sum().alias(name) for name in COUNTS]
    tables = []
    for area in (None, *(place.name for place in recipe.places)):
        for dimension in (None, group):
            keys = [key for key in ("period", area, dimension) if key]
            found = cells.group_by(keys).agg(sums)
            tables.append(
                found.select(
                    "period",
                    pl.lit(area or ALL).alias("area_type"),
                    (pl.col(area) if area else pl.lit(ALL)).alias("place"),
                    pl.lit(dimension or ALL).alias("dimension"),
                    (pl.col(dimension) if dimension else pl.lit(EVERYONE)).alias("group"),
                    *COUNTS,
                )
            )
    shares = {
        "completeness": pl.col("known") / pl.col("rows"),
        "validity": pl.col("valid") / pl.col("records"),
        "disagreement": pl.col("differs") / pl.col("several"),
    }
    return (
        pl.concat(tables)
        .with_columns(
            pl.when(pl.col(of) > 0).then(share).alias(name)
            for (name, share), of in zip(
                shares.items(), ("rows", "records", "several"), strict=True
            )
        )  # fmt: skip
        .sort("period", "area_type", "place", "dimension", "group")
    )
