"""Finest cells to every table asked for."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from evenground.counting import roll_up
from evenground.counting.protect import protect, sums
from evenground.disclosure import policy
from evenground.errors import DataError
from tests.engine.counting.small_tables import (
    count,
    indicator,
    numbers,
    people,
    table,
    visits,
)


def test_an_empty_cell_is_nought_and_has_its_row():
    """A row that is absent from one town only would tell that nobody of the group lives there."""
    rows = [("x", "A", "2025", True, True), ("y", "C", "2024", True, False)]
    long = roll_up(count(table(rows), [indicator()]))
    assert numbers(long, place="A", dimension="group", period="2024") == {"x": (0, 0), "y": (0, 0)}
    assert long["numerator"].null_count() == long["denominator"].null_count() == 0


def test_cells_add_up_to_everyone_and_to_the_larger_place():
    rows = [("x", "A", "2025", True, True)] * 3 + [("y", "B", "2025", True, False)] * 4
    long = roll_up(count(table(rows), [indicator()]))
    assert numbers(long, place="West", dimension="group") == {"x": (3, 3), "y": (0, 4)}
    assert long.filter(place="A")["parent"].unique().to_list() == ["West"]
    relation = sums(long)
    for which in ("numerator", "denominator"):
        counts = long[which].to_numpy()
        for number, total in enumerate(relation.total):
            assert counts[relation.part[relation.of == number]].sum() == counts[total]
    assert len(relation.total) == 3 + 3  # 3 places by group; 1 county by everyone, x and y


@settings(max_examples=25)
@given(people)
def test_bands_of_a_row_add_up_to_the_row(rows):
    """The rows of bands come in the order of the rows they belong to, as many for each."""
    cells = count(table(rows), [indicator(), visits()])
    whole = roll_up(cells, indicators=["visits"])
    banded = roll_up(cells, indicators=["visits"], band="group")
    bands = banded["band"].n_unique() if banded.height else 1
    assert banded.height == whole.height * bands
    assert (
        banded.gather_every(bands)
        .drop("band", "numerator", "denominator")
        .equals(whole.drop("numerator", "denominator"))
    )
    for which in ("numerator", "denominator"):
        parts = banded[which].to_numpy().reshape(-1, bands)
        np.testing.assert_array_equal(parts.sum(axis=1), whole[which].to_numpy())


def test_people_without_a_place_are_told_apart_by_the_larger_place():
    rows = [("x", "A", "2025", True, True), ("x", "B", "2025", True, True), *[("x", "C", "2025", True, False)] * 2]  # fmt: skip
    nowhere = table(rows).with_columns(
        town=pl.when(pl.col("town") != "A").then(pl.lit(None, pl.String)).otherwise("town")
    )
    long = roll_up(count(nowhere, [indicator()])).filter(dimension="all")
    found = {
        (kind, place): (parent, n)
        for kind, place, parent, n in long.select(
            "area_type", "place", "parent", "denominator"
        ).rows()
    }
    assert found == {
        ("town", "A"): ("West", 1),
        ("town", "Not recorded, in West"): ("West", 1),
        ("town", "Not recorded, in East"): ("East", 2),
        ("county", "West"): (None, 2),
        ("county", "East"): (None, 2),
    }


def test_places_that_lie_in_several_larger_ones_are_all_named():
    rows = [(None, town, "2025", True, True) for town in "AB"] * 2
    moved = table(rows).with_columns(county=pl.Series(["West", "West", "East", "East"]))
    with pytest.raises(DataError, match="`town` and the next, `county`: A, B"):
        count(moved, [indicator()])


def test_an_indicator_keeps_its_own_dimensions_and_places():
    both = [indicator(places=["county"]), visits(groups=["group"])]
    long = roll_up(count(table([("x", "A", "2025", True, True, 2)]), both))
    assert long.filter(indicator="at-target")["parent"].null_count() == 2
    assert long.filter(indicator="visits", place="A")["parent"].unique().to_list() == ["West"]


def test_a_column_may_have_the_name_of_a_column_of_the_long_table():
    cells = count(table([("x", "A", "2025", True, True)]), [indicator(groups=["group"])])
    renamed = cells.frame.rename({"town": "place"})
    about = cells.about.model_copy(
        update={
            "places": ("place", "county"),
            "indicators": {
                "at-target": cells.about.indicators["at-target"].model_copy(
                    update={"places": ("place", "county")}
                )
            },
        }
    )
    long = roll_up(type(cells)(renamed, about))
    assert numbers(long, area_type="place", dimension="group") == {"x": (1, 1)}


def test_protected_cells_hide_small_counts_in_place():
    rows = [("x", "A", "2025", True, i < 3) for i in range(100)]
    rows += [("y", "A", "2025", True, i < 52) for i in range(101)]
    rows += [("z", "A", "2025", True, i < 300) for i in range(604)]
    long = roll_up(count(table(rows), [indicator()]))
    shown = protect(long, policy("evenground-safe"))
    assert shown.columns == long.columns
    assert numbers(shown, place="A", dimension="group") == {
        "x": (None, None),
        "y": (50, 100),
        "z": (300, 605),
    }
