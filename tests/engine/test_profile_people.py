"""People to reach: those of the gap, in whole people."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import profile
from tests.engine.profiled import deciles, groups_of


def test_people_to_reach_are_those_of_the_gap_in_whole_people():
    row = groups_of(deciles())["d1"]
    assert (row["people"], row["people_code"]) == (200, None)
    assert row["people_lower"] == int(-10 * row["absolute_upper"])
    assert row["people_upper"] == int(-10 * row["absolute_lower"]) + 1
    assert "To be equal, 200 more people (157 to 242) would have to be reached." in row["sentence"]


def test_people_of_the_groups_of_a_setting_add_up():
    """Half a person and one and a half are two, not one and two."""
    few = deciles({"d1": (1, 3), "d2": (0, 3), "d3": (500, 1_000)})
    other = deciles(area="Elsewhere")
    found = profile.profile(pl.concat([few, other])).filter(pl.col("people").is_not_null())
    assert found.filter(area="Ambermoor")["people"].sum() == 2
    assert found.filter(area="Elsewhere")["people"].to_list() == [200, 100]


def test_fewer_people_are_affected_where_lower_is_better():
    row = groups_of(deciles({"d1": (300, 1_000), "d3": (100, 1_000)}, better_when="lower"))["d1"]
    assert row["people"] == 200
    assert "200 fewer people" in row["sentence"]
    assert "would have to be affected." in row["sentence"]


def test_a_group_that_is_ahead_has_nobody_to_reach():
    row = groups_of(deciles(better_when="lower"))["d1"]
    assert (row["people"], row["people_lower"], row["people_upper"]) == (0, 0, 0)
    assert "To be equal" not in row["sentence"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"better_when": None}, "not_declared"),
        ({"kind": "rate"}, "not_a_proportion"),
    ],
)
def test_without_a_direction_or_a_share_there_are_no_people(change, code):
    row = groups_of(deciles(**change))["d1"]
    assert (row["people"], row["people_code"]) == (None, code)


def test_without_counts_there_are_no_people():
    bare = deciles().with_columns(value=100 * pl.col("count") / pl.col("denominator"), count=None)
    row = groups_of(bare)["d1"]
    assert (row["people"], row["people_lower"], row["people_code"]) == (None, None, "no_counts")
