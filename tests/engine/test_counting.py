"""People to cells, compared with counting by hand, one person at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.counting.cells import COLUMNS, count
from evenground.counting.protect import protect, sums
from evenground.disclosure import policy
from evenground.errors import DataError, DefinitionError
from evenground.indicators.definition import Indicator

TOWNS = {"A": "West", "B": "West", "C": "East"}


def indicator(identity="at-target", **rule) -> Indicator:
    rule = {
        "numerator": "at_target",
        "denominator": "on_register",
        "groups": ["group"],
        "places": ["town", "county"],
    } | rule
    return Indicator.model_validate(
        {
            "id": identity,
            "version": "1",
            "title": "At target",
            "subject": "Being at target",
            "question": "How many?",
            "why": "For the test.",
            "unit": "percent",
            "better_when": "higher",
            "source": {"publisher": "The partnership", "title": "A made table"},
            "certainty": "ours",
            "certainty_note": "For the test.",
            "count": rule,
            "method": {"measure": "proportion"},
            "assurance": {
                "written_by": "one person",
                "checked_by": "another person",
                "reviewed": date(2026, 1, 1),
                "next_review": date(2027, 1, 1),
            },
        }
    )


def table(rows) -> pl.DataFrame:
    """People as (group, town, period, on the register, at target); None is not recorded."""
    columns = {
        "group": pl.String,
        "town": pl.String,
        "period": pl.String,
        "on_register": pl.Boolean,
        "at_target": pl.Boolean,
    }
    people = pl.DataFrame(rows, schema=columns, orient="row")
    county = pl.col("town").replace_strict(TOWNS, default=None, return_dtype=pl.String)
    return people.with_columns(county=county)


def numbers(cells: pl.DataFrame, **where) -> dict:
    found = cells.filter(**where)
    return {
        group: (n, d) for group, n, d in found.select("group", "numerator", "denominator").rows()
    }


def by_hand(people: pl.DataFrame) -> Counter:
    """Slow and obvious."""
    counts: Counter = Counter()
    for person in people.iter_rows(named=True):
        if person["on_register"]:
            for place in ("town", "county"):
                for dimension, group in (("all", "Everyone"), ("group", person["group"])):
                    cell = (
                        place,
                        person[place] or "Not recorded",
                        dimension,
                        group or "Not recorded",
                        person["period"],
                    )
                    counts[cell, "denominator"] += 1
                    counts[cell, "numerator"] += bool(person["at_target"])
    return counts


people = st.lists(
    st.tuples(
        st.sampled_from(["x", "y", 'it\'s "z"', None]),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from(["2024", "2025"]),
        st.booleans() | st.none(),
        st.booleans() | st.none(),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60)
@given(people)
def test_cells_are_what_counting_by_hand_gives(rows):
    cells = count(table(rows), [indicator()])
    expected = by_hand(table(rows))
    counted = {
        (row[1], row[2], row[4], row[5], row[6]): {"numerator": row[7], "denominator": row[8]}
        for row in cells.iter_rows()
    }
    assert len(counted) == cells.height
    for cell, both in counted.items():
        for which, number in both.items():
            assert number == expected.pop((cell, which), 0)
    assert not +expected


@settings(max_examples=20)
@given(people, st.randoms())
def test_the_order_of_people_does_not_matter(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    assert count(table(rows), [indicator()]).equals(count(table(shuffled), [indicator()]))


def test_people_without_a_recorded_group_keep_their_own_row():
    """Dropping them would hide exactly the gap we look for."""
    cells = count(
        table(
            [
                ("x", "A", "2025", True, True),
                ("x", "A", "2025", True, None),  # nothing recorded is not at target
                (None, "A", "2025", True, False),
                ("Not stated", "A", "2025", True, True),  # an answer, unlike the row above
                ("y", "A", "2025", False, True),  # not on the register: not counted
            ]
        ),
        [indicator()],
    )
    assert numbers(cells, place="A", dimension="group") == {
        "x": (1, 2),
        "Not recorded": (0, 1),
        "Not stated": (1, 1),
    }
    assert numbers(cells, place="A", dimension="all") == {"Everyone": (2, 4)}


def test_an_empty_cell_is_nought_and_has_its_row():
    """A row that is absent from one town only would tell that nobody of the group lives there."""
    cells = count(
        table([("x", "A", "2025", True, True), ("y", "C", "2024", True, False)]), [indicator()]
    )
    assert numbers(cells, place="A", dimension="group", period="2024") == {"x": (0, 0), "y": (0, 0)}
    assert cells["numerator"].null_count() == cells["denominator"].null_count() == 0


def test_cells_add_up_to_everyone_and_to_the_larger_place():
    rows = [("x", "A", "2025", True, True)] * 3 + [("y", "B", "2025", True, False)] * 4
    cells = count(table(rows), [indicator()])
    assert numbers(cells, place="West", dimension="group") == {"x": (3, 3), "y": (0, 4)}
    assert cells.filter(place="A")["parent"].unique().to_list() == ["West"]
    relation = sums(cells)
    for which in ("numerator", "denominator"):
        counts = cells[which].to_numpy()
        for number, total in enumerate(relation.total):
            assert counts[relation.part[relation.of == number]].sum() == counts[total]
    assert len(relation.total) == 3 + 3  # 3 places by group; 1 county by everyone, x and y


def test_protected_cells_hide_small_counts_in_place():
    rows = [("x", "A", "2025", True, i < 3) for i in range(100)]
    rows += [("y", "A", "2025", True, i < 52) for i in range(101)]
    rows += [("z", "A", "2025", True, i < 300) for i in range(604)]
    cells = count(table(rows), [indicator()])
    shown = protect(cells, policy("evenground-safe"))
    assert shown.select(*COLUMNS).columns == cells.columns
    assert numbers(shown, place="A", dimension="group") == {
        "x": (None, None),
        "y": (50, 100),
        "z": (300, 605),
    }


def test_a_file_gives_what_a_frame_gives(tmp_path):
    rows = [("x", "A", "2025", True, True), ("y", "B", "2025", True, False)]
    table(rows).write_parquet(tmp_path / "it's people.parquet")
    table(rows).write_csv(tmp_path / "people.csv")
    expected = count(table(rows), [indicator()])
    assert count(tmp_path / "it's people.parquet", [indicator()]).equals(expected)
    assert count(tmp_path / "people.csv", [indicator()]).equals(expected)


def test_two_indicators_are_counted_in_one_go():
    both = [indicator(), indicator("on-register", numerator="on_register")]
    cells = count(table([("x", "A", "2025", True, False)] * 2), both)
    assert cells.filter(place="A", dimension="all").select("indicator", "numerator").rows() == [
        ("at-target", 0),
        ("on-register", 2),
    ]


ONE = [("x", "A", "2025", True, True)]


@pytest.mark.parametrize("column", ["missing", "1=1", 'a" OR "b', "count(*)", "town; DROP TABLE x"])
def test_only_columns_that_are_there_can_be_named(column):
    with pytest.raises(DefinitionError, match="at-target") as refusal:
        count(table(ONE), [indicator(numerator=column, groups=["elsewhere"])])
    assert f"`{column}`" in str(refusal.value)
    assert "`elsewhere`" in str(refusal.value)


def test_a_column_may_have_any_name():
    odd = table(ONE).rename({"group": 'a "b" c'})
    cells = count(odd, [indicator(groups=['a "b" c'])])
    assert numbers(cells, place="A", dimension='a "b" c') == {"x": (1, 1)}


def test_what_cannot_be_counted_is_refused_in_words(tmp_path):
    numbers_for_flags = table(ONE).with_columns(pl.col("at_target").cast(pl.Int8))
    with pytest.raises(
        DataError, match=r"true or false(.|\n)*`at_target` \(TINYINT\), asked for by at-target"
    ):
        count(numbers_for_flags, [indicator()])
    with pytest.raises(DataError, match="no column `period`"):
        count(table(ONE).drop("period"), [indicator()])
    with pytest.raises(DataError, match="no period"):
        count(table([("x", "A", None, True, True)]), [indicator()])
    twice = pl.concat([table(ONE), table(ONE).with_columns(county=pl.lit("East"))])
    with pytest.raises(DataError, match="lie in several: A"):
        count(twice, [indicator()])
    with pytest.raises(DefinitionError, match="these differ"):
        count(table(ONE), [indicator(), indicator("other", places=["town"])])
    with pytest.raises(DefinitionError, match="how to count"):
        count(table(ONE), [indicator().model_copy(update={"count": None})])
    with pytest.raises(DataError, match="no such file"):
        count(tmp_path / "none.parquet", [indicator()])
    with pytest.raises(DataError, match="parquet or .csv"):
        count(tmp_path / "people.xlsx", [indicator()])


def test_a_file_that_is_cut_short_is_refused_without_a_trace_of_people(tmp_path):
    whole = tmp_path / "whole.parquet"
    table(ONE * 5_000).write_parquet(whole)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(DataError, match="cut short"):
        count(cut, [indicator()])


def test_many_definitions_that_miss_a_column_are_told_in_one_line():
    many = [indicator(f"one-{number}", groups=["ward"]) for number in range(1, 6)]
    with pytest.raises(
        DefinitionError, match="`ward`, asked for by one-1, one-2, one-3 and 2 more"
    ):
        count(table(ONE), many)
