"""People to cells, compared with counting by hand, one person at a time."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings

from evenground.counting import roll_up
from evenground.errors import DataError, DefinitionError
from tests.engine.counting.by_hand import cells_by_hand
from tests.engine.counting.small_tables import count, indicator, numbers, people, table, visits

ONE = [("x", "A", "2025", True, True)]


def assert_equals_by_hand(long: pl.DataFrame, expected) -> None:
    """Cell by cell; a cell that nobody has is 0, and no other cell is left out."""
    expected = expected.copy()
    keys = ["area_type", "place", "dimension", "group", "period"]
    assert not long.select(pl.struct(keys).is_duplicated().any()).item()
    for row in long.iter_rows(named=True):
        for which in ("numerator", "denominator"):
            assert row[which] == expected.pop((*(row[key] for key in keys), which), 0)
    assert not +expected


@settings(max_examples=50)
@given(people)
def test_cells_are_what_counting_by_hand_gives(rows):
    long = roll_up(count(table(rows), [indicator(), visits()]))
    persons = list(table(rows).iter_rows(named=True))
    by = {"places": ["town", "county"], "groups": ["group"]}
    for one, events in (("at-target", "at_target"), ("visits", "visits")):
        expected = cells_by_hand(
            persons, lambda p: p["on_register"], lambda p, events=events: p[events], **by
        )
        assert_equals_by_hand(long.filter(indicator=one), expected)


@settings(max_examples=15)
@given(people)
def test_the_engines_give_the_same_cells(rows):
    both = [indicator(), visits(denominator="on_register AND at_target IS NOT NULL")]
    by_duckdb = count(table(rows), both)
    by_polars = count(table(rows), both, engine="polars")
    assert by_duckdb.frame.equals(by_polars.frame)


@settings(max_examples=15)
@given(people)
def test_the_order_of_people_does_not_matter(rows):
    assert count(table(rows), [indicator()]).frame.equals(
        count(table(rows[::-1]), [indicator()]).frame
    )


def test_people_without_a_recorded_group_keep_their_own_row():
    """Dropping them would hide exactly the gap we look for."""
    rows = [
        ("x", "A", "2025", True, True),
        ("x", "A", "2025", True, None),  # nothing recorded is not at target
        (None, "A", "2025", True, False),
        ("Not stated", "A", "2025", True, True),  # an answer, unlike the row above
        ("y", "A", "2025", False, True),  # not on the register: not counted
    ]
    long = roll_up(count(table(rows), [indicator()]))
    assert numbers(long, place="A", dimension="group") == {
        "x": (1, 2),
        "Not recorded": (0, 1),
        "Not stated": (1, 1),
    }
    assert numbers(long, place="A", dimension="all") == {"Everyone": (2, 4)}


def test_a_file_gives_what_a_frame_gives(tmp_path):
    rows = [("x", "A", "2025", True, True), ("y", "B", "2025", True, False)]
    table(rows).write_parquet(tmp_path / "it's people.parquet")
    table(rows).write_csv(tmp_path / "people.csv")
    expected = count(table(rows), [indicator()]).frame
    assert count(tmp_path / "it's people.parquet", [indicator()]).frame.equals(expected)
    assert count(tmp_path / "people.csv", [indicator()]).frame.equals(expected)


def test_cells_say_what_they_were_made_from(tmp_path):
    rows = [*ONE, ("y", "B", "2024", False, None), ("y", "B", "2024", None, None)]
    table(rows).write_parquet(tmp_path / "people.parquet")
    about = count(tmp_path / "people.parquet", [indicator(), visits()]).about
    (people,) = about.inputs
    assert (people.name, people.rows, people.engine) == ("people.parquet", 3, "polars")
    assert people.digest is not None
    assert list(about.indicators) == ["at-target", "visits"]
    assert about.indicators["visits"].digest == visits().digest
    assert (about.rows_read, about.rows_used) == (3, 1)
    assert about.set_aside == {"in the denominator of no indicator": 2}
    assert (about.places, about.groups, about.periods) == (
        ("town", "county"),
        ("group",),
        ("2024", "2025"),
    )


def test_cells_name_the_lists_of_groups_that_they_are_counted_by():
    people = table(ONE).with_columns(sex=pl.lit("Female"))
    by_sex = count(people, [indicator(groups=["sex", "group"])]).about
    assert list(by_sex.code_lists) == ["sex"]
    assert count(people, [indicator()]).about.code_lists == {}


def test_a_row_is_used_when_one_indicator_at_least_counts_it():
    others = indicator("others", denominator="NOT on_register", numerator="at_target")
    rows = [*ONE, ("y", "B", "2025", False, True), ("y", "B", "2025", None, True)]
    about = count(table(rows), [indicator(), others]).about
    assert (about.rows_read, about.rows_used) == (3, 2)


def test_what_a_table_lacks_is_refused_all_at_once():
    definitions = [indicator(groups=["ethnic_group"]), visits(denominator="smokes")]
    with pytest.raises(DataError, match="--available") as refusal:
        count(table(ONE), definitions)
    assert "column `ethnic_group`, needed by at-target" in str(refusal.value)
    assert "column `smokes`, needed by visits" in str(refusal.value)


def test_what_is_available_is_counted_and_the_rest_is_named():
    definitions = [
        indicator(groups=["group", "ethnic_group"]),
        visits(denominator="smokes"),
        indicator("elsewhere", places=["practice"]),
    ]
    cells = count(table(ONE), definitions, available=True)
    assert list(cells.about.indicators) == ["at-target"]
    assert cells.about.left_out == {
        "at-target by ethnic_group": "there is no column `ethnic_group`",
        "elsewhere": "there is no column `practice`",
        "visits": "there is no column `smokes`",
    }
    assert cells.about.indicators["at-target"].groups == ("group",)
    with pytest.raises(DataError, match="every definition needs"):
        count(table(ONE), definitions[1:], available=True)


def test_many_definitions_that_miss_a_column_are_told_in_one_line():
    many = [indicator(f"one-{number}", groups=["sex"]) for number in range(1, 6)]
    with pytest.raises(DataError, match="`sex`, needed by one-1, one-2, one-3 and 2 more"):
        count(table(ONE), many)


def test_indicators_may_be_counted_at_different_places():
    cells = count(table(ONE), [indicator(), visits(places=["county"])])
    long = roll_up(cells)
    assert long.filter(indicator="visits")["area_type"].unique().to_list() == ["county"]
    assert cells.about.places == ("town", "county")


def test_places_are_those_of_the_ladder_that_the_table_has():
    cells = count(table(ONE).drop("county"), [indicator()])
    assert cells.about.places == ("town",)
    assert roll_up(cells)["parent"].null_count() == 2


@pytest.mark.parametrize("column", ["missing", "1=1; DROP TABLE x", "count(*)", "(SELECT 1)"])
def test_only_declared_columns_can_be_named(column):
    with pytest.raises(DefinitionError, match="at-target"):
        count(table(ONE), [indicator(numerator=column)])


def test_what_cannot_be_counted_is_refused_in_words(tmp_path):
    numbers_for_flags = table(ONE).with_columns(pl.col("at_target").cast(pl.Int8))
    with pytest.raises(DataError, match="`at_target` is a whole number"):
        count(numbers_for_flags, [indicator()])
    with pytest.raises(DataError, match="no column `period`"):
        count(table(ONE).drop("period"), [indicator()])
    with pytest.raises(DataError, match="no period"):
        count(table([("x", "A", None, True, True)]), [indicator()])
    twice = pl.concat([table(ONE), table(ONE).with_columns(county=pl.lit("East"))])
    with pytest.raises(DataError, match="lie in several(.|\n)*`town` and the next, `county`: A"):
        count(twice, [indicator()])
    without = indicator().model_copy(update={"count": None, "method": None})
    with pytest.raises(DefinitionError, match="how to count"):
        count(table(ONE), [without])
    with pytest.raises(DataError, match="no such file"):
        count(tmp_path / "none.parquet", [indicator()])
    with pytest.raises(DataError, match="parquet or .csv"):
        count(tmp_path / "people.xlsx", [indicator()])
    with pytest.raises(DataError, match="nobody to count"):
        count(table([]), [indicator()])


def test_a_file_that_is_cut_short_is_refused_without_a_trace_of_people(tmp_path):
    whole = tmp_path / "whole.parquet"
    table(ONE * 5_000).write_parquet(whole)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(DataError, match="cut short"):
        count(cut, [indicator()])
