"""The sets hold what the programmes ask for, item by item, and leave no item without an answer."""

from __future__ import annotations

import duckdb
import pytest

from evenground import indicators
from evenground.indicators import asked
from evenground.indicators.conditions import read_condition
from evenground.indicators.conditions.rule import rule_of
from evenground.indicators.definitions.columns import columns

SETS = indicators.sets()
STATEMENT = SETS["statement-on-information"]
STATEMENT_ASKS = {"ethnic_group", "deprivation_quintile", "sex", "age_band"}


def test_the_statement_has_24_numbered_indicators_in_11_areas():
    assert [area.number for area in STATEMENT.areas] == list(range(1, 12))
    assert [item.number for item in STATEMENT.items()] == list(range(1, 25))
    sizes = [len(area.items) for area in STATEMENT.areas]
    assert sizes == [3, 1, 1, 5, 1, 5, 2, 2, 1, 2, 1]


def test_the_statement_says_which_items_a_table_of_people_cannot_give():
    assert [item.number for item in STATEMENT.not_yet] == [11, 19, 20]


def test_the_statement_says_what_of_an_item_is_lacking_where_its_figures_are_there():
    lacking = {item.number: item.lacking for item in STATEMENT.items() if item.lacking}
    assert list(lacking) == [3, 17]
    told = asked.not_yet("statement-on-information")
    assert sum(any(why in line for line in told) for why in lacking.values()) == 2


def test_core20plus5_has_five_areas_for_adults_with_stopping_smoking_beneath_and_five_for_children():
    five, beneath = SETS["core20plus5-adults"].areas
    assert [item.title for item in five.items] == [
        "Maternity",
        "Severe mental illness",
        "Chronic respiratory disease",
        "Early cancer diagnosis",
        "High blood pressure",
    ]
    assert [item.title for item in beneath.items] == ["Stopping smoking"]
    (children,) = SETS["core20plus5-children"].areas
    assert [item.title for item in children.items] == [
        "Asthma",
        "Diabetes",
        "Epilepsy",
        "Oral health",
        "Mental health",
    ]


def test_core20plus5_as_a_whole_is_both_and_counts_thirty_indicators():
    both = SETS["core20plus5-adults"].indicators + SETS["core20plus5-children"].indicators
    assert SETS["core20plus5"].indicators == both
    assert len(set(both)) == len(both) == 30


@pytest.mark.parametrize("one", SETS.values(), ids=lambda one: one.id)
def test_every_item_names_indicators_that_can_be_counted_or_says_why_not_yet(one):
    for item in one.items():
        assert bool(item.indicators) != bool(item.not_yet)
        for identity in item.indicators:
            assert rule_of(indicators.library()[identity]) is not None


@pytest.mark.parametrize("one", SETS.values(), ids=lambda one: one.id)
def test_a_set_says_how_certain_it_is_and_that_nobody_has_checked_it(one):
    assert one.certainty == "published" or one.certainty_note
    assert one.assurance.checked_by.startswith("nobody yet")


@pytest.mark.parametrize("identity", STATEMENT.indicators)
def test_what_the_statement_asks_is_divided_as_it_asks_unless_the_definition_says_why_not(identity):
    one = indicators.library()[identity]
    lacking = STATEMENT_ASKS - set(one.count.groups)
    words = {"sex": "not divided by sex", "deprivation_quintile": "not divided by it"}
    for dimension in lacking:
        assert any(words[dimension] in caveat for caveat in one.caveats)


def test_inclusion_health_groups_are_all_there_and_those_without_a_code_are_not_measurable_yet():
    groups = {group.id: group for group in SETS["plus-groups-example"].plus}
    recorded = {"homelessness", "drug-and-alcohol-dependence"}
    unrecorded = {
        "vulnerable-migrants",
        "gypsy-roma-traveller",
        "sex-workers",
        "justice-contact",
        "modern-slavery",
    }
    assert recorded | unrecorded <= set(groups)
    assert all(groups[name].column for name in recorded)
    assert all(groups[name].not_yet and groups[name].could_be_measured for name in unrecorded)


def test_ethnic_minority_communities_are_those_who_said_so_white_minorities_among_them():
    (group,) = [
        g for g in SETS["plus-groups-example"].plus if g.id == "ethnic-minority-communities"
    ]
    people = duckdb.from_query(
        "SELECT unnest(['A', 'B', 'C', 'M', 'R', 'Z', '99', 'X', NULL]) AS ethnic_category"
    )
    condition = read_condition(group.condition, columns())
    found = people.filter(condition.sql()).fetchall()
    assert [code for (code,) in found] == ["B", "C", "M", "R"]
