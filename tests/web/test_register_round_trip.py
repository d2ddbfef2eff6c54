"""The register goes out to a spreadsheet, is changed there, and comes back."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, Control, Dependency, Milestone, Update
from evenground_web.commitments.services.register.tables import TABLES
from evenground_web.core import audit
from tests.web.commitment_records import WHY
from tests.web.register_files import (
    ID,
    MARK,
    TOP,
    File,
    csv_file,
    csv_rows,
    differences,
    faults,
    load,
    make_register,
    preview,
)


@pytest.fixture
def register(universe):
    return make_register(universe)


def test_the_file_as_it_was_downloaded_changes_nothing(register):
    found = preview(register.lead, File())
    assert (differences(found), faults(found)) == ([], [])
    assert (found.unchanged, found.absent, found.moved_on) == (11, 0, 0)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_table_as_csv_changes_nothing(register, table):
    found = preview(register.lead, csv_file(csv_rows(table.key)), "register.csv")
    assert (differences(found), faults(found)) == ([], [])
    assert found.unchanged == len(csv_rows(table.key)) > 0


EDITS = [  # sheet, record, column, what is written, what the record says then
    ("Commitments", "action", "Title", "Train everybody", "title", "Train everybody"),
    ("Commitments", "action", "Owner", "hills housing", "owner.name", "Hills Housing"),
    ("Commitments", "action", "Person who leads on it", "Bob", "owner_person.name", "Bob"),
    ("Commitments", "action", "Puts into practice", "P1", "parent.reference", "P1"),
    ("Commitments", "other", "Carries on", "A1", "carried_from.reference", "A1"),
    ("Commitments", "action", "Group it reports to", None, "group", None),
    ("Commitments", "action", "Start date", "1 February 2026", "starts", date(2026, 2, 1)),
    ("Commitments", "other", "Due date", datetime(2027, 1, 31), "due", date(2027, 1, 31)),  # noqa: DTZ001
    ("Commitments", "other", "Weight", "7", "weight", 7),
    ("Commitments", "pledge", "Pledge: promised to", "Residents", "pledge.promised_to", "Residents"),
    ("Commitments", "pledge", "Pledge: level", "system", "pledge.level", "system"),
    ("Commitments", "recommendation", "Source: its own reference", "7b", "source.reference", "7b"),
    ("Commitments", "action", "Reason for the delivery status", "All", "delivery_reason", "All"),
    ("Milestones", "milestone", "Milestone", "Trainers hired", "title", "Trainers hired"),
    ("Milestones", "milestone", "Done on", "2026-05-20", "done_on", date(2026, 5, 20)),
    ("Risks", "risk", "Cause", "A cold winter", "cause", "A cold winter"),
    ("Risks", "risk", "Next review", "01/06/2027", "next_review", date(2027, 6, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "name", "heading", "value", "path", "then"), EDITS)
def test_one_cell_is_one_difference_and_is_written_with_its_event(
    register, sheet, name, heading, value, path, then
):
    record = getattr(register, name)
    file = File().set(sheet, record.pk, heading, value)
    found = preview(register.lead, file)
    assert faults(found) == []
    assert [one[1] for one in differences(found)] == [heading]
    subject = record.commitment if sheet == "Milestones" else record
    before = audit.history(subject).count()
    load(register.lead, file)
    said = type(record).objects.get(pk=record.pk)
    for step in path.split("."):
        said = getattr(said, step)
    assert said == then
    assert audit.history(subject).count() == before + 1
    assert preview(register.lead, file).rows == []


def test_a_partner_is_added_and_another_taken_away(register):
    file = File().set("Commitments", register.pledge.pk, "Partners who share it", "Hills Housing")
    load(register.lead, file)
    assert [one.name for one in register.pledge.partners.all()] == ["Hills Housing"]


def test_a_due_date_moves_with_its_reason_a_status_with_its_and_an_update_is_added(register):
    file = File().write(
        "Commitments", register.action.pk, Due_date="1/3/2027", Why_the_due_date_moves="No room",
        Delivery_status="At risk", Reason_for_the_delivery_status="Behind",
        Impact_status="Improving", Reason_for_the_impact_status="More come",
        New_update="Forty are trained", Period_of_the_new_update="spring 2026",
        Link_to_evidence_of_the_new_update="https://example.org/forty",
    )  # fmt: skip
    found = preview(register.lead, file)
    assert (len(differences(found)), faults(found)) == (9, [])
    load(register.lead, file)
    action = Commitment.objects.get(pk=register.action.pk)
    assert (action.due, action.delivery_status, action.impact_status) == (
        date(2027, 3, 1), "at_risk", "improving",
    )  # fmt: skip
    assert action.due_moves.first().reason == "No room"
    update = action.updates.get()
    assert (update.text, update.as_at, update.by) == (
        "Forty are trained", "spring 2026", register.lead,
    )  # fmt: skip
    again = preview(register.lead, file)
    assert (again.rows, faults(again)) == ([], [])


def test_a_target_changes_with_its_reason_and_the_earlier_one_stays(register):
    file = File().write(
        "Targets", register.baseline.pk, **{"Target:_number": 8, "Why_the_target_changes": "More money"}
    )  # fmt: skip
    load(register.lead, file)
    assert [(one.version, one.value) for one in register.baseline.targets.all()] == [
        (2, 8.0), (1, 9.5),
    ]  # fmt: skip


def test_a_risk_is_scored_again_with_what_was_seen_and_its_controls_change(register):
    control, assurance = register.risk.controls.get(), register.risk.assurances.get()
    file = File().write(
        "Risks", register.risk.pk, Likelihood_now=2, Inherent_likelihood=5, Inherent_impact=4,
        Actions_that_lower_it="A2; P1", **{"What_you_saw,_when_a_score_changes": "Two groups began"},
    )  # fmt: skip
    file.write("Controls", control.pk, What_is_lacking_in_it="Nothing")
    file.write("Assurances", assurance.pk, Line="third line")
    load(register.lead, file)
    register.risk.refresh_from_db()
    assert (register.risk.score, register.risk.inherent) == (8, 20)
    assert register.risk.reviews.first().note == "Two groups began"
    assert {one.reference for one in register.risk.actions.all()} == {"A2", "P1"}
    assert Control.objects.get().gap == "Nothing"
    assert register.risk.assurances.get().line == 3


def new_rows(file: File) -> File:
    """Rows that name each other, the later before the earlier."""
    why = {"Why this should work": WHY["mechanism"], "Priority population": "Adults"}
    file.add("Commitments", {
        "Kind": "Action", "Title": "Open on Sundays", "Owner": "ZH1", "Puts into practice": "R9",
        "Due date": "31/12/2027", "New update": "Begun", "Weight": 3, **why,
    })  # fmt: skip
    file.add("Commitments", {
        "Reference": "R9", "Kind": "Recommendation", "Title": "Open longer", "Owner": "Ambermoor ICB",
        "Source: kind": "Report", "Source: title": "Review of hours", **why,
    })  # fmt: skip
    file.add("Commitments", {
        "Kind": "Pledge", "Title": "A place to rest", "Owner": "Hills Housing",
        "Pledge: level": "System", "Delivery status": "On track",
        "Reason for the delivery status": "Rooms are found", **why,
    })  # fmt: skip
    file.add(
        "Milestones", {"Commitment": "R9", "Milestone": "Hours agreed", "Due date": "1/6/2027"}
    )
    file.add("Waits for", {"Commitment": "A1", "Waits for": "R9", "What it needs from it": "Hours"})
    file.add("Addressed to", {"Commitment": "R9", "Addressed to": "ZH1", "Answer due": "1/6/2027"})
    file.add("Risks", {
        "Risk": "Nobody opens", "Cause": "No staff", "Event": "Closed doors", "Effect": "No help",
        "What is done about it": "Hire", "Likelihood now": 2, "Impact now": 5, "Owner": "ZH1",
        "Group that watches it": "ambermoor board", "Actions that lower it": "R9",
    })  # fmt: skip
    file.add("Controls", {"Risk": "Nobody opens", "What is in place": "A rota"})
    file.add("Assurances", {
        "Risk": "Nobody opens", "Line": "First line", "What shows that the controls work": "Counts",
    })  # fmt: skip
    return file


def test_rows_without_an_id_are_added_in_whatever_order_they_name_each_other(register):
    file = new_rows(File())
    found = preview(register.lead, file)
    assert (found.new, found.changed, faults(found)) == (9, 0, [])
    load(register.lead, file)
    action = Commitment.objects.get(title="Open on Sundays")
    assert (action.parent.reference, action.weight, action.updates.get().text) == ("R9", 3, "Begun")
    assert action.parent.source.title == "Review of hours"
    assert action.parent.addressees.get().organisation == register.trust
    pledge = Commitment.objects.get(title="A place to rest")
    assert (pledge.pledge.level, pledge.delivery_status) == ("system", "on_track")
    assert Milestone.objects.filter(commitment__reference="R9", title="Hours agreed").exists()
    assert Dependency.objects.filter(needs__reference="R9", commitment__reference="A1").exists()
    assert Control.objects.get(text="A rota").risk.actions.get().reference == "R9"


def test_the_same_file_again_adds_and_changes_nothing(register):
    file = new_rows(File()).write("Commitments", register.other.pk, Title="Visit four schools")
    load(register.lead, file)
    counts = {t: len(csv_rows(t.key)) for t in TABLES}
    again = preview(register.lead, file)
    assert (again.rows, faults(again), again.absent) == ([], [], 0)
    load(register.lead, file)
    assert {t: len(csv_rows(t.key)) for t in TABLES} == counts
    assert Update.objects.count() == 1


def test_a_new_row_much_like_a_commitment_is_shown_beside_it(register, client):
    client.force_login(register.lead)
    file = File()
    file.add("Commitments", {
        "Kind": "Action", "Title": "Train all the staff", "Owner": "Hills Housing",
        "Why this should work": "It did before", "Priority population": "Adults",
    })  # fmt: skip
    page = load_page(client, file)
    assert [one.commitment for one in page.context["page"][0].alike] == [register.action]
    assert "Much like" in page.content.decode()


def load_page(client, file):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {"file": SimpleUploadedFile("register.xlsx", file.data)}
    return client.post("/commitments/register/load/", data, follow=True)


def test_rows_that_are_deleted_mean_nothing(register):
    file = File()
    file.book["Commitments"].delete_rows(TOP + 1, 2)
    found = preview(register.lead, file)
    assert (found.rows, found.absent, faults(found)) == ([], 2, [])
    load(register.lead, file)
    assert Commitment.objects.count() == 4


def test_columns_in_another_order_rows_sorted_and_columns_of_ones_own_do_no_harm(register):
    rows = csv_rows("commitments")[::-1]
    rows[0]["Title"] = "Another title"
    rows = [{"My notes": "=1+1", **dict(reversed(row.items()))} for row in rows]
    found = preview(register.lead, csv_file(rows), "sorted.csv")
    assert [one[1::2] for one in differences(found)] == [("Title", "Another title")]
    assert faults(found) == []
    assert found.summaries[0].layout.extra == [("A", "My notes")]


def test_columns_that_were_left_out_stay_as_they_are(register):
    rows = [{name: row[name] for name in (ID, "Weight", MARK)} for row in csv_rows("commitments")]
    rows[0]["Weight"] = "9"
    found = preview(register.lead, csv_file(rows), "narrow.csv")
    assert [one[1:] for one in differences(found)] == [("Weight", "2", "9")]
    assert faults(found) == []


def test_an_organisation_downloads_what_it_owns_and_shares_alone(register, client):
    client.force_login(register.bob)
    url = f"/commitments/register/commitments.csv?of={register.housing.pk}"
    text = client.get(url).content.decode("utf-8-sig")
    assert "Visit 3 schools" in text
    assert "Walking groups" in text
    assert "Train all staff" not in text


def test_new_commitments_get_the_next_reference(register):
    file = File()
    file.add("Commitments", {
        "Kind": "Action", "Title": "Something else entirely", "Owner": "ZH1",
        "Why this should work": "It did", "Priority population": "Adults",
    })  # fmt: skip
    load(register.lead, file)
    assert Commitment.objects.get(title="Something else entirely").reference == "A3"
    assert services.lookalikes("Something else entirely")
