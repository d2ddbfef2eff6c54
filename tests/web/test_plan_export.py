"""A plan goes out as a spreadsheet and comes back: the same file changes nothing, an edit is one change."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, PlanUpload
from evenground_web.commitments.services.plans import plan_export, plans
from evenground_web.people.services import add_organisation
from tests.web.plan_files import Pages, csv_file, row, text

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("=+-@\t\n'\","),
    max_size=40,
)


@pytest.fixture
def pages(client, universe):
    pages = Pages(client, universe.lead)
    rows = [
        row(),
        row(reference="A2", title="=SUM(A1)", partners="", rag="Red", update_2025="+1 -2"),
    ]
    pages.to_preview(csv_file(*rows)).load()
    return pages


def edited(data: bytes, heading: str, value: str, at_row: int = 0) -> bytes:
    """The CSV file with one cell changed."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    rows[at_row + 1][rows[0].index(heading)] = value
    return csv_file(*rows[1:], headings=rows[0])


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_loads_again_without_questions_and_changes_nothing(pages, suffix):
    pages.choose(pages.export(suffix), f"plan.{suffix}")
    assert pages.step == "preview"
    assert (pages.counts(), pages.faults) == ((0, 0, 2), [])


@pytest.mark.parametrize(
    ("heading", "value", "before", "after"),
    [
        ("Title", "Train all staff", "Train staff", "Train all staff"),
        ("Kind", "pledge", "Action", "Pledge"),
        ("What will be done", "Two lines\nof text", "", "Two lines\nof text"),
        ("Owner", "Ambermoor ICB", "Harbour NHS Trust", "Ambermoor ICB"),
        ("Partners", "", "Hills Housing", ""),
        ("Partners", "Hills Housing; ZA1", "Hills Housing", "Ambermoor ICB; Hills Housing"),
        ("Start date", "", "1 April 2025", ""),
        ("Due date", "30/06/2026", "31 March 2026", "30 June 2026"),
        ("Delivery status", "Complete", "On track", "Complete"),
        (
            "Reason for the delivery status",
            "All went well",
            "Loaded from plan.csv",
            "All went well",
        ),
        ("Update: 2025", "60 trained", "40 trained", "60 trained"),
        ("Link to evidence", "https://example.org", "", "https://example.org"),
    ],
)
def test_editing_one_cell_of_the_export_is_one_change(pages, heading, value, before, after):
    data = edited(pages.export("csv"), heading, value)
    pages.choose(data, "edited.csv")
    assert [change[2:] for change in pages.changes()] == [(before, after)]
    pages.load()
    assert pages.choose(data, "edited.csv").counts() == (0, 0, 2)
    assert pages.choose(pages.export("xlsx"), "again.xlsx").counts() == (0, 0, 2)


def test_an_edit_in_excel_is_one_change(pages):
    book = openpyxl.load_workbook(io.BytesIO(pages.export("xlsx")))
    cell = next(c for r in book.active.iter_rows() for c in r if c.is_date and c.value.month == 3)
    cell.value = date(2026, 4, 30)
    out = io.BytesIO()
    book.save(out)
    pages.choose(out.getvalue(), "plan.xlsx")
    assert pages.changes() == [("A1", "Due date", "31 March 2026", "30 April 2026")]


def test_a_new_row_and_a_new_period_in_an_export_are_added(pages):
    rows = list(csv.reader(io.StringIO(pages.export("csv").decode("utf-8-sig"), newline="")))
    rows[0].append("Update: spring 2026")
    rows[1].append("80 trained")
    rows[2].append("")
    new = ["A3", "Ring patients", "", "", "", "", "Hills Housing", *[""] * (len(rows[0]) - 7)]
    data = csv_file(*rows[1:], new, headings=rows[0])
    assert pages.choose(data).counts() == (1, 1, 1)
    pages.load()
    assert services.find_commitments(on=date(2026, 1, 1), text="A3").get().kind == "action"
    assert pages.choose(pages.export("csv")).counts() == (0, 0, 3)


def test_a_word_for_the_status_that_is_new_in_an_export_is_asked_about(pages):
    data = edited(pages.export("csv"), "Delivery status", "RED")
    assert pages.choose(data).step == "preview"  # the first file said what Red means
    data = edited(pages.export("csv"), "Delivery status", "Purple")
    assert pages.choose(data).step == "words"
    assert pages.words(Purple="stopped").changes() == [
        ("A1", "Delivery status", "On track", "Stopped")
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="Two\nlines", told="", population="Two\nlines", update="a", period="2025\n26")
@given(
    title=words.filter(str.strip),
    told=words,
    population=words.filter(str.strip),
    update=words.filter(str.strip),
    period=words,
)
def test_whatever_people_write_comes_back_unchanged(
    universe, title, told, population, update, period
):
    action = services.add_commitment(
        by=universe.lead, kind="action", title=title, owner=universe.trust, text=told,
        priority_population=population, mechanism=update, plan="Law", due=date(2026, 3, 31),
    )  # fmt: skip
    try:
        if update.strip():
            services.add_update(action, by=universe.lead, text=update, as_at=period)
        found = plan_export.of_plan("Law")
        for name, data in (
            ("a.csv", plan_export.export_csv(found)),
            ("a.xlsx", plan_export.export_xlsx(found, title="Law")),
        ):
            upload = plans.receive(by=universe.lead, plan="Law", name=name, data=data)
            preview = plans.preview(upload)
            assert (preview.faults, preview.proposals) == ([], [])
    finally:
        PlanUpload.objects.all().delete()
        Commitment.objects.all().delete()


def test_names_with_commas_and_semicolons_come_back(pages, universe):
    odd = [
        add_organisation(by=None, name=name, sector="vcse")
        for name in ("Moor, Hills and Sea", "One; Two", "Tea & Talk")
    ]
    action = Commitment.objects.get(reference="A1")
    services.edit_commitment(action, by=universe.lead, revision=1, owner=odd[0], partners=odd[1:])
    assert pages.choose(pages.export("csv")).counts() == (0, 0, 2)


def test_the_workbook_says_what_it_is(pages):
    book = openpyxl.load_workbook(io.BytesIO(pages.export("xlsx")))
    sheet = book.active
    assert (book.properties.title, sheet["A1"].value) == ("Plan of the board",) * 2
    assert sheet["A2"].value.startswith("This sheet contains one table: 2 commitments as at ")
    assert [table.ref for table in sheet.tables.values()] == ["A4:O6"]
    assert {c.data_type for r in sheet.iter_rows() for c in r} <= {"s", "n", "d"}


def test_a_plan_whose_name_has_a_slash_is_found_and_one_that_is_not_there_is_not(client, universe):
    pages = Pages(client, universe.lead, plan="Health & homes 2025/26?")
    pages.to_preview(csv_file(row())).load()
    assert "Train staff" in pages.text
    page = pages.client.get(reverse("commitments:plans")).content.decode()
    (link,) = re.findall(r'href="([^"]+/export\.csv)"', page)
    assert b"Train staff" in pages.client.get(unescape(link)).content
    nowhere = reverse("commitments:plan_export", kwargs={"plan": "None", "suffix": "csv"})
    assert client.get(nowhere).status_code == 404


def test_the_list_is_downloaded_as_it_was_narrowed(pages):
    url = reverse("commitments:list_export", args=["csv"])
    response = pages.client.get(url, {"status": "off_track"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="commitments.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [(r["Reference"], r["Title"]) for r in rows] == [("A2", "'=SUM(A1)")]


def test_a_text_too_long_for_excel_is_said_and_still_goes_out_as_csv(pages, universe):
    action = Commitment.objects.get(reference="A1")
    services.edit_commitment(action, by=universe.lead, revision=1, text="x" * 40_000)
    url = reverse("commitments:plan_export", kwargs={"plan": pages.plan, "suffix": "xlsx"})
    assert "Download the CSV file instead" in text(pages.client.get(url, follow=True))
    assert len(pages.export("csv")) > 40_000


def test_members_may_download_and_strangers_may_not(client, pages, universe):
    url = reverse("commitments:plan_export", kwargs={"plan": pages.plan, "suffix": "csv"})
    for person, status in ((universe.bob, 200), (universe.charlie, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.get(reverse("commitments:list_export", args=["xlsx"])).status_code == status
