"""The whole path from people to published gaps gives back the inequalities that were planted."""

from __future__ import annotations

import polars as pl
import pytest
from scipy.stats import binom

from evenground import indicators, profile
from evenground.counting import count, roll_up
from evenground.counting.made import make_people, truth
from evenground.disclosure import policy
from evenground.measures import proportion

CELL = ["indicator", "area_type", "place", "dimension", "group", "period"]
COUNTED = [one for one in indicators.library().values() if one.count]
KEYS = ["indicator_id", "area_code", "dimension", "group", "period"]
SEEDS = (1, 2, 3)
PLANTED_GAPS = [  # indicator, dimension, group, reference, what was planted over the three years
    ("high-blood-pressure-at-target", "ethnic_group", "Black or Black British", "White", "narrows"),
    ("high-blood-pressure-at-target", "deprivation_quintile", "1", "5", "stays"),
    ("severe-mental-illness-checks", "deprivation_quintile", "1", "5", "widens"),
    ("bowel-screening-uptake", "deprivation_quintile", "1", "5", "stays"),
    ("bowel-screening-uptake", "ethnic_group", "Asian or Asian British", "White", "narrows"),
    ("breast-screening-uptake", "deprivation_quintile", "1", "5", "narrows"),
    ("smoking-adults", "tenure", "Social rented", "Owned", "stays"),
    ("flu-vaccination-copd", "ethnic_group", "Black or Black British", "White", "widens"),
    ("asthma-attacks-children", "tenure", "Private rented", "Owned", "widens"),
    ("talking-therapies-long-wait", "ethnic_group", "Asian or Asian British", "White", "widens"),
]


@pytest.fixture(scope="module")
def measured() -> list[dict[str, pl.DataFrame]]:
    """Three made populations of 100,000: what was planted, counted and published."""
    populations = []
    for seed in SEEDS:
        people = make_people(100_000, seed=seed)
        cells = count(people, COUNTED, available=True)
        table = profile.measure(cells, policy=policy())
        populations.append(
            {"planted": truth(people, COUNTED), "cells": roll_up(cells), "table": table}
        )
    return populations


def as_published(planted: pl.DataFrame) -> pl.DataFrame:
    """Planted rates with the labels and units of published numbers."""
    scale = {one.id: one.scale for one in COUNTED}
    return planted.select(
        pl.col("indicator").alias("indicator_id"),
        pl.col("place").alias("area_code"),
        "dimension",
        pl.struct("dimension", "group")
        .map_elements(lambda row: label(row["dimension"], row["group"]), pl.String)
        .alias("group"),
        "period",
        (pl.col("rate") * pl.col("indicator").replace_strict(scale)).alias("planted"),
    )


def label(dimension: str, group: str) -> str:
    known = indicators.dimensions().get(dimension)
    return known.find(group).label if known else group


def assert_near_95_percent(covered: list[bool]) -> None:
    """As many as 95% limits would cover by chance; a little more, as Wilson's limits do on few people."""
    least, most = binom.ppf(0.001, len(covered), 0.95), binom.ppf(0.999, len(covered), 0.965)
    assert least <= sum(covered) <= most, f"{sum(covered) / len(covered):.1%} of {len(covered)}"


@pytest.mark.parametrize(
    "dimension", ["ethnic_group", "deprivation_quintile", "tenure", "age_band"]
)
@pytest.mark.parametrize("level", ["place", "system"])
def test_limits_cover_the_planted_rate_as_often_as_they_say(measured, dimension, level):
    covered = []
    for made in measured:
        cells = made["cells"].filter(
            (pl.col("dimension") == dimension)
            & (pl.col("area_type") == level)
            & (pl.col("denominator") >= 20)
        )
        both = cells.join(made["planted"], on=CELL, validate="1:1")
        assert both.height == cells.height
        found = proportion(both["numerator"].to_numpy(), both["denominator"].to_numpy())
        rate = both["rate"].to_numpy()
        covered += list((found.lower <= rate) & (rate <= found.upper))
    assert_near_95_percent(covered)


@pytest.mark.parametrize("dimension", ["ethnic_group", "deprivation_quintile", "tenure"])
def test_published_limits_still_cover_it_although_counts_are_rounded(measured, dimension):
    covered = []
    for made in measured:
        published = made["table"].filter(
            (pl.col("dimension") == dimension) & (pl.col("status") == "value")
        )
        both = published.join(as_published(made["planted"]), on=KEYS, validate="1:1")
        assert both.height == published.height
        covered += both.select(pl.col("planted").is_between("lower", "upper")).to_series().to_list()
    assert_near_95_percent(covered)


def planted_gaps(made: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every published gap beside the gap that was planted."""
    rates = as_published(made["planted"])
    reference = rates.rename({"group": "reference", "planted": "planted_reference"})
    where = [key for key in KEYS if key != "group"]
    gaps = profile.gaps(made["table"]).filter(pl.col("absolute").is_not_null())
    return (
        gaps.join(rates, on=KEYS)
        .join(reference, on=[*where, "reference"])
        .with_columns((pl.col("planted") - pl.col("planted_reference")).alias("planted_gap"))
    )


def covers(gaps: pl.DataFrame) -> list[bool]:
    inside = pl.col("planted_gap").is_between("absolute_lower", "absolute_upper")
    return gaps.sort("area_code", "indicator_id", "period").select(inside).to_series().to_list()


@pytest.mark.parametrize(
    ("dimension", "group"), [("deprivation_quintile", "1"), ("tenure", "Social rented")]
)
def test_limits_of_gaps_cover_the_planted_gaps(measured, dimension, group):
    """One group each: two groups that share a reference would be right or wrong together."""
    covered = []
    for made in measured:
        gaps = planted_gaps(made).filter(
            (pl.col("area_type") == "place")
            & (pl.col("dimension") == dimension)
            & (pl.col("group") == label(dimension, group))
        )
        covered += covers(gaps)
    assert len(covered) > 200
    assert_near_95_percent(covered)


@pytest.mark.parametrize(("indicator", "dimension", "group", "reference", "story"), PLANTED_GAPS)
def test_the_planted_gaps_are_what_the_documents_say(
    measured, indicator, dimension, group, reference, story
):
    """And the published gap of the whole system finds each of them, missing two years of nine at most."""
    found, sizes = [], []
    for made in measured:
        gaps = planted_gaps(made).filter(
            (pl.col("indicator_id") == indicator)
            & (pl.col("area_type") == "system")
            & (pl.col("group") == label(dimension, group))
            & (pl.col("reference") == label(dimension, reference))
        )
        found += covers(gaps)
        sizes.append(gaps.sort("period")["planted_gap"].abs().to_list())
    assert sum(found) >= len(found) - 2
    for first, *_, last in sizes:
        change = last / first - 1
        assert {"widens": change > 0.3, "narrows": change < -0.2, "stays": abs(change) < 0.12}[
            story
        ]


def test_a_gap_by_ethnic_group_can_come_from_deprivation_alone(measured):
    """Breast screening: nothing was planted by ethnic group, and still the groups differ as a whole."""
    rates = measured[0]["planted"].filter(
        (pl.col("indicator") == "breast-screening-uptake") & (pl.col("area_type") == "system")
    )
    by_group = dict(
        rates.filter(dimension="ethnic_group", period="2023/24").select("group", "rate").iter_rows()
    )
    assert by_group["White"] - by_group["Black or Black British"] > 0.02
