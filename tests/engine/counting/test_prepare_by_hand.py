"""An extract becomes people by a recipe: compared with doing it by hand, one person at a time."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError
from evenground.indicators.codes import codes_of
from evenground.indicators.codes.ages import age_on, band_of
from tests.engine.counting.made_extract import (
    COLUMNS,
    IMD,
    PRACTICES,
    TODAY,
    prepared,
    recipe_folder,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return recipe_folder(tmp_path_factory.mktemp("recipe"))


def day(said):
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def by_hand(rows):
    """Slow and obvious: one person and one year at a time."""
    records = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    used = [r for r in records if r["NHS"] and (d := day(r["Seen on"])) and date(1900, 1, 1) <= d <= TODAY]  # fmt: skip
    numbers = {who: n for n, who in enumerate(sorted({r["NHS"] for r in used}), 1)}
    result = {}
    for who in numbers:
        for start in range(1990, 2027):
            first, last = date(start, 4, 1), date(start + 1, 3, 31)
            mine = [r for r in used if r["NHS"] == who and first <= day(r["Seen on"]) <= last]
            if mine:
                everything = [r for r in used if r["NHS"] == who]
                period = f"{start}/{(start + 1) % 100:02d}"
                result[numbers[who], period] = one_row(mine, everything, last)
    return used, result


def last_said(records, column, meaning=lambda said: said):
    said = [(day(r["Seen on"]), meaning(r[column])) for r in records]
    return max((pair for pair in said if pair[1] is not None), default=(None, None))[1]


def born(said):
    if said is None:
        return None
    d, m, y = said.split("/")
    return date(int(y), int(m), int(d))


def one_row(mine, everything, last):
    birth = last_said(mine, "DOB", born)
    age = age_on(last, born=birth) if birth else None
    age = age if age is not None and 0 <= age <= 120 else None
    sexes = {"1": "Male", "2": "Female"}
    decile = IMD.get(last_said(mine, "LSOA"))
    practice = last_said(mine, "GP")
    system = None
    for code, parent, start, end in PRACTICES:
        within = (day(start) or date.min) <= last <= (day(end) or date.max)
        system = parent if code == practice and within else system
    return {
        "age": age,
        "age_band": None if age is None else band_of(age, "age_band"),
        "age_band_5": None if age is None else band_of(age, "age_band_5"),
        "sex": last_said(mine, "SEX", lambda said: sexes.get(said)),
        "ethnic_group": ethnic(everything, "ethnic_group"),
        "ethnic_group_16": ethnic(everything, "ethnic_group_16"),
        "deprivation_decile": None if decile is None else 11 - decile,
        "deprivation_quintile": None if decile is None else (12 - decile) // 2,
        "practice": practice,
        "system": system,
        "bowel_screened": screened([r["HOW"] for r in mine if r["HOW"] not in (None, "-")]),
        "emergency_admissions": sum(
            r["HOW"] == "emergency" and int(r["DAYS"] or 0) >= 1 for r in mine
        ),  # fmt: skip
    }


def screened(said):
    return None if not said else "screen" in said


def ethnic(records, dimension):
    codes = codes_of("nhs-ethnic-category")
    found = [
        (trust, day(r["Seen on"]), codes.find(r[column]))
        for r in records
        for trust, column in enumerate(("ETH", "ETH2"))
        if r[column] and codes.find(r[column])
    ]
    for state in ("known", "not stated", "not known"):
        if left := [f for f in found if f[2].code.state == state]:
            best = max(f[:2] for f in left)
            order = [listed.code.code for listed in codes]
            chosen = min((f[2] for f in left if f[:2] == best), key=lambda x: order.index(x.code.code))  # fmt: skip
            return codes.group(chosen, dimension)
    return None


births = st.dates(date(1900, 1, 1), date(2026, 12, 31)).map(lambda d: d.strftime("%d/%m/%Y"))
days = st.dates(date(2024, 1, 1), TODAY).map(date.isoformat)
rows = st.lists(
    st.tuples(
        st.sampled_from([None, "p", "q", "r"]),
        st.none() | births,
        st.sampled_from([None, "2026-05-01", "1801-01-01", "soon"]) | days,
        st.sampled_from([None, "0", "1", "2", "9"]),
        st.sampled_from([None, "A", "B1", "H", "Z", "99", "??"]),
        st.sampled_from([None, "A", "R", "Z", "X"]),
        st.sampled_from([None, "E01000001", "E01000002", "E01000003", "W01000001"]),
        st.sampled_from([None, "Y1", "Y2", "Y3"]),
        st.sampled_from([None, "-", "screen", "emergency"]),
        st.sampled_from([None, "0", "3"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(rows)
def test_people_are_what_preparing_by_hand_gives(folder, rows):
    used, expected = by_hand(rows)
    if not used:
        with pytest.raises(DataError, match="no record can be used"):
            prepared(folder, rows)
        return
    people, done = prepared(folder, rows)
    found = {(row.pop("person_id"), row.pop("period")): row for row in people.iter_rows(named=True)}
    assert found == expected
    account = done.account
    assert account.records_read == len(rows)
    assert account.records_used == len(used)
    assert account.records_read == account.records_used + sum(account.set_aside.values())
    assert account.rows == len(expected)


@settings(max_examples=6)
@given(rows, st.randoms(), st.booleans(), st.sampled_from([".csv", ".parquet"]))
def test_the_order_of_records_and_the_kind_of_file_do_not_matter(
    folder, rows, shuffle: random.Random, ordered, suffix
):
    if not by_hand(rows)[0]:
        return
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    people, _ = prepared(folder, rows, ordered=ordered)
    assert prepared(folder, shuffled, ordered=ordered, suffix=suffix)[0].equals(people)
