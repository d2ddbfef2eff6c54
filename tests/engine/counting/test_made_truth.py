"""The truth about made people, worked out again from the files of what is planted, person by person."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evenground import indicators
from evenground.counting.made import make_people, make_people_and_truth
from evenground.counting.made.truth import questions
from evenground.errors import DataError
from evenground.indicators.conditions.rule import rule_of
from evenground.measures import directly_standardised_rate, standard

LIBRARY = list(indicators.library().values())
PEOPLE, SEED = 60_000, 7
OF_DEPRIVATION = {"diabetes-prevention-referrals-most-deprived", "type-2-diabetes-most-deprived"}


@pytest.fixture(scope="module")
def made() -> tuple[pl.DataFrame, pl.DataFrame]:
    return make_people_and_truth(PEOPLE, LIBRARY, seed=SEED)


def rate(made: tuple[pl.DataFrame, pl.DataFrame], indicator: str, **cell: str) -> float:
    usual = {"area_type": "system", "place": "ZZS01", "period": "2025/26"}
    found = made[1].filter(indicator=indicator, **usual | cell)
    return found["rate"].item()


def last(made: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
    return made[0].filter(period="2025/26")


def test_a_share_is_the_mean_of_planted_chances(made):
    """Breast screening in the last year: base and place, and the gradient in even steps."""
    women = last(made).filter(
        pl.col("eligible_for_breast_screening")
        & (pl.col("place") == "ZZP003")
        & (pl.col("tenure") == "Social rented")
    )
    chances = [74 + 1 - 7 * (5 - fifth) / 4 for fifth in women["deprivation_quintile"]]
    cell = {
        "area_type": "place",
        "place": "ZZP003",
        "dimension": "tenure",
        "group": "Social rented",
    }
    found = rate(made, "breast-screening-uptake", **cell)
    assert found == pytest.approx(np.mean(chances) / 100, rel=1e-6)


def test_a_share_in_a_year_between_lies_on_the_line(made):
    people = made[0].filter("eligible_for_breast_screening", period="2024/25")
    chances = [
        73 + {"ZZP001": -1, "ZZP002": 0, "ZZP003": 1, "ZZP004": 2}[place] - 10.5 * (5 - fifth) / 4
        for place, fifth in people.select("place", "deprivation_quintile").iter_rows()
    ]
    found = rate(made, "breast-screening-uptake", dimension="all", period="2024/25")
    assert found == pytest.approx(np.mean(chances) / 100, rel=1e-6)


def test_events_are_what_was_planted_for_each_age_and_fifth(made):
    people = last(made).filter("copd_register")
    by_age = np.interp(people["age"], [35, 60, 80, 110], [0.05, 0.09, 0.14, 0.16])
    by_fifth = 2.2 - 1.2 * (people["deprivation_quintile"].to_numpy() - 1) / 4
    found = rate(made, "emergency-admissions-copd", dimension="all")
    assert found == pytest.approx((by_age * by_fifth).mean(), rel=1e-6)


def test_a_score_is_above_a_number_as_often_as_an_exponential_is(made):
    people = last(made).filter("asthma_register", pl.col("age").is_between(5, 17))
    size = np.interp(people["age"], [5, 17], [2.5, 3.0])
    size *= 1.5 - 0.5 * (people["deprivation_quintile"].to_numpy() - 1) / 4
    found = rate(made, "asthma-reliever-overuse-children", dimension="all")
    assert found == pytest.approx(np.exp(-6 / size).mean(), rel=1e-6)


def test_both_or_either_of_what_was_drawn_apart_is_multiplied(made):
    """Inpatients with a learning disability or autism: these two as they are, the stay by its chance."""
    people = last(made).filter(pl.col("age") >= 18)
    flagged = people["learning_disability_register"] | people["autism_recorded"]
    found = rate(made, "mental-health-inpatients-learning-disability-autism", dimension="all")
    contacts = (flagged & people["mental_health_contact"]).mean()
    assert 0.03 * contacts < found < 0.25 * contacts


def test_larger_areas_add_up(made):
    truth = made[1].filter(indicator="emergency-attendances", dimension="all", period="2025/26")
    places, system = truth.filter(area_type="place"), truth.filter(area_type="system")
    assert system["people"].item() == places["people"].sum() == PEOPLE
    mean = (places["rate"] * places["people"]).sum() / PEOPLE
    assert system["rate"].item() == pytest.approx(mean)


def test_a_standardised_rate_is_that_of_the_planted_rates_by_age(made):
    truth = made[1].filter(indicator="emergency-admissions", area_type="system", period="2025/26")
    ages = truth.filter(dimension="age_band")
    weights = standard("esp2013", starts=range(0, 90, 10))
    by_hand = directly_standardised_rate(
        ages["rate"] * ages["people"], ages["people"], weights, per=1
    )
    assert truth.filter(dimension="all")["standardised"].item() == pytest.approx(by_hand.value)


def test_something_is_planted_for_every_indicator_that_can_be_counted():
    counted = {one.id for one in LIBRARY if rule_of(one)}
    planted = {question.id for question in questions(LIBRARY)}
    assert counted - planted == OF_DEPRIVATION  # a share of who people are
    assert len(counted) > 50


def test_indicators_of_which_nothing_was_planted_are_refused():
    with pytest.raises(DataError, match="Nothing was planted"):
        make_people_and_truth(10, [], seed=1)


def test_people_of_a_group_without_a_record_are_told_as_counting_tells_them(made):
    groups = made[1].filter(dimension="ethnic_group")["group"].unique().to_list()
    assert "Not recorded" in groups
    nobody = last(made)["ethnic_group"].null_count()
    everybody = made[1].filter(
        indicator="waiting-list", area_type="system", period="2025/26", group="Not recorded"
    )
    assert everybody["people"].item() == nobody


def test_the_planted_columns_of_another_seed_differ():
    one, two = (make_people(500, seed=seed, years=[2025]) for seed in (1, 2))
    assert not one["smokes"].equals(two["smokes"])
