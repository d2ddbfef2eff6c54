"""Finest cells to every table asked for: each kind of place, by everyone and by each dimension."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from evenground.counting.cells import Cells, columns_of
from evenground.counting.provenance import Defined
from evenground.counting.query import NOT_RECORDED
from evenground.errors import DataError
from evenground.indicators import ALL, EVERYONE

LONG = {
    "indicator": pl.String,
    "area_type": pl.String,
    "place": pl.String,
    "parent": pl.String,
    "dimension": pl.String,
    "group": pl.String,
    "period": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
}
PLACE = ["area_type", "place"]
KEY = [*PLACE, "dimension", "group", "period"]
Kind = tuple[tuple[str, ...], tuple[str, ...]]  # the groups and the places of an indicator
SHOWN = 5  # places named in a refusal


def roll_up(
    cells: Cells, *, indicators: Sequence[str] | None = None, band: str | None = None
) -> pl.DataFrame:
    """A row for each indicator, place, dimension, group and period.

    Shapes   cells: what `count`, `combine` or `read_cells` gives. `indicators` keeps some of them;
             `band` is a column whose values stay apart, in a column `band`, such as bands of age.
    Groups   every group a dimension has anywhere is a row everywhere, with 0 where it has nobody.
    Places   each lies in one place of the next larger kind; people with a system and without a
             place are in "Not recorded, in" their system.
    Raises   DataError for a place that lies in several larger ones.
    Checked  tests/engine/counting/test_counting.py: cell by cell, as counting by hand gives them.
    """
    about = cells.about
    chosen = {one: about.indicators[one] for one in indicators or about.indicators}
    sums = [column for one in chosen for column in columns_of(one)]
    groups = [g for g in about.groups if any(g in defined.groups for defined in chosen.values())]
    ladder = rungs(cells.frame, about.places)
    numbered = cells.frame.select(
        "period",
        numbers(cells.frame, ladder, about.places),
        *(pl.col(group).alias(f"by {number}") for number, group in enumerate(groups)),
        *([pl.col(band).alias("band")] if band else []),
        *sums,
    )
    keys = ["period", "number", *(["band"] if band else [])]
    finest = by_dimension(numbered, groups, keys, sums)
    ladder = named(ladder, about.places)
    keys[1] = "place"
    wide = pl.concat([at_level(finest, ladder, level, keys) for level in about.places])
    wide = complete(wide, keys).sort(*KEY, *keys[2:])
    own = {kind: shared(wide, kind, ladder) for kind in {kind_of(each) for each in chosen.values()}}
    return pl.concat(
        of_indicator(own[kind_of(chosen[one])], one, keys[2:]) for one in sorted(chosen)
    )


def rungs(frame: pl.DataFrame, levels: Sequence[str]) -> pl.DataFrame:
    """The finest places with all the larger ones they lie in, numbered."""
    ladder = frame.select(levels).unique().sort(levels)
    wrong = []
    for fine, coarse in pairwise(levels):
        pairs = ladder.filter(pl.col(fine) != NOT_RECORDED).select(fine, coarse).unique()
        twice = pairs.filter(pl.col(fine).is_duplicated())[fine].unique().sort().to_list()
        if twice:
            more = f" and {len(twice) - SHOWN:,} more" if len(twice) > SHOWN else ""
            wrong.append(
                f"column `{fine}` and the next, `{coarse}`: {', '.join(twice[:SHOWN])}{more}"
            )
    if wrong:
        raise DataError(
            "Each place lies in one larger place, and these lie in several. Correct the columns of "
            "places, then count again.\n" + "\n".join(f"- {line}" for line in wrong)
        )
    return ladder.with_row_index("number")


def numbers(frame: pl.DataFrame, ladder: pl.DataFrame, levels: Sequence[str]) -> pl.Series:
    """The number of the finest place of each row; rows of one place mostly stand together."""
    run = frame.select(pl.struct(levels).rle_id()).to_series().to_numpy()
    first = np.flatnonzero(np.diff(run.astype(np.int64), prepend=-1))
    each = frame.select(levels)[first].join(ladder, on=levels, maintain_order="left")
    return pl.Series("number", each["number"].to_numpy()[run])


def named(ladder: pl.DataFrame, levels: Sequence[str]) -> pl.DataFrame:
    """The rungs, with people of no recorded place told apart by the larger place they are in."""
    for fine, coarse in reversed(list(pairwise(levels))):
        nowhere = (pl.col(fine) == NOT_RECORDED) & (pl.col(coarse) != NOT_RECORDED)
        inside = pl.concat_str(pl.lit(f"{NOT_RECORDED}, in "), coarse)
        ladder = ladder.with_columns(pl.when(nowhere).then(inside).otherwise(fine).alias(fine))
    return ladder


def by_dimension(
    numbered: pl.DataFrame, groups: Sequence[str], keys: Sequence[str], sums: Sequence[str]
) -> pl.DataFrame:
    """The finest places by each dimension, and by everyone."""
    people = numbered.lazy()
    tables = pl.collect_all(
        [
            people.group_by(*keys, pl.col(f"by {number}").alias("group"))
            .agg(pl.col(sums).sum())
            .with_columns(dimension=pl.lit(dimension))
            for number, dimension in enumerate(groups)
        ],
        engine="streaming",
    )
    smallest = min(tables, key=len, default=numbered)
    everyone = smallest.group_by(keys).agg(pl.col(sums).sum())
    tables.append(everyone.with_columns(dimension=pl.lit(ALL), group=pl.lit(EVERYONE)))
    return pl.concat([table.select("dimension", "group", *keys, *sums) for table in tables])


def at_level(
    finest: pl.DataFrame, ladder: pl.DataFrame, level: str, keys: Sequence[str]
) -> pl.DataFrame:
    """The tables of the finest places, added up to the places of one kind."""
    names = ladder.select("number", pl.col(level).alias("name"))
    found = finest.join(names, on="number").drop("number").rename({"name": "place"})
    by = ["dimension", "group", *keys]
    return found.group_by(by).agg(pl.all().sum()).with_columns(area_type=pl.lit(level))


def complete(wide: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """A row for each place with each group of a dimension, in each period and band; 0 if nobody."""
    grid = wide.select(PLACE).unique()
    for part in (["dimension", "group"], *([key] for key in keys if key != "place")):
        grid = grid.join(wide.select(part).unique(), how="cross")
    return grid.join(wide, on=grid.columns, how="left").fill_null(0)


def kind_of(defined: Defined) -> Kind:
    return defined.groups, defined.places


def shared(wide: pl.DataFrame, kind: Kind, ladder: pl.DataFrame) -> pl.DataFrame:
    """The rows of all indicators that have the same dimensions and kinds of places."""
    groups, places = kind
    return (
        wide.filter(pl.col("area_type").is_in(places), pl.col("dimension").is_in([ALL, *groups]))
        .join(parents(ladder, places), on=PLACE, how="left", maintain_order="left")
        .with_columns(
            same_group=pl.struct("dimension", "group").rank("dense"),
            same_period=pl.col("period").rank("dense"),
        )
    )


def of_indicator(own: pl.DataFrame, one: str, bands: Sequence[str]) -> pl.DataFrame:
    """Its rows, of the groups and periods in which it has anybody."""
    numerator, denominator = columns_of(one)
    most = pl.col(denominator).max()
    return own.filter(most.over("same_group") > 0, most.over("same_period") > 0).select(
        pl.lit(one).alias("indicator"),
        *("area_type", "place", "parent", "dimension", "group", "period"),
        *bands,
        pl.col(numerator).alias("numerator"),
        pl.col(denominator).alias("denominator"),
    )


def parents(ladder: pl.DataFrame, levels: Sequence[str]) -> pl.DataFrame:
    """The larger place that each place lies in, among the kinds of places of one indicator."""
    upwards = [*pairwise(levels), (levels[-1], None)]
    return pl.concat(
        ladder.select(
            pl.lit(level).alias("area_type"),
            pl.col(level).alias("place"),
            (pl.col(above) if above else pl.lit(None, pl.String)).alias("parent"),
        ).unique()
        for level, above in upwards
    )
