"""The library says whom it counts as it says in words: at the edges of ages, scores and waits, and where nothing is recorded."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from evenground import indicators
from evenground.indicators.conditions.rule import rule_of
from evenground.indicators.definitions.columns import columns

KINDS = {
    "boolean": pl.Boolean,
    "whole": pl.Int64,
    "number": pl.Float64,
    "text": pl.String,
    "date": pl.Date,
}
COUNTED = [one for one in indicators.library().values() if one.count]
OUT, IN, MET = "left out", "counted", "counted, and met"


def outcome(identity: str, **person: object) -> str:
    """What becomes of one person; what is not said of them is not recorded."""
    rule = rule_of(indicators.library()[identity])
    named = [condition for condition in (rule.denominator, rule.numerator) if condition]
    names = {name for condition in named for name in condition.columns}
    assert set(person) <= names
    frame = pl.DataFrame(  # noqa: F841 (DuckDB reads it by its name)
        {name: pl.Series([person.get(name)], dtype=KINDS[columns()[name].kind]) for name in names}
    )
    asked = ", ".join(condition.sql() for condition in named)
    answer = duckdb.sql(f"SELECT {asked} FROM frame").fetchall()[0]
    assert not answer[-1] or answer[0]
    return OUT if not answer[0] else MET if answer[-1] and rule.numerator else IN


@pytest.mark.parametrize(
    ("identity", "person", "expected"),
    [
        ("smoking-adults", {"age": 18, "smokes": True}, MET),
        ("smoking-adults", {"age": 18, "smokes": False}, IN),
        ("smoking-adults", {"age": 17, "smokes": True}, OUT),
        ("smoking-adults", {"age": 40}, OUT),
        ("asthma-attacks-children", {"age": 4, "asthma_register": True}, OUT),
        ("asthma-attacks-children", {"age": 5, "asthma_register": True}, IN),
        ("asthma-attacks-children", {"age": 18, "asthma_register": True}, OUT),
        (
            "asthma-reliever-overuse-children",
            {"age": 17, "asthma_register": True, "reliever_inhalers": 5},
            IN,
        ),
        (
            "asthma-reliever-overuse-children",
            {"age": 17, "asthma_register": True, "reliever_inhalers": 6},
            MET,
        ),
        ("waiting-over-18-weeks", {"weeks_waiting": 18}, IN),
        ("waiting-over-18-weeks", {"weeks_waiting": 19}, MET),
        ("waiting-over-18-weeks", {}, OUT),
        ("waiting-over-52-weeks", {"weeks_waiting": 52}, IN),
        ("waiting-over-65-weeks", {"weeks_waiting": 66}, MET),
        ("waiting-list", {"age": 0, "weeks_waiting": 0}, MET),
        ("waiting-list", {"age": 0}, IN),
        ("tooth-extraction-under-10", {"age": 9}, IN),
        ("tooth-extraction-under-10", {"age": 10}, OUT),
        ("tooth-extractions-10-and-under", {"age": 10}, IN),
        ("tooth-extractions-10-and-under", {"age": 11}, OUT),
        ("emergency-admissions-under-18", {"age": 17}, IN),
        ("emergency-admissions-under-18", {"age": 18}, OUT),
        ("elective-admissions-18-and-over", {"age": 18}, IN),
        ("bowel-screening-uptake", {"age": 53, "eligible_for_bowel_screening": True}, OUT),
        (
            "bowel-screening-uptake",
            {"age": 74, "eligible_for_bowel_screening": True, "bowel_screened": True},
            MET,
        ),
        ("breast-screening-uptake", {"age": 71, "eligible_for_breast_screening": True}, OUT),
        (
            "learning-disability-health-check",
            {"age": 14, "learning_disability_register": True, "had_annual_health_check": True},
            MET,
        ),
        (
            "learning-disability-health-check",
            {"age": 13, "learning_disability_register": True},
            OUT,
        ),
        (
            "lipid-lowering-high-risk",
            {"age": 60, "qrisk_score": 20, "cardiovascular_disease_register": False},
            IN,
        ),
        (
            "lipid-lowering-high-risk",
            {"age": 60, "qrisk_score": 19, "cardiovascular_disease_register": False},
            OUT,
        ),
        (
            "lipid-lowering-high-risk",
            {"age": 60, "qrisk_score": 30, "cardiovascular_disease_register": True},
            OUT,
        ),
        ("lipid-lowering-high-risk", {"age": 60, "cardiovascular_disease_register": False}, OUT),
        (
            "anticoagulation-atrial-fibrillation",
            {"age": 70, "atrial_fibrillation_register": True, "cha2ds2_vasc_score": 1},
            OUT,
        ),
        (
            "anticoagulation-atrial-fibrillation",
            {
                "age": 70,
                "atrial_fibrillation_register": True,
                "cha2ds2_vasc_score": 2,
                "on_anticoagulant": True,
            },
            MET,
        ),
        (
            "tobacco-support-in-hospital",
            {"age": 30, "smokes": True, "elective_admissions": 0, "emergency_admissions": 0},
            OUT,
        ),
        (
            "tobacco-support-in-hospital",
            {"age": 30, "smokes": True, "elective_admissions": 0, "emergency_admissions": 1},
            IN,
        ),
        (
            "continuity-of-carer-core20plus",
            {"gave_birth": True, "deprivation_quintile": 1, "ethnic_group": "White"},
            IN,
        ),
        (
            "continuity-of-carer-core20plus",
            {"gave_birth": True, "deprivation_quintile": 2, "ethnic_group": "White"},
            OUT,
        ),
        (
            "continuity-of-carer-core20plus",
            {
                "gave_birth": True,
                "deprivation_quintile": 5,
                "ethnic_group": "Black or Black British",
            },
            IN,
        ),
        (
            "continuity-of-carer-core20plus",
            {"gave_birth": True, "deprivation_quintile": 5, "ethnic_group": "Not stated"},
            OUT,
        ),
        (
            "epilepsy-nurse-children-learning-disability-autism",
            {
                "age": 8,
                "epilepsy_found_this_period": True,
                "learning_disability_register": False,
                "autism_recorded": True,
            },
            IN,
        ),
        (
            "epilepsy-nurse-children-learning-disability-autism",
            {
                "age": 8,
                "epilepsy_found_this_period": False,
                "autism_recorded": True,
            },
            OUT,
        ),
        (
            "mental-health-inpatients-learning-disability-autism",
            {
                "age": 18,
                "mental_health_inpatient": True,
                "learning_disability_register": True,
                "autism_recorded": False,
            },
            MET,
        ),
        ("covid-vaccination-copd", {"copd_register": True}, OUT),
        (
            "diabetes-prevention-referrals-most-deprived",
            {"age": 50, "referred_to_diabetes_prevention": True, "deprivation_quintile": 1},
            MET,
        ),
    ],
)
def test_who_is_counted_is_what_the_question_says(identity, person, expected):
    assert outcome(identity, **person) == expected


@pytest.mark.parametrize("one", COUNTED, ids=lambda one: one.id)
def test_somebody_of_whom_nothing_is_recorded_is_counted_nowhere(one):
    assert outcome(one.id) == OUT


@pytest.mark.parametrize("one", COUNTED, ids=lambda one: one.id)
def test_events_are_whole_numbers_and_groups_are_dimensions(one):
    rule = rule_of(one)
    assert rule.events is None or columns()[rule.events].kind == "whole"
    assert set(rule.groups) <= set(indicators.dimensions())
    assert set(rule.places) <= set(columns().places)


def test_every_column_of_health_and_care_serves_a_definition_or_a_group():
    about_the_person = {
        "person_id",
        "period",
        "lsoa",
        "housing_association",
        "ethnic_category_gp",
        "ethnic_category_hospital",
    }
    used = {column for one in COUNTED for column in rule_of(one).columns}
    known = about_the_person | used | set(columns().places) | set(indicators.dimensions())
    assert set(columns()) - known == set()


def test_the_library_counts_more_than_thirty_and_says_who_checked_it():
    assert len(COUNTED) > 30
    for one in indicators.library().values():
        assert one.assurance.checked_by.startswith("nobody yet")


def test_what_is_not_the_published_wording_says_so():
    for one in indicators.library().values():
        assert one.certainty == "published" or one.certainty_note
    published = {one.id for one in COUNTED if one.certainty == "published"}
    assert published == set()  # no official specification could be read


def test_rates_that_groups_of_different_ages_share_are_standardised_and_need_ten_events():
    standardised = [one for one in COUNTED if one.method.standard]
    assert len(standardised) == 8
    for one in standardised:
        assert (one.method.standard, one.method.by) == ("esp2013", ("age_band",))
        assert one.minimum.events == 10
