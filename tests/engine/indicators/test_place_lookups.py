"""A place lies in one larger place on any day: another answer is refused by name."""

from __future__ import annotations

from datetime import date

import pytest

from evenground.errors import DataError
from evenground.indicators.codes.place_lookups import read_place_lookup

DAY = date(2026, 3, 31)


def lookup(tmp_path, *rows, **said):
    path = tmp_path / "places.csv"
    path.write_text("\n".join(["code,parent,start,end", *rows]))
    how = {"code": "code", "parent": "parent", "first": "start", "last": "end"} | said
    return read_place_lookup(path, **how)


def on(found, day=DAY):
    return dict(found.on(day).iter_rows())


def test_the_parent_is_the_one_of_the_day(tmp_path):
    found = lookup(tmp_path, "P1,A,2019-10-01,2020-08-31", "P1,B,2020-09-01,", "P2,A,,2020-01-01")
    assert on(found, date(2020, 8, 31)) == {"P1": "A"}
    assert on(found, date(2020, 9, 1)) == {"P1": "B"}
    assert on(found, date(2020, 1, 1)) == {"P1": "A", "P2": "A"}
    assert on(found, date(2019, 9, 30)) == {"P2": "A"}


def test_an_end_may_be_the_first_day_after(tmp_path):
    rows = ["P1,A,2019-10-01,2020-09-01", "P1,B,2020-09-01,"]
    found = lookup(tmp_path, *rows, end_is="first day after")
    assert on(found, date(2020, 8, 31)) == {"P1": "A"}
    assert on(found, date(2020, 9, 1)) == {"P1": "B"}
    with pytest.raises(DataError, match="P1 lie in two larger places"):
        lookup(tmp_path, *rows)


def test_every_kind_of_mistake_is_told_at_once(tmp_path):
    with pytest.raises(DataError) as refusal:
        lookup(
            tmp_path,
            *("P1,A,2019-01-01,", "P1,B,2020-01-01,"),
            *("P2,A,2019-01-01,2020-06-30", "P2,A,2020-06-30,"),
            "P3,A,2020-01-01,2019-01-01",
        )
    said = str(refusal.value)
    assert "P1 lie in two larger places" in said
    assert "P2 have times that overlap" in said
    assert "P3 end before they begin" in said


def test_a_row_given_twice_counts_once(tmp_path):
    assert on(lookup(tmp_path, "P1,A,,", "P1,A,,")) == {"P1": "A"}


def test_dates_that_cannot_be_read_are_refused_with_the_column(tmp_path):
    with pytest.raises(DataError, match="column `start`: some dates are not written as %Y-%m-%d"):
        lookup(tmp_path, "P1,A,01/04/2019,")


def test_clinical_commissioning_groups_lie_in_one_integrated_care_board(shared_data):
    found = read_place_lookup(
        shared_data / "ods/ccg_to_icb_code.csv", code="CCG Code", parent="ICB Code"
    )
    assert on(found)["99C"] == "QHM"
    assert len(set(on(found).values())) == 42


def test_districts_that_lie_in_two_boards_are_named(shared_data):
    with pytest.raises(DataError, match="E0.* lie in two larger places on the same day"):
        read_place_lookup(
            shared_data / "lookups/icb24_ltla24.csv", code="ltla24_code", parent="icb24_code"
        )


def test_practices_are_in_the_network_of_the_day(shared_data):
    how = {
        "code": "Partner Organisation Code",
        "parent": "PCN Code",
        "first": "Practice to PCN Relationship Start Date",
        "last": "Practice to PCN Relationship End Date",
        "dates": "%Y%m%d",
    }
    found = read_place_lookup(shared_data / "ods/epcn_2022_practice_membership.csv", **how)
    assert on(found, date(2022, 3, 31))["A84002"] == "U25545"
    assert on(found, date(2022, 4, 1))["A84002"] == "U09980"
    assert len(on(found, date(2022, 3, 31))) > 6_000
    assert "C85628" not in on(found, date(2022, 3, 31))
