"""A real partnership's action plan, loaded through the pages as its programme lead would."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from evenground_web.commitments.models import Commitment, Update
from evenground_web.people.models import Organisation
from tests.web.plan_files import Pages, csv_file, row

pytestmark = pytest.mark.real_data
CSV = "smokefree_west_sussex_action_plan_2022.csv"
XLSX = "smokefree_west_sussex_action_plan_table.xlsx"


@pytest.fixture
def folder(shared_data):
    return shared_data / "action_plans"


@pytest.fixture
def pages(client, universe):
    return Pages(client, universe.lead, plan="Smokefree West Sussex")


@pytest.fixture
def loaded(pages, folder, universe):
    """The CSV file: the column of reds, ambers and greens is the status, as a person chooses."""
    pages.choose((folder / CSV).read_bytes(), CSV)
    pages.columns(achieved="delivery_status", status="")
    pages.words(**{"": str(universe.icb.pk)})
    assert pages.counts() == (88, 0, 0)
    return pages.load()


def periods() -> Counter[str]:
    return Counter(Update.objects.values_list("as_at", flat=True))


def test_the_columns_of_the_real_plan_are_suggested(pages, folder):
    pages.choose((folder / CSV).read_bytes(), CSV)
    suggested = {h: pages.form[n].value() for n, h in pages.form.headings.items()}
    assert {h: f for h, f in suggested.items() if f} == {
        "ap_number": "reference", "title": "title", "text": "text", "success": "success_measure",
        "partners": "owner", "update_2020": "update", "update_2021": "update",
        "latest_update": "update", "status": "delivery_status",
    }  # fmt: skip
    pages.columns()
    assert [f.initial for f in pages.form.periods] == ["2020", "2021", "latest"]


def test_all_88_actions_with_their_colours_and_updates_are_loaded(loaded, folder, universe):
    rows = list(csv.DictReader(io.StringIO((folder / CSV).read_text("utf-8"))))
    statuses = Counter(Commitment.objects.values_list("delivery_status", flat=True))
    assert statuses == {"on_track": 52, "at_risk": 6, "off_track": 30}
    assert periods() == {
        period: sum(1 for r in rows if r[column].strip())
        for period, column in (
            ("2020", "update_2020"),
            ("2021", "update_2021"),
            ("latest", "latest_update"),
        )
    }
    shared = Commitment.objects.get(reference="88")
    assert shared.owner.name == "Public Health"
    assert {partner.name for partner in shared.partners.all()} == {"Schools", "Colleges"}
    assert Commitment.objects.filter(owner=universe.icb).count() == 1
    assert "  " not in "".join(Commitment.objects.values_list("success_measure", flat=True))


def test_loading_the_real_plan_twice_changes_nothing(loaded, folder):
    before = (Organisation.objects.count(), Update.objects.count())
    assert loaded.choose((folder / CSV).read_bytes(), CSV).step == "preview"
    assert loaded.counts() == (0, 0, 88)
    loaded.load()
    assert (Organisation.objects.count(), Update.objects.count()) == before


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_real_plan_goes_out_and_comes_back(loaded, suffix):
    data = loaded.export(suffix)
    assert loaded.choose(data, f"plan.{suffix}").step == "preview"
    assert (loaded.counts(), loaded.faults) == ((0, 0, 88), [])


def test_one_edited_cell_of_the_real_plan_is_exactly_one_change(loaded):
    rows = list(csv.reader(io.StringIO(loaded.export("csv").decode("utf-8-sig"), newline="")))
    rows[20][rows[0].index("Delivery status")] = "Complete"
    loaded.choose(csv_file(*rows[1:], headings=rows[0]))
    assert loaded.changes() == [(rows[20][0], "Delivery status", "On track", "Complete")]
    loaded.load()
    assert Commitment.objects.filter(delivery_status="complete").count() == 1


def test_the_real_workbook_with_a_title_above_and_numbers_inside_its_titles_is_read(
    pages, folder, universe
):
    pages.choose((folder / XLSX).read_bytes(), XLSX)
    assert "88 rows below the headings in row 4 of the sheet ‘Action plan’" in pages.text
    suggested = {h: pages.form[n].value() for n, h in pages.form.headings.items()}
    assert suggested == {
        "Action": "reference_and_title", "Description": "text",
        "What does success look like?": "success_measure", "Which partners are involved": "owner",
        "Status": "delivery_status", "Latest update": "update",
    }  # fmt: skip
    pages.columns().words(Incomplete="off_track", **{"": str(universe.icb.pk)}).load()
    assert Counter(Commitment.objects.values_list("delivery_status", flat=True)) == {
        "complete": 52, "off_track": 36,
    }  # fmt: skip
    first = Commitment.objects.get(reference="1")
    assert first.title == "Integrated stop smoking services across the Local Maternity System"


def test_the_workbook_after_the_csv_finds_the_same_actions(loaded, folder, universe):
    loaded.choose((folder / XLSX).read_bytes(), XLSX)
    loaded.columns().words(Incomplete="off_track", **{"": str(universe.icb.pk)})
    assert loaded.preview.new == []
    assert not loaded.faults


def test_two_thousand_rows_are_loaded_at_once(pages):
    rows = [row(reference=f"L{n}", title=f"Visit school {n}") for n in range(2_000)]
    pages.to_preview(csv_file(*rows)).load()
    assert Commitment.objects.count() == 2_000
