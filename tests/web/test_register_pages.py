"""The pages on which the register goes out, comes back, and is compared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, RegisterUpload
from evenground_web.commitments.services.register import uploads
from evenground_web.core import audit
from tests.conftest import person
from tests.web.plan_files import text
from tests.web.register_files import File, csv_file, csv_rows, make_register, upload

CHOOSE = "/commitments/register/load/"


@pytest.fixture
def register(universe):
    return make_register(universe)


def choose(client, data: bytes, name: str = "register.xlsx"):
    return client.post(CHOOSE, {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_everything_the_page_offers_is_there(register, client):
    client.force_login(register.alice)
    page = client.get("/commitments/register/")
    assert "A row that you delete means nothing" in text(page)
    for table in page.context["tables"]:
        response = client.get(reverse("commitments:register_table", args=[table.key]))
        assert response["Content-Disposition"] == f'attachment; filename="register-{table.key}.csv"'
    book = client.get("/commitments/register/register.xlsx")
    assert File(book.content).book.sheetnames == [
        "Read me first", "Commitments", "Milestones", "Waits for", "Addressed to", "Targets",
        "Risks", "Controls", "Assurances",
    ]  # fmt: skip
    assert client.get("/commitments/register/nothing.csv").status_code == 404
    assert client.get("/commitments/register/register.xlsx?of=nobody").status_code == 404


def test_the_version_is_hidden_and_what_is_not_for_changing_is_grey(register):
    sheet = File().book["Commitments"]
    last = sheet.cell(3, sheet.max_column)
    assert last.value == "Version (leave as it is)"
    assert sheet.column_dimensions[last.column_letter].hidden
    assert [
        cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ] == []


def test_a_file_is_compared_chosen_for_and_loaded(register, client):
    client.force_login(register.lead)
    rows = csv_rows("commitments")
    action = next(row for row in rows if row["Reference"] == "A1")
    action["Title"] = "Train most staff"
    services.edit_commitment(
        register.action,
        by=register.alice,
        revision=register.action.revision,
        title="Train new staff",
    )
    page = choose(client, csv_file(rows), "mine.csv")
    said = text(page)
    assert "Keep what is here: Train new staff" in said
    assert "Take what the file says: Train most staff" in said
    assert "You can load the file once you have chosen" in said
    kept = RegisterUpload.objects.get()
    url = reverse("commitments:register_preview", args=[kept.pk])
    refused = client.post(url, {"seen": page.context["preview"].fingerprint})
    assert "Choose first which value is to stand" in text(refused)
    page = client.post(f"{url}choose/", {"cell_0": "file"}, follow=True)
    assert "Taken from the file" in text(page)
    page = client.post(url, {"seen": page.context["preview"].fingerprint}, follow=True)
    assert "mine.csv is loaded: 0 new, 1 changed, 3 unchanged" in text(page)
    assert Commitment.objects.get(reference="A1").title == "Train most staff"
    event = audit.AuditEvent.objects.filter(verb="register.loaded").get()
    assert event.actor_name == register.lead.name
    assert not RegisterUpload.objects.exists()


def test_the_unchanged_file_says_so_and_has_nothing_to_load(register, client):
    client.force_login(register.lead)
    page = choose(client, File().data)
    assert "Nothing to change: the register already says all that this file says" in text(page)
    assert "Load" not in text(page).split("Nothing to change")[1]


def test_deleted_rows_and_what_is_newer_here_are_said_in_words(register, client):
    client.force_login(register.lead)
    rows = csv_rows("commitments")[1:]
    services.edit_commitment(
        register.other, by=register.bob, revision=register.other.revision, title="Visit 4 schools"
    )
    said = text(choose(client, csv_file(rows), "few.csv"))
    assert "1. They stay as they are: a row that is missing means nothing" in said
    assert "1 cell changed here since the download, and the file left them alone" in said


def test_a_problem_is_shown_by_cell_and_a_refused_file_beside_its_field(register, client):
    client.force_login(register.lead)
    file = File().set("Commitments", register.action.pk, "Weight", "many")
    page = choose(client, file.data)
    assert "Nothing can be loaded yet: 1 problem" in text(page)
    assert "‘many’ is not a whole number from 1 to 100" in text(page)
    page = choose(client, b"%PDF-1.4", "paper.pdf")
    assert page.context["form"].errors["file"] == [
        "‘paper.pdf’ is a PDF. Evenground reads Excel workbooks (.xlsx) and CSV files."
    ]


def test_a_file_that_is_too_large_is_refused_without_being_read(register, client, monkeypatch):
    client.force_login(register.lead)
    monkeypatch.setattr(uploads, "LARGEST_FILE", 100)
    page = choose(client, File().data)
    assert "is larger than 0 MB. Keep only the rows that you changed" in text(page)
    assert not RegisterUpload.objects.exists()


def test_only_those_who_may_change_records_load_and_only_their_own_file(register, client):
    kept = upload(register.lead, File())
    steps = [
        reverse(f"commitments:register_{step}", args=[kept.pk])
        for step in ("preview", "choose", "discard")
    ]
    other = person("Other lead", register.icb, "programme_lead")
    for somebody in (register.charlie, register.analyst, register.alice, other):
        client.force_login(somebody)
        assert {client.post(step).status_code for step in steps} == {404}
    client.force_login(register.analyst)
    assert client.get(CHOOSE).status_code == 404
    assert "Load a changed file" not in text(client.get("/commitments/register/"))
    client.force_login(register.charlie)
    assert client.get("/commitments/register/").status_code == 404
    assert client.get("/commitments/register/register.xlsx").status_code == 404


def test_a_lead_of_an_organisation_loads_what_is_theirs(register, client):
    client.force_login(register.alice)
    file = File().set("Commitments", register.action.pk, "Weight", 6)
    page = choose(client, file.data)
    url = reverse("commitments:register_preview", args=[RegisterUpload.objects.get().pk])
    client.post(url, {"seen": page.context["preview"].fingerprint})
    assert Commitment.objects.get(pk=register.action.pk).weight == 6


def files() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "register-uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_file_goes_when_it_is_put_aside_replaced_or_a_week_old(
    register, client, django_capture_on_commit_callbacks
):
    for old in files():
        old.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        upload(register.lead, File())
        upload(register.lead, File())
    assert len(files()) == RegisterUpload.objects.count() == 1
    later = timezone.now() + timedelta(days=8)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.receive(by=register.alice, name="a.xlsx", data=File().data, now=later)
    assert len(files()) == RegisterUpload.objects.count() == 1
    client.force_login(register.alice)
    url = reverse("commitments:register_discard", args=[RegisterUpload.objects.get().pk])
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(url, follow=True)
    assert "was put aside. Nothing was loaded" in text(page)
    assert (files(), RegisterUpload.objects.count()) == ([], 0)


def test_a_file_lost_from_the_disk_is_asked_for_again(register, client):
    client.force_login(register.lead)
    kept = upload(register.lead, File())
    for file in files():
        file.unlink()
    page = client.get(reverse("commitments:register_preview", args=[kept.pk]), follow=True)
    assert "is no longer here. Choose it again." in text(page)


def test_comparing_asks_the_database_no_more_for_more_rows(register, django_assert_max_num_queries):
    for n in range(30):
        services.add_commitment(
            by=register.lead, kind="action", title=f"Do the thing number {n}", owner=register.trust,
            mechanism="So", priority_population="Adults", partners=[register.housing],
        )  # fmt: skip
    kept = upload(register.lead, File())
    with django_assert_max_num_queries(30):
        assert uploads.preview(kept).rows == []
