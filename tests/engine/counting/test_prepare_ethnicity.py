"""Choosing one ethnic code, compared with choosing by hand, one person at a time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import asdict
from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evenground.cli import main
from evenground.counting.prepare.ethnicity import Choice, chosen, meanings
from evenground.indicators.codes import codes_of

CODES = codes_of("nhs-ethnic-category", "hes-ethnic-category-before-2001")
LISTED = list(CODES)
ORDER = [listed.code.code for listed in LISTED]
STATE = {listed.code.code: listed.code.state for listed in LISTED}
SOURCES = ("self", "hospital", "observed")


CONNECTION = duckdb.connect()
RECORDS = {"person": pl.String, "value": pl.String, "day": pl.Date, "source": pl.Int32}


def choose(records, choice):
    """records: (person, code, day, source)."""
    rows = [(p, code, day, SOURCES.index(source)) for p, code, day, source in records]
    CONNECTION.register("records", pl.DataFrame(rows, schema=RECORDS, orient="row").to_arrow())
    meant = [
        {"value": code} | asdict(m) for code, m in zip(ORDER, meanings(CODES, choice), strict=True)
    ]
    CONNECTION.register("codes", pl.DataFrame(meant).to_arrow())
    found = CONNECTION.execute(chosen("records", "codes", "person", choice)).fetchall()
    return {
        person: (None if index is None else ORDER[index], *rest) for person, index, *rest in found
    }


def by_hand(records, choice):
    """Slow and obvious: filter, and filter again."""
    result = {}
    for person in {record[0] for record in records}:
        mine = [record for record in records if record[0] == person and record[1] is not None]
        left = [record for record in mine if record[1] in ORDER]
        often = Counter(record[1] for record in left)
        classes = [["known"], ["not stated"], ["not known"]]
        if choice.not_stated_counts:
            classes = [["known", "not stated"], ["not known"]]
        for states in classes:
            if among := [record for record in left if STATE[record[1]] in states]:
                left = among
                break
        for key in choice.keys:
            if not left:
                break
            if key == "latest":
                last = max(record[2] or date.min for record in left)
                left = [record for record in left if (record[2] or date.min) == last]
            if key == "first source":
                first = min(SOURCES.index(record[3]) for record in left)
                left = [record for record in left if SOURCES.index(record[3]) == first]
            if key == "most frequent":
                most = max(often[record[1]] for record in left)
                left = [record for record in left if often[record[1]] == most]
        code = min((record[1] for record in left), key=ORDER.index, default=None)
        known = [record[1] for record in mine if STATE.get(record[1]) == "known"]
        result[person] = (
            code,
            len(mine),
            sum(record[1] in ORDER for record in mine),
            len(known),
            differ(known, "ethnic_group"),
            differ(known, "ethnic_group") or differ(known, "ethnic_group_16"),
        )
    return result


def differ(known, dimension):
    groups = {CODES.group(CODES.find(code), dimension) for code in known}
    return len(groups - {"Recorded in a wider group"}) > 1


records = st.lists(
    st.tuples(
        st.sampled_from("pqr"),
        st.sampled_from([None, "A", "B", "C", "R", "H", "S", "Z", "99", "X", "0", "8", "Q?"]),
        st.sampled_from([None, date(2001, 4, 1), date(2020, 2, 29), date(2025, 3, 31)]),
        st.sampled_from(SOURCES),
    ),
    max_size=14,
)
choices = st.builds(
    lambda rule, ties, counts: Choice(
        rule=rule, sources=SOURCES, ties=ties, not_stated_counts=counts
    ),
    st.just("latest"),
    st.permutations(["most frequent", "first source"]).map(tuple) | st.just(()),
    st.booleans(),
) | st.builds(
    lambda rule, ties, counts: Choice(
        rule=rule, sources=SOURCES, ties=ties, not_stated_counts=counts
    ),
    st.sampled_from(["most frequent", "self-reported first"]),
    st.sampled_from([(), ("latest",)]),
    st.booleans(),
)


@settings(max_examples=120)
@given(records, choices)
def test_the_chosen_code_is_the_one_that_choosing_by_hand_gives(rows, choice):
    if choice.rule == "self-reported first" and choice.ties:
        choice = choice.model_copy(update={"ties": ("most frequent",)})
    assert choose(rows, choice) == by_hand(rows, choice)


@settings(max_examples=20)
@given(records, choices, st.randoms())
def test_the_order_of_records_does_not_matter(rows, choice, shuffle: random.Random):
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    assert choose(rows, choice) == choose(shuffled, choice)


OLD, NEW = date(2010, 1, 1), date(2020, 1, 1)


def test_the_latest_known_code_is_chosen():
    rows = [("p", "A", NEW, "hospital"), ("p", "H", OLD, "self"), ("p", "Z", NEW, "self")]
    assert choose(rows, Choice(rule="latest"))["p"][0] == "A"


def test_the_most_frequent_code_is_chosen_and_a_tie_goes_to_the_latest():
    rows = [("p", "H", OLD, "self"), ("p", "H", OLD, "self"), ("p", "A", NEW, "self")]
    choice = Choice(rule="most frequent", ties=("latest",))
    assert choose(rows, choice)["p"][0] == "H"
    assert choose(rows[1:], choice)["p"][0] == "A"


def test_what_the_person_said_comes_before_what_others_wrote_later():
    rows = [("p", "H", OLD, "self"), ("p", "A", NEW, "observed"), ("p", "A", NEW, "hospital")]
    choice = Choice(rule="self-reported first", sources=SOURCES)
    assert choose(rows, choice)["p"][0] == "H"


def test_not_stated_never_beats_a_known_code_unless_the_rule_says_so():
    rows = [("p", "H", OLD, "self"), ("p", "Z", NEW, "self"), ("p", "99", NEW, "self")]
    assert choose(rows, Choice(rule="latest"))["p"][0] == "H"
    assert choose(rows, Choice(rule="latest", not_stated_counts=True))["p"][0] == "Z"
    assert choose(rows[1:], Choice(rule="latest"))["p"][0] == "Z"


def test_nothing_recorded_and_a_code_of_no_list_are_told_apart():
    rows = [("p", None, NEW, "self"), ("q", "Q?", NEW, "self")]
    found = choose(rows, Choice(rule="latest"))
    assert found == {"p": (None, 0, 0, 0, False, False), "q": (None, 1, 0, 0, False, False)}


def test_two_white_groups_differ_finely_and_white_of_before_2001_with_neither():
    rows = [("p", "A", OLD, "self"), ("p", "B", NEW, "self"), ("q", "A", OLD, "self"), ("q", "0", NEW, "self")]  # fmt: skip
    found = choose(rows, Choice(rule="latest"))
    assert found["p"][-2:] == (False, True)
    assert found["q"][-2:] == (False, False)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"rule": "self-reported first"}, "name `sources`"),
        ({"rule": "latest", "ties": ["first source"]}, "name `sources`"),
        ({"rule": "latest", "ties": ["latest"]}, "not the rule itself"),
        ({"rule": "latest", "sources": ["gp", "gp"]}, "twice"),
        ({"rule": "the first row"}, "latest"),
    ],
)
def test_a_rule_that_leaves_something_open_is_refused(said, why):
    with pytest.raises(ValidationError, match=why):
        Choice.model_validate(said)


def test_made_people_have_the_code_of_their_practice_and_else_of_their_hospital(tmp_path):
    """The made population chooses by itself: two ways to the same code for every person."""
    made, out = tmp_path / "made.parquet", tmp_path / "people.parquet"
    assert main(["synth", "--people", "3000", "--seed", "7", "--out", str(made)]) == 0
    (tmp_path / "made.toml").write_text(MADE)
    command = ["prepare", str(made), "--recipe", str(tmp_path / "made.toml"), "--out", str(out)]
    assert main(command) == 0
    theirs = pl.read_parquet(made).sort("person_id")["ethnic_group"].cast(pl.String)
    ours = pl.read_parquet(out).sort("person_id")["ethnic_group"]
    assert ours.to_list() == theirs.to_list()
    assert ours.null_count() < ours.len() / 10


MADE = """
id = "made-people"
title = "Made people, with a code of their practice and one of their hospital"
version = "1"

[extract]
extracted = 2026-04-30

[[columns]]
name = "who"
from = "person_id"
kind = "whole"

[[columns]]
name = "gp_code"
from = "ethnic_category_gp"
kind = "text"

[[columns]]
name = "hospital_code"
from = "ethnic_category_hospital"
kind = "text"

[person]
column = "who"

[period]
always = "2025/26"
year = "financial"
day = "last"

[ethnicity]
codes = ["nhs-ethnic-category"]
groups = ["ethnic_group"]
rule = "self-reported first"
sources = ["practice", "hospital"]

[[ethnicity.columns]]
column = "gp_code"
source = "practice"

[[ethnicity.columns]]
column = "hospital_code"
source = "hospital"
"""
