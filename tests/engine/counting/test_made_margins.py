"""Where made people live, and how old and of which group they are there: made up, or as England is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.cli import main
from evenground.counting.made import geography, margins
from evenground.counting.made.planted import PEOPLE
from evenground.counting.made.population import population

SHARES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda x: np.array(x) / sum(x))


@given(SHARES, SHARES)
def test_a_table_is_fitted_to_both_totals(rows, columns):
    seed = np.array([[3.0, 1, 1], [1, 2, 1], [1, 1, 4]])
    table = margins.fitted(seed, rows, columns)
    assert table.sum(axis=1) == pytest.approx(rows, abs=1e-6)
    assert table.sum(axis=0) == pytest.approx(columns, abs=1e-9)
    odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert odds == pytest.approx(6)  # the likeness that fitting keeps


@given(st.integers(0, 10_000), st.lists(st.floats(0.1, 9), min_size=1, max_size=30))
def test_people_are_shared_out_to_the_last_one_and_within_one_of_the_share(total, weights):
    shared = geography.apportioned(total, weights)
    assert shared.sum() == total
    assert np.abs(shared - total * np.array(weights) / sum(weights)).max() < 1


def test_the_built_in_mix_has_the_ages_and_groups_of_the_census():
    mix = margins.built_in().mix.mean(axis=0)  # a fifth of all people live in each fifth
    ages = np.asarray(PEOPLE["totals"]["people_by_age"], float)
    assert mix.sum(axis=0) == pytest.approx(ages / ages.sum(), abs=1e-6)
    white = PEOPLE["ethnic_groups"]["order"].index("White")
    assert mix.sum(axis=1)[white] == pytest.approx(45_783_379 / 56_490_064, abs=0.001)


def test_a_made_england_has_300_places_42_systems_and_7_regions():
    england = geography.levels(57_000_000)
    found = [len(set(names)) for names in (england.places, england.systems, england.regions)]
    assert found == [300, 42, 7]
    small = geography.levels(1_200_000)
    assert [len(set(names)) for names in (small.places, small.systems)] == [4, 1]


def test_no_system_lies_in_two_regions():
    england = geography.levels(57_000_000)
    pairs = set(zip(england.systems, england.regions, strict=True))
    assert len(pairs) == len(set(england.systems))


def test_real_margins_are_those_of_the_files(shared_data):
    real = margins.from_folder(shared_data)
    mix, areas = real.margins.mix, real.table["lsoa"]
    ages = pl.read_parquet(shared_data / margins.AGES).drop("lsoa21_name", "Total")
    groups = pl.read_parquet(shared_data / margins.GROUPS).select(
        "lsoa21_code", *margins.CENSUS_GROUPS
    )
    for table, found in ((ages, mix.sum(axis=1)), (groups, mix.sum(axis=2))):
        rows = pl.DataFrame({"lsoa21_code": areas}).join(table, on="lsoa21_code", maintain_order="left")  # fmt: skip
        counts = rows.drop("lsoa21_code").to_numpy().astype(float)
        assert np.abs(found - counts / counts.sum(axis=1, keepdims=True)).max() < 1e-9
    assert real.margins.female == pytest.approx(PEOPLE["totals"]["female_by_age"], abs=0.0001)


def test_real_places_nest_and_those_that_do_not_are_divided(shared_data):
    table = margins.from_folder(shared_data).table
    assert table.height == 33_755
    for inner, outer in (("place", "system"), ("system", "region"), ("region", "nation")):
        assert table.group_by(inner).agg(pl.col(outer).n_unique())[outer].max() == 1
    assert [table[level].n_unique() for level in ("system", "region", "nation")] == [42, 9, 1]
    divided = table.filter(pl.col("place").str.contains(" in "))
    districts = divided["place"].str.head(9).unique()
    assert len(districts) == 13
    assert (divided["place"].str.tail(9) == divided["system"]).all()
    assert table["place"].n_unique() == 296 + divided["place"].n_unique() - 13


def test_people_of_the_real_margins_live_where_england_lives(shared_data):
    real = margins.from_folder(shared_data)
    made = population(200_000, seed=4, folder=shared_data)
    people = sum(place.size for place in made.places)
    assert people == 200_000
    lived = np.concatenate([place.people for place in made.places])
    wanted = real.table["people"].to_numpy() / real.table["people"].sum() * people
    assert np.abs(lived - wanted).max() < 1
    deciles = np.concatenate([place.deciles for place in made.places])
    assert (deciles == real.table["decile"].to_numpy()).all()


def test_the_command_takes_the_folder_and_says_real_codes(shared_data, tmp_path):
    """With a look-up of two districts, so that only these are made."""
    for name in (margins.AGES, margins.SEXES, margins.GROUPS, margins.DEPRIVATION):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(shared_data / name)
    (tmp_path / margins.PLACES).parent.mkdir()
    places = pl.read_parquet(shared_data / margins.PLACES)
    two = places.filter(pl.col("ltla24_name").is_in(["Wolverhampton", "Bradford"]))
    two.write_parquet(tmp_path / margins.PLACES)
    out = tmp_path / "people.parquet"
    asked = ["synth", "--people", "5000", "--seed", "1", "--out", str(out)]
    assert main([*asked, "--margins", str(tmp_path)]) == 0
    people = pl.read_parquet(out).cast({pl.Categorical: pl.String})
    assert people.height == 5_000
    assert set(people["lsoa"]) <= set(two["lsoa21_code"])
    assert set(people["place"]) == set(two["ltla24_code"])
    assert set(people["system"]) == set(two["icb24_code"])
