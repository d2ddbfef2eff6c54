"""A file on its way in: whose it is, which sheet of it, and when it is gone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse

from evenground_web.commitments.models import Commitment, PlanUpload
from evenground_web.commitments.services.plans import plans
from evenground_web.core.permissions import RuleBroken
from tests.conftest import person
from tests.web.plan_files import Pages, csv_file, row


@pytest.fixture
def pages(client, universe):
    return Pages(client, universe.lead)


def kept_files() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "plan-uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_the_file_is_gone_after_it_is_loaded_put_aside_or_replaced(
    pages, django_capture_on_commit_callbacks
):
    def files(do) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            do()
        assert len(kept_files()) == PlanUpload.objects.count()
        return len(kept_files())

    for old in kept_files():
        old.unlink()
    assert files(lambda: pages.choose(csv_file(row()))) == 1
    assert files(lambda: pages.choose(csv_file(row(), row(reference="A2")))) == 1
    assert files(lambda: pages.columns().words().load()) == 0
    assert files(lambda: pages.choose(csv_file(row(title="New")))) == 1
    upload = PlanUpload.objects.get()
    discard = reverse("commitments:plan_discard", args=[upload.pk])
    assert files(lambda: pages.client.post(discard)) == 0
    assert Commitment.objects.get(reference="A1").title == "Train staff"


def test_a_file_that_is_not_a_table_is_refused_beside_its_field_and_what_was_typed_is_kept(pages):
    pages.choose(b"%PDF-1.4", "plan.pdf")
    assert "‘plan.pdf’ is a PDF" in pages.text
    assert pages.form["new_plan"].value() == "Plan of the board"
    assert not PlanUpload.objects.exists()
    pages.choose(csv_file(row()), plan="", new_plan=" ")
    assert "Enter the name of the new plan" in pages.text


def test_only_the_person_who_chose_a_file_goes_on_with_it(client, universe, pages):
    pages.choose(csv_file(row()))
    upload = PlanUpload.objects.get()
    steps = [
        reverse(f"commitments:plan_{step}", args=[upload.pk])
        for step in ("columns", "words", "preview", "sheet", "discard")
    ]
    other = person("Other lead", universe.icb, "programme_lead")
    for somebody in (universe.alice, universe.charlie, universe.analyst, other):
        client.force_login(somebody)
        assert {client.get(step).status_code for step in steps} == {404}
        assert {client.post(step).status_code for step in steps} == {404}
    assert PlanUpload.objects.exists()


def test_a_file_lost_from_the_disk_is_asked_for_again(pages):
    pages.choose(csv_file(row()))
    for file in kept_files():
        file.unlink()
    response = pages.client.get(
        reverse("commitments:plan_preview", args=[PlanUpload.objects.get().pk]), follow=True
    )
    assert "‘plan.csv’ is no longer here. Choose it again." in response.content.decode()


def test_pressing_load_in_two_windows_loads_once(pages, universe):
    pages.to_preview(csv_file(row())).load()
    pages.choose(csv_file(row(title="Train all staff")))
    upload, upload_as_seen = PlanUpload.objects.get(), PlanUpload.objects.get()
    seen = pages.preview.fingerprint
    plans.load(upload, by=universe.lead, seen=seen)
    with pytest.raises(RuleBroken, match="loaded or put aside a moment ago"):
        plans.load(upload_as_seen, by=universe.lead, seen=seen)
    assert Commitment.objects.get().revision == 2


def test_another_sheet_of_a_workbook_can_be_read(pages):
    book = openpyxl.Workbook()
    for title, reference in (("This year", "A1"), ("Last year", "B1")):
        sheet = book.create_sheet(title)
        sheet.append(["Reference", "Title"])
        sheet.append([reference, title])
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    pages.choose(out.getvalue(), "plan.xlsx")
    assert "row 1 of the sheet ‘This year’" in pages.text
    url = reverse("commitments:plan_sheet", args=[PlanUpload.objects.get().pk])
    page = pages.client.post(url, {"sheet": "Last year"}, follow=True)
    assert "row 1 of the sheet ‘Last year’" in page.content.decode()
    assert page.context["form"].rows()[0][1] == ["B1"]
