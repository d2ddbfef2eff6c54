"""What was planted in a made population: the chance of each outcome in each cell, known exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from evenground.counting.made.outcomes import chances
from evenground.counting.made.planted import ETHNIC_GROUPS, MADE, TENURES
from evenground.counting.made.population import PLACES, YEARS, period_of
from evenground.errors import DataError
from evenground.indicators.definition import ALL, EVERYONE, Indicator


def truth(
    people: pl.DataFrame,
    indicators: Iterable[Indicator],
    *,
    places: Sequence[str] = PLACES,
    years: Sequence[int] = YEARS,
) -> pl.DataFrame:
    """The planted rate of each indicator, place, dimension, group and period, as a proportion.

    It is the mean of the chances of the people counted, so it is what a measure of these people
    would give on average over all the ways their outcomes could have fallen. `places` and `years`
    are those that the people were made with.

    Shapes   people: as `make_people` made them; a row for each indicator, place, group and period.
    Units    a share between 0 and 1.
    Raises   DataError for other places or years, or when nothing was planted for `indicators`.
    Checked  one cell worked out again from the file of what is planted, person by person.
    """
    planted = {outcome["column"]: outcome for outcome in MADE["outcome"]}
    tables = []
    for indicator in indicators:
        rule = indicator.count
        if rule is None or rule.numerator not in planted:
            continue
        among = people.filter(pl.col(rule.denominator))
        chance = chances(
            planted[rule.numerator], _codes(among, places, years), len(places), len(years)
        )
        known = among.with_columns(pl.Series("chance", chance))
        keys = list(dict.fromkeys(["period", *rule.places, *rule.groups]))
        finest = known.group_by(keys).agg(pl.col("chance").sum(), pl.len().alias("people"))
        for place in rule.places:
            for dimension in (ALL, *rule.groups):
                tables.append(_rates(finest, indicator.id, place, dimension))
    if not tables:
        raise DataError("Nothing was planted for these indicators.")
    return pl.concat(tables).sort("indicator", "area_type", "place", "dimension", "group", "period")


def _rates(finest: pl.DataFrame, indicator: str, place: str, dimension: str) -> pl.DataFrame:
    group = pl.lit(EVERYONE) if dimension == ALL else pl.col(dimension).cast(pl.String)
    return (
        finest.group_by(
            pl.col(place).cast(pl.String).alias("place"), group.alias("group"), "period"
        )
        .agg(pl.col("chance", "people").sum())
        .select(
            pl.lit(indicator).alias("indicator"),
            pl.lit(place).alias("area_type"),
            "place",
            pl.lit(dimension).alias("dimension"),
            "group",
            "period",
            (pl.col("chance") / pl.col("people")).alias("rate"),
            pl.col("people").cast(pl.Int64),
        )
    )


def _codes(people: pl.DataFrame, places: Sequence[str], years: Sequence[int]) -> dict[str, Any]:
    """The codes that the people were made from."""
    labels = {
        "place": ("place", list(places)),
        "year": ("period", [period_of(year) for year in years]),
        "tenure": ("tenure", TENURES),
        "ethnic_group": ("ethnic_group", ETHNIC_GROUPS),
    }
    try:
        codes = {
            name: people[column].cast(pl.String).cast(pl.Enum(known)).to_physical().to_numpy()
            for name, (column, known) in labels.items()
        }
    except pl.exceptions.PolarsError as problem:
        raise DataError(
            "These people were not made with these places and years. Give the ones they were made with."
        ) from problem
    codes["quintile"] = people["deprivation_quintile"].to_numpy() - 1
    codes["age"] = people["age"].to_numpy()
    return codes
