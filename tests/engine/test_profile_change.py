"""The change of a gap since the first period, in numbers and in words."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import profile
from tests.engine.profiled import deciles


def test_the_change_of_a_gap_since_the_first_period_has_a_verdict():
    then = deciles({"d1": (300, 1_000), "d3": (500, 1_000)}, period="2020")
    now = deciles({"d1": (450, 1_000), "d3": (520, 1_000)}, period="2024")
    found = profile.profile(pl.concat([now, then])).filter(group="d1").to_dicts()
    first, last = found
    assert (first["change_code"], first["change"], first["verdict"]) == ("first_period", None, None)
    assert (last["change_from"], last["verdict"]) == ("2020", "narrowing")
    assert last["change"] == pytest.approx(13)
    assert "The gap has narrowed by 13.0 percentage points (95% limits" in last["sentence"]


def test_a_relative_gap_that_changed_otherwise_is_told_too():
    then = deciles({"d1": (400, 1_000), "d3": (200, 1_000)}, period="2020", better_when="lower")
    now = deciles({"d1": (200, 1_000), "d3": (40, 1_000)}, period="2024", better_when="lower")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2024")
    (row,) = found.to_dicts()
    assert (row["verdict"], row["relative_verdict"]) == ("no evidence", "widening")
    assert row["sentence"].endswith(
        "There is no evidence that the absolute gap has changed since 2020, but relatively it has "
        "widened."
    )


def test_a_gap_that_turned_round_is_said_to_have():
    then = deciles({"d1": (100, 1_000), "d3": (500, 1_000)}, period="2020")
    now = deciles({"d1": (560, 1_000), "d3": (500, 1_000)}, period="2024")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2024")
    (told,) = found["sentence"]
    assert told.endswith("The gap has narrowed since 2020, and turned round.")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ((305, 1_000), "There is no evidence that the gap has changed since 2020."),
        ((200, 1_000), "The gap has widened by 10.0 percentage points (95% limits"),
    ],
)
def test_a_change_in_words(now, told):
    tables = [
        deciles({"d1": group, "d3": (500, 1_000)}, period=period)
        for group, period in [((300, 1_000), "2020"), (now, "2024")]
    ]
    found = profile.profile(pl.concat(tables)).filter(group="d1", period="2024")
    assert told in found["sentence"][0]


def test_periods_that_overlap_are_not_compared():
    then = deciles(period="2018 - 20")
    now = deciles(period="2020 - 22")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2020 - 22")
    assert found["change_code"].to_list() == ["overlapping_periods"]
