"""A PLUS group is counted beside everybody else, where records name it; else it is not measurable yet."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import indicators, profile
from evenground.cli import main
from evenground.counting import count, roll_up
from evenground.counting.made import make_people
from evenground.counting.plan import NOT_YET
from evenground.profile import tidy_profile
from tests.engine.counting import small_tables
from tests.engine.counting.clean_people import clean, indicator
from tests.engine.indicators.test_sets import SET

WANTED = "emergency-attendances,plus-groups-example"


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return make_people(40_000, seed=9, years=[2025])


@pytest.fixture(scope="module")
def measured(people) -> pl.DataFrame:
    wanted = indicators.chosen(WANTED)
    cells = count(people, wanted.values())
    return profile.measure(cells, definitions=wanted)


def test_the_plus_groups_of_a_set_are_counted_for_all_that_is_asked_with_it():
    wanted = indicators.chosen("bowel-screening-uptake,plus-groups-example")
    plus = {
        "homeless",
        "drug_or_alcohol_dependence",
        "learning_disability_register",
        "autism_recorded",
    }
    assert all(set(one.count.plus) == plus for one in wanted.values())
    alone = indicators.chosen("bowel-screening-uptake")["bowel-screening-uptake"]
    assert alone.count.plus == ()


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_who_is_not_recorded_is_everybody_else(engine, tmp_path):
    flag = pl.Series([True, False, None]).gather(pl.int_range(4_000, eager=True) % 3)
    path = tmp_path / "people.parquet"
    clean().with_columns(homeless=flag).write_parquet(path)
    known = indicators.library()["emergency-attendances-homeless"].columns["homeless"]
    one = indicator(groups=("sex",)).with_plus([known])
    cells = small_tables.count(path, [one], engine=engine)
    long = roll_up(cells).filter(dimension="homeless", area_type="place")
    assert set(long["group"]) == {"true", "false"}
    register = clean().with_columns(homeless=flag).filter("copd_register")
    by_hand = register.group_by(pl.col("homeless").fill_null(False)).len()
    summed = long.group_by("group").agg(pl.col("denominator").sum())
    found = {group == "true": many for group, many in summed.iter_rows()}
    assert found == dict(by_hand.iter_rows())


def test_the_groups_have_names_in_words_and_add_up_to_everyone(measured):
    one = measured.filter(indicator_id="emergency-attendances", area_type="nation")
    plus = one.filter(dimension="homeless")
    assert plus["group"].to_list() == ["Recorded as homeless", "Everybody else"]
    everyone = one.filter(dimension="all")["denominator"].item()
    assert plus["denominator"].sum() == pytest.approx(everyone, abs=10)


def test_the_gap_of_a_plus_group_is_to_everybody_else_and_told_in_words(measured):
    found = tidy_profile.made(measured, within=["nation"], summary=["none"]).frame
    gap = found.filter(
        indicator_id="emergency-attendances",
        dimension="autism_recorded",
        group="Recorded as autistic",
    )
    assert gap["reference"].item() == "Everybody else"
    assert gap["clear"].item()
    assert "among people recorded as autistic" in gap["sentence"].item()
    assert "than among everybody else" in gap["sentence"].item()


def test_what_a_table_does_not_record_is_not_measurable_yet_and_never_zero(people):
    wanted = indicators.chosen(WANTED)
    cells = count(people.drop("autism_recorded"), wanted.values(), available=True)
    assert cells.about.left_out["PLUS group: Recorded as autistic"].startswith(NOT_YET)
    assert "autism_recorded" not in roll_up(cells)["dimension"].unique().to_list()


def test_a_plus_group_that_the_table_lacks_does_not_stop_the_count(people):
    wanted = indicators.chosen("smoking-adults")["smoking-adults"]
    columns = indicators.chosen(WANTED)["emergency-attendances"].columns
    one = wanted.with_plus([columns["homeless"]])
    cells = count(people.drop("homeless"), [one])
    assert cells.about.left_out == {
        "PLUS group: Recorded as homeless": "not measurable yet, there is no column `homeless`"
    }


DIMENSION = """\
ordered = false
reference = "Everybody else"
why_reference = "Boats are the exception."

[[dimensions]]
key = "boat"
title = "Homes on boats"
groups = [{ label = "Live on a boat", phrase = "among people who live on boats", aliases = ["true"] }]

[[groups]]
label = "Everybody else"
phrase = "among everybody else"
aliases = ["false", "Not recorded"]
"""
COLUMN = """\
[[columns]]
name = "boat"
kind = "boolean"
title = "Lives on a boat"
dimension = "boat"
"""


def ours(folder):
    """A partnership's folder: a set with a PLUS group, its column, and the dimension in words."""
    for name in ("sets", "dimensions"):
        (folder / name).mkdir(parents=True)
    plus = SET.replace('condition = "age >= 16 AND smokes"', 'column = "boat"')
    (folder / "sets" / "ours.toml").write_text(plus)
    (folder / "dimensions" / "boats.toml").write_text(DIMENSION)
    (folder / "columns.toml").write_text(COLUMN)
    return folder


def test_a_partnership_declares_a_plus_group_of_its_own(people, tmp_path, capsys):
    folder = ours(tmp_path / "ours")
    assert main(["indicators", "check", str(folder)]) == 0
    path, cells, found = (tmp_path / f"{name}.parquet" for name in ("people", "cells", "profile"))
    people.with_columns(boat=pl.col("person_id") % 9 == 0).write_parquet(path)
    asked = ["--indicators", str(folder)]
    assert main(["count", str(path), *asked, "--out", str(cells)]) == 0
    by = ["--by", "boat", "--within", "nation", "--summary", "difference"]
    assert main(["profile", str(cells), *asked, *by, "--out", str(found)]) == 0
    rows = pl.read_parquet(found).filter(measure="value")
    assert rows["group"].to_list() == ["Live on a boat", "Everybody else"]
    assert rows["reference"].unique().to_list() == ["Everybody else"]
    assert rows["dimension_title"].unique().to_list() == ["Homes on boats"]
    assert "among people who live on boats" in rows["sentence"][0]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("dimensions/boats.toml", 'reference = "Everybody else"', 'reference = "Nobody"', "boats.toml, line 2: reference: 'Nobody' is not the label of a group of boat"),
        ("dimensions/boats.toml", 'why_reference = "Boats are the exception."\n', "", "boats.toml, line 2: reference: a reference needs why_reference"),
        ("dimensions/boats.toml", 'aliases = ["true"]', 'aliases = ["false"]', "boats.toml, line 11: label: two groups of boat have the name false"),
        ("dimensions/boats.toml", "ordered = false", "orderd = false", "boats.toml, line 1: orderd: this key is not known"),
        ("dimensions/boats.toml", 'key = "boat"', 'key = "sex"', "boats.toml, line 6: key: sex comes with Evenground and says something else"),
        ("dimensions/boats.toml", '"Not recorded"', '"no"', "ours.toml, line 37: plus.1.column: the dimension boat of `boat` has no group also called true, or"),
        ("columns.toml", 'dimension = "boat"', 'dimension = "bot"', "columns.toml, line 5: boat: there is no dimension bot; did you mean `boat`?"),
        ("columns.toml", 'dimension = "boat"', "", "plus.1.column: `boat` has no dimension that says what its two groups are called"),
        ("columns.toml", 'kind = "boolean"', 'kind = "text"', "`boat` is declared as text, and boolean is needed here"),
        ("sets/ours.toml", 'column = "boat"', 'column = "bot"', "ours.toml, line 37: plus.1.column: there is no column `bot`; did you mean `boat`?"),
    ],
)  # fmt: skip
def test_a_mistake_in_dimensions_of_a_partnerships_own_is_told_with_its_line(
    tmp_path, capsys, file, old, new, message
):
    folder = ours(tmp_path / "ours")
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    assert main(["indicators", "check", str(folder)]) == 10
    assert message in capsys.readouterr().err
