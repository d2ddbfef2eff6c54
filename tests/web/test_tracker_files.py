"""Feeds, calendars and open data of the tracker: valid, dated, licensed, harmless."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker import files, publishing
from evenground_web.commitments.services.tracker.finding import find_public
from evenground_web.commitments.services.tracker.tables import TABLES
from evenground_web.core import limits
from evenground_web.core.tables import restored
from tests.web.commitment_records import add_pledge
from tests.web.tracker_records import (
    DAY,
    FILES,
    LIST,
    address,
    public_action,
    whole_story,
)

ATOM = "{http://www.w3.org/2005/Atom}"
FEED, ICS, CSV, GAPS_CSV, JSON, XLSX = FILES
FORMULAS = ("=1+1", "+44 20", "-1", "@SUM(A1)", "\t=2", "＝3")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_feed_is_valid_atom_and_newest_first(universe, client):
    story = whole_story(universe)
    for here, titled in (
        (FEED, "Ambermoor Partnership"),
        (f"{address(story.action)}feed.atom", "Walking"),
    ):
        answer = client.get(here)
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = ElementTree.fromstring(answer.content)
        assert feed.tag == f"{ATOM}feed"
        assert titled in feed.findtext(f"{ATOM}title", "")
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://testserver{here}"
        assert feed.findtext(f"{ATOM}rights") == "Open Government Licence v3.0"
        entries = feed.findall(f"{ATOM}entry")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        updated = [
            datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")) for entry in entries
        ]
        assert len(set(ids)) == len(ids) > 8
        assert updated == sorted(updated, reverse=True)
        assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated", "")) == updated[0]
        for entry in entries:
            assert (
                entry.find(f"{ATOM}link").get("href") == f"http://testserver{address(story.action)}"
            )
            assert entry.findtext(f"{ATOM}title")


def test_an_empty_feed_and_calendar_are_valid(universe, client):
    feed = ElementTree.fromstring(client.get(FEED).content)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findall(f"{ATOM}entry") == []
    assert list(Calendar.from_ical(client.get(ICS).content).walk("VEVENT")) == []


def test_a_feed_takes_any_words_as_text(universe, client):
    action = public_action(universe, title="<script>alert(1)</script> & \x0b more")
    services.add_update(
        action, by=universe.alice, text="<b>&amp;\x01", in_public=True,
        evidence_link="https://example.org/?a=1&b=2",
    )  # fmt: skip
    feed = ElementTree.fromstring(client.get(FEED).content)
    titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]
    assert all("<script>alert(1)</script>" in title for title in titles)
    summaries = [entry.findtext(f"{ATOM}summary", "") for entry in feed.findall(f"{ATOM}entry")]
    assert any("&lt;b&gt;&amp;amp;" in summary for summary in summaries)


def test_an_old_update_that_is_shown_today_is_new_to_readers(universe, client):
    action = public_action(universe)
    services.add_update(action, by=universe.alice, text="Of long ago", now=DAY)
    assert b"Of long ago" not in client.get(FEED).content
    key = publishing.writings_of(action)[0].key
    publishing.show_words(action, by=universe.alice, shown=[key], among=[key])
    first = ElementTree.fromstring(client.get(FEED).content).find(f"{ATOM}entry")
    assert "Of long ago" in first.findtext(f"{ATOM}summary", "")
    assert first.findtext(f"{ATOM}published", "").startswith("2026-03-02")
    assert first.findtext(f"{ATOM}updated", "") > "2026-03-02T23"


def test_due_dates_stand_in_a_calendar_with_their_moves(universe, client):
    action = public_action(universe)
    public_action(universe, title="Without a day", due=None)
    services.move_due_date(action, by=universe.alice, due=date(2027, 3, 31), reason="Barbers moved")
    (event,) = Calendar.from_ical(client.get(ICS).content).walk("VEVENT")
    assert event["DTSTART"].dt == date(2027, 3, 31)
    assert event["SEQUENCE"] == 1
    assert event["UID"] == f"due-{action.pk}@testserver"
    assert "Barbers moved" not in client.get(ICS).content.decode()


def test_the_files_say_the_same_and_carry_licence_and_dictionary(universe, client):
    whole_story(universe)
    content = json.loads(client.get(JSON).content)
    book = openpyxl.load_workbook(io.BytesIO(client.get(XLSX).content))
    assert book.sheetnames == ["Commitments", "Gaps and results", "Data dictionary", "About"]
    for table, here, sheet in (
        ("commitments", CSV, "Commitments"),
        ("gaps", GAPS_CSV, "Gaps and results"),
    ):
        (row,) = rows_of(client.get(here).content)
        (same,) = content[table]
        names = [column.name for column in TABLES[table]]
        assert list(row) == list(same) == names
        assert list(row.values()) == [
            "" if value is None else str(value) for value in same.values()
        ]
        cells = [cell.value for cell in book[sheet][4]]
        assert [_plain(cell) for cell in cells] == [one.removesuffix(".0") for one in row.values()]
        assert [cell.value for cell in book[sheet][3]] == names
    listed = {
        (row[0], row[1]) for row in book["Data dictionary"].iter_rows(min_row=4, values_only=True)
    }
    assert listed >= {("Commitments", "due"), ("Gaps and results", "then_absolute_gap")}
    assert len(listed) == sum(len(columns) for columns in TABLES.values())
    about = dict(book["About"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert about == content["about"]
    assert about["licence"] == "Open Government Licence v3.0"


def _plain(cell) -> str:
    if isinstance(cell, datetime):
        return str(cell.date())
    return "" if cell is None else str(cell)


def test_the_dictionary_is_a_page_and_a_schema(universe, client, settings):
    settings.OPEN_DATA_LICENCE = "A licence of our own"
    shown = client.get(f"{LIST}data/").content.decode()
    schema = json.loads(client.get(f"{LIST}data/schema.json").content)
    for table, columns in TABLES.items():
        described = schema["properties"][table]["items"]["properties"]
        for column in columns:
            assert f"</span>{column.name}</th>" in shown
            assert described[column.name]["description"] == column.means
    assert "A licence of our own" in shown
    assert 'rel="license"' in client.get(CSV).headers["Link"]


def test_ids_stay_when_everything_else_changes(universe, client):
    action = public_action(universe, reference="A7")
    before = rows_of(client.get(CSV).content)[0]
    services.edit_commitment(
        action, by=universe.lead, revision=1, title="Other", owner=universe.icb
    )
    after = rows_of(client.get(CSV).content)[0]
    assert (after["id"], after["page"]) == (before["id"], before["page"])
    assert after["title"] == "Other"


def test_no_cell_is_a_formula(universe, client):
    for text in FORMULAS:
        add = add_pledge(universe, kind="action", title=f"About {text!a}", text=text)
        publishing.publish_commitment(add, by=universe.lead)
        services.add_update(add, by=universe.alice, text=text or "x", in_public=True)
    for row in rows_of(client.get(CSV).content):
        assert all(not value.startswith(("=", "+", "-", "@", "\t", "＝")) for value in row.values())
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(XLSX).content))["Commitments"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="=+-@'\t\r\n aé＝1", min_size=1, max_size=12))
def test_whatever_is_written_comes_back_from_the_csv(universe, text):
    action = Commitment.objects.first() or public_action(universe)
    Commitment.objects.filter(pk=action.pk).update(text=text)
    about = files.About(publisher="A", site="http://x", dictionary="", as_at=date(2026, 6, 1))
    content = files.as_csv("commitments", find_public(on=about.as_at), about=about)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert restored(row["text"]) == text


@pytest.mark.parametrize("here", [*FILES, f"{LIST}data/schema.json"])
def test_a_file_is_sent_again_only_when_something_changed(universe, client, here):
    action = public_action(universe)
    first = client.get(here)
    assert client.get(here).content == first.content, "same records, same bytes"
    again = client.get(here, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, no-cache"
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(here, headers=since).status_code == 304
    publishing.unpublish_commitment(action, by=universe.lead, reason="A mistake")
    changed = client.get(here, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    if "schema" not in here:
        assert action.title.encode() not in changed.content


def test_a_whole_file_is_made_once_for_each_state_of_the_partnership(
    universe, client, django_assert_max_num_queries
):
    story = whole_story(universe)
    first = client.get(CSV)
    with django_assert_max_num_queries(1):
        assert client.get(CSV).content == first.content
    publishing.unpublish_commitment(story.action, by=universe.lead, reason="Taken back")
    assert story.action.reference not in client.get(CSV).content.decode()


def test_narrowed_files_are_not_made_without_end(universe, client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    assert client.get(f"{CSV}?kind=pledge").status_code == 200
    answer = client.get(f"{CSV}?kind=action")
    assert answer.status_code == 429
    assert "take the whole file" in answer.content.decode()
    assert client.get(CSV).status_code == 200
