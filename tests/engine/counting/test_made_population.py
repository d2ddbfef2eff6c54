"""Made people are the same every time, plausible, and known to the last planted point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from evenground import indicators
from evenground.counting.made import make_people, make_people_and_truth
from evenground.counting.made.events import kinds
from evenground.counting.made.planted import (
    CATEGORIES,
    ETHNIC_GROUPS,
    PEOPLE,
    Events,
    Outcome,
    Register,
    planted,
)
from evenground.errors import DataError
from evenground.indicators.conditions.rule import rule_of
from evenground.indicators.definitions.columns import columns, values_of

LAST = "2025/26"


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return make_people(30_000, seed=7)


@pytest.fixture(scope="module")
def year(people) -> pl.DataFrame:
    return people.filter(period=LAST)


def test_there_is_a_row_for_each_person_in_each_year(people):
    rows = people.group_by("period").len().sort(pl.col("period").cast(pl.String))
    assert rows["period"].to_list() == ["2023/24", "2024/25", LAST]
    assert rows["len"].to_list()[-1] == 30_000
    assert rows["len"].is_sorted()  # those not yet born are missing from earlier years
    assert not people.select(pl.struct("person_id", "period").is_duplicated()).to_series().any()
    lasting = people.group_by("person_id").agg(
        pl.col("sex", "ethnic_category", "lsoa", "practice", "tenure").n_unique(),
        (pl.col("age").cast(int).max() - pl.col("age").min() - pl.len() + 1).alias("grew_older"),
    )
    assert lasting.drop("person_id", "grew_older").max().row(0) == (1, 1, 1, 1, 1)
    assert lasting["grew_older"].unique().to_list() == [0]


def test_a_later_year_is_the_same_whether_or_not_earlier_ones_are_made(people, year):
    alone = make_people(30_000, seed=7, years=[2025])
    assert alone.cast(pl.String).equals(year.cast(pl.String))


def test_every_column_that_the_library_names_is_made(people):
    rules = [rule for one in indicators.library().values() if (rule := rule_of(one))]
    assert {name for rule in rules for name in (*rule.columns, *rule.places)} <= set(people.columns)


def test_columns_have_the_kind_and_the_values_that_are_declared(people):
    assert set(people.columns) <= set(columns())
    kinds_of = {"boolean": pl.Boolean, "text": pl.Categorical}
    for name in people.columns:
        column, dtype = columns()[name], people[name].dtype
        assert dtype == kinds_of[column.kind] if column.kind in kinds_of else dtype.is_integer()
        allowed = values_of(column)
        if allowed and column.kind == "text":
            assert set(people[name].drop_nulls().cast(pl.String).unique()) <= set(allowed), name


def test_everything_planted_happens_to_some_and_not_to_all(year):
    for name, one in planted().items():
        if one.hidden:
            continue
        if isinstance(one, Register | Outcome):
            assert 0 < year[name].fill_null(False).mean() < 1, name
        else:
            assert year[name].max() > 0, name


def test_only_people_counted_have_outcomes(year):
    for name, one in planted().items():
        if isinstance(one, Outcome) and one.among and not planted()[one.among[0]].hidden:
            among = pl.any_horizontal(pl.col(column) for column in one.among)
            assert not year.filter(~among)[name].any(), name
    women = year.filter("eligible_for_breast_screening")
    assert women["sex"].unique().to_list() == ["Female"]
    assert (women["age"].min(), women["age"].max()) == (53, 70)
    assert year.filter(pl.col("gave_birth"))["sex"].unique().to_list() == ["Female"]


def test_parts_of_a_count_are_within_it(year):
    parts = ("copd_emergency_admissions", "stroke_admissions", "heart_attack_admissions")
    inside = pl.sum_horizontal(pl.col(parts).cast(int)) <= pl.col("emergency_admissions")
    assert year.select(inside.all()).item()
    assert (year["virtual_outpatient_attendances"] <= year["outpatient_attendances"]).all()
    assert (year["tooth_extractions_for_decay"] == year["had_tooth_extracted"].cast(int)).all()
    assert set(kinds()) <= set(year.columns)


def test_ethnic_group_deprivation_and_tenure_go_together(year):
    poorest = year.filter(pl.col("deprivation_quintile") == 1)
    richest = year.filter(pl.col("deprivation_quintile") == 5)
    for column, value in (
        ("ethnic_group", "Asian or Asian British"),
        ("ethnic_group", "Black or Black British"),
        ("tenure", "Social rented"),
    ):
        assert share(poorest, column, value) > 2 * share(richest, column, value)


def share(people: pl.DataFrame, column: str, value: str) -> float:
    return (people[column] == value).sum() / people.height


def test_the_people_of_england_are_as_old_and_as_mixed_as_the_census_found_them():
    """The built-in totals, to four standard errors of a sample of 300,000."""
    made = make_people(300_000, seed=11, years=[2025])
    ages = np.asarray(PEOPLE["totals"]["people_by_age"], float)
    found = np.bincount(np.minimum(made["age"].to_numpy() // 5, 17), minlength=18)
    assert_a_sample_of(found, ages / ages.sum())
    women = made.filter(pl.col("age") >= 85)["sex"] == "Female"
    assert women.mean() == pytest.approx(PEOPLE["totals"]["female_by_age"][-1], abs=0.03)


def test_recorded_categories_are_as_good_as_was_planted_for_each_group():
    """From both records, and the totals: nobody's own category is in the table."""
    made = make_people(300_000, seed=12, years=[2025])
    total = sum(one["people"] for one in CATEGORIES.values())
    own = np.array([sum(one["people"] for one in CATEGORIES.values() if one["group"] == group) for group in ETHNIC_GROUPS])  # fmt: skip
    for record, said in PEOPLE["recording"].items():
        if record == "different":
            continue
        for column, is_it in (
            ("not_stated", made[record] == "Z"),
            ("not_known", made[record] == "99"),
            ("missing", made[record].is_null()),
        ):
            planted_share = (own / total * said[column]).sum()
            found = is_it.fill_null(False).mean()
            assert found == pytest.approx(planted_share, abs=4 * np.sqrt(planted_share / 300_000))
    gp, hospital = (made[f"ethnic_category_{where}"] for where in ("gp", "hospital"))
    both = made.filter(gp.is_in(list(CATEGORIES)) & hospital.is_in(list(CATEGORIES)))
    differ = (
        both["ethnic_category_gp"].cast(str) != both["ethnic_category_hospital"].cast(str)
    ).mean()
    assert 0.02 < differ < 0.08


def test_the_category_chosen_is_the_practices_or_else_the_hospitals(year):
    gp, hospital, chosen = (
        year[name].cast(pl.String)
        for name in ("ethnic_category_gp", "ethnic_category_hospital", "ethnic_category")
    )
    stated = gp.is_in(list(CATEGORIES)).fill_null(False)
    assert (chosen.filter(stated) == gp.filter(stated)).all()
    only_hospital = ~stated & hospital.is_in(list(CATEGORIES)).fill_null(False)
    assert (chosen.filter(only_hospital) == hospital.filter(only_hospital)).all()
    neither = ~stated & ~only_hospital
    assert not chosen.filter(neither).is_in(list(CATEGORIES)).any()
    assert year.filter(ethnic_category="Z")["ethnic_group"].unique().to_list() == ["Not stated"]


def assert_a_sample_of(found: np.ndarray, shares: np.ndarray) -> None:
    total = found.sum()
    off = np.abs(found - total * shares) / np.sqrt(total * shares * (1 - shares))
    assert off.max() < 4


def test_places_and_years_are_the_ones_asked_for():
    made = make_people(500, seed=1, places=["P", "Q"], system="S", years=[2019, 2020])
    assert sorted(made["place"].cast(pl.String).unique()) == ["P", "Q"]
    assert made["system"].unique().to_list() == ["S"]
    assert sorted(made["period"].cast(pl.String).unique()) == ["2019/20", "2020/21"]
    one_year = make_people(500, seed=1, years=[1999])
    assert one_year["period"].unique().to_list() == ["1999/00"]


@pytest.mark.parametrize(
    "asked",
    [{"people": 0}, {"places": []}, {"years": []}, {"places": ["A", "A"]}, {"years": [2025, 2024]}],
)
def test_what_cannot_be_made_is_refused(asked):
    with pytest.raises(DataError):
        make_people(**{"people": 10, "seed": 1} | asked)


def test_people_are_the_same_whether_or_not_the_truth_is_worked_out(people):
    library = indicators.library().values()
    assert make_people_and_truth(30_000, library, seed=7)[0].equals(people)


DOCUMENT = Path(__file__).parents[3] / "docs" / "made-population.md"


def told(pair: tuple[float, float], form: str) -> str:
    """What is planted in the first and the last year, as the document writes it."""
    return " to ".join(dict.fromkeys(format(part, form) for part in pair))


def told_of_groups(added: dict[str, tuple[float, float]], form: str) -> str:
    return "; ".join(f"{group} {told(pair, form)}" for group, pair in added.items()) or "none"


def row_of(one: Outcome | Events) -> str:
    """What was planted for one column, as a row of the document."""
    if isinstance(one, Events):
        groups = told_of_groups(one.ethnic_group, "g")
        return f"| `{one.column}` | {told(one.most_deprived, 'g')} | {groups} |"
    base = " to ".join(dict.fromkeys(f"{point:g}%" for point in one.base))
    gradient = told(one.gradient, "+g") if any(one.gradient) else "none"
    groups = [told_of_groups(added, "+g") for added in (one.ethnic_group, one.tenure)]
    return f"| `{one.column}` | {base} | {gradient} | {groups[0]} | {groups[1]} |"


@pytest.mark.parametrize(
    "one",
    [
        one
        for one in planted().values()
        if isinstance(one, Outcome) or (isinstance(one, Events) and not one.counts)
    ],
    ids=lambda one: one.column,
)
def test_the_document_says_what_is_planted(one):
    assert row_of(one) in DOCUMENT.read_text(encoding="utf-8").splitlines()
