"""Laws of the round trip, for whatever cell somebody changes."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.services.register.columns import Use, as_said
from evenground_web.commitments.services.register.comparing import compare
from evenground_web.commitments.services.register.names import Names
from evenground_web.commitments.services.register.tables import BY_KEY, TABLES
from evenground_web.core.spreadsheets import read_pages
from tests.web.commitment_records import WHY
from tests.web.register_files import csv_file, csv_rows, differences, faults, load, make_register

once = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n=+-@'\";,"),
    min_size=1, max_size=30,
).filter(lambda text: as_said(text))  # fmt: skip
days = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str)
VALUES = {  # what may be written into a column, by its heading; any words into the others
    "Owner": st.sampled_from(["Hills Housing", "Harbour NHS Trust", "Ambermoor ICB"]),
    "Partners who share it": st.sampled_from(["Hills Housing", "Ambermoor ICB; Hills Housing"]),
    "Addressed to": st.sampled_from(["Hills Housing"]),
    "Group it reports to": st.sampled_from(["Ambermoor Board"]),
    "Group that watches it": st.sampled_from(["Ambermoor Board"]),
    "Puts into practice": st.sampled_from(["R1", "P1"]),
    "Carries on": st.sampled_from(["R1", "P1"]),
    "Actions that lower it": st.sampled_from(["A2", "A1; P1"]),
    "Source: link": st.sampled_from(["https://example.org/a", "https://example.org/b"]),
}
PEOPLE = st.sampled_from(["Alice", "Bob"])


@pytest.fixture
def register(universe):
    return make_register(universe)


def values_of(column, register) -> st.SearchStrategy[str]:
    if column.choices:
        return st.sampled_from([one for one in column.choices if one])
    if column.heading.startswith("Person"):
        return PEOPLE
    name = column.name
    if name in {"due", "starts", "done_on", "by_day", "response_due", "review_on", "next_review",
                "source_dated"}:  # fmt: skip
        return days
    if name == "weight" or name.endswith(("likelihood", "impact")):
        return st.integers(1, 5).map(str)
    if name in {"value", "level"} and column.heading.startswith("Target"):
        return st.integers(1, 99).map(str)
    return VALUES.get(column.heading, words)


def held(rows, register):
    return compare(
        read_pages(csv_file(rows), "register.csv"), by=register.lead, file_name="register.csv",
        answers={},
    )  # fmt: skip


@once
@given(data=st.data())
def test_one_changed_cell_is_one_difference_in_that_cell_and_no_other(register, data):
    table = data.draw(st.sampled_from([t for t in TABLES if t.key != "waiting"]))
    rows = csv_rows(table.key)
    open_columns = [c for c in table.columns if c.use is Use.OPEN and c.heading != "Category"]
    column = data.draw(st.sampled_from(open_columns))
    row = data.draw(st.sampled_from(rows))
    before, value = row[column.heading], data.draw(values_of(column, register))
    row[column.heading] = value
    found = held(rows, register)
    expected = [] if as_said(before) == read_as(column, value) else [column.heading]
    assert [one[1] for one in differences(found)] == expected
    assert len(rows) - len(expected) == found.unchanged


def read_as(column, value: str) -> str:
    return as_said(column.read(as_said(value), Names())[1])


@once
@given(texts=st.tuples(words, words, words))
def test_whatever_a_commitment_says_it_goes_out_and_comes_back(register, texts):
    title, text, measure = texts
    title = " ".join(title.split())[:300]
    if not title:
        return
    action = services.add_commitment(
        by=register.lead, kind="action", title=title, text=text, success_measure=measure,
        owner=register.trust, reference=f"L{services.find_commitments(on=date(2026, 1, 1)).count()}",
        **WHY,
    )  # fmt: skip
    found = held(csv_rows("commitments"), register)
    assert (differences(found), faults(found)) == ([], [])
    action.delete()


@pytest.mark.parametrize("key", ["commitments", "risks", "milestones", "controls"])
def test_loading_and_loading_again_ends_where_loading_once_did(register, key):
    rows = csv_rows(key)
    texts = {"commitments": "Title", "risks": "Effect", "milestones": "Milestone",
             "controls": "What is lacking in it"}  # fmt: skip
    for row in rows:
        row[texts[key]] += " and more"
    load(register.lead, csv_file(rows), f"{key}.csv")
    then = csv_rows(key)
    load(register.lead, csv_file(rows), f"{key}.csv")
    assert csv_rows(key) == then
    assert sorted(row[texts[key]] for row in then) == sorted(row[texts[key]] for row in rows)


def test_a_download_of_nothing_is_a_table_without_rows(universe):
    for table in TABLES:
        assert csv_rows(table.key) == []
    out = io.StringIO()
    csv.writer(out).writerow([column.heading for column in BY_KEY["risks"].columns])
    found = compare(
        read_pages(out.getvalue().encode(), "a.csv"),
        by=universe.lead,
        file_name="a.csv",
        answers={},
    )
    assert "the column ‘Id’ is missing" in faults(found)[0]
