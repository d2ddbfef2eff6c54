"""Loading a wide spreadsheet, at the width of a computer and of a phone, without and with scripts."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from evenground_web.commitments.models import Commitment
from tests.axe import check_widths
from tests.journeys.steps import press

pytestmark = pytest.mark.browser
HEADINGS = [
    "ap_number", "title", "text", "success", "partners", "achieved", "update_2024", "update_2025",
    *(f"theme_{n}_of_the_strategy" for n in range(14)), "theme_which_is_" + "very_" * 9 + "long",
]  # fmt: skip


@pytest.fixture
def plan_file(tmp_path):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    long = "Everybody who visits people at home is trained, " * 5
    for n, (status, who) in enumerate(
        [("Green", "Public Health, Fire Service"), ("Red", "Hills Housing")]
    ):
        writer.writerow(
            [f"H{n}", f"Action {n}", long, long, who, status, "Begun", "", *["False"] * 15]
        )
    file = tmp_path / "health-at-home.csv"
    file.write_text(out.getvalue(), "utf-8")
    return file


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_programme_lead_loads_a_plan_of_23_columns(
    request, universe, sign_in, plan_file, scripts
):
    page = request.getfixturevalue("browser_page" if scripts else "page_without_scripts")
    sign_in(page, universe.lead)
    page.goto("/commitments/plans/")
    assert check_widths(page) == []
    page.get_by_role("link", name="Load a plan from a spreadsheet").click()
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Enter the name of the new plan")
    assert check_widths(page) == []
    page.get_by_label("Name of the plan").fill("Health at home")
    page.get_by_label("Spreadsheet").set_input_files(plan_file)
    press(page, "Continue")

    expect(page.get_by_role("heading", level=1)).to_contain_text("What the columns are")
    expect(page.get_by_label("achieved", exact=True)).to_have_value("delivery_status")
    assert check_widths(page) == []
    page.get_by_label("title", exact=True).select_option("Do not load")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose the column that holds the title")
    assert check_widths(page) == []
    page.get_by_label("title", exact=True).select_option("Title")
    press(page, "Continue")

    expect(page.get_by_role("heading", level=1)).to_contain_text("What words mean")
    expect(page.get_by_label("‘Red’ means")).to_have_value("off_track")
    page.get_by_label("‘Public Health’ is").select_option(
        label="Add as a new organisation: Council"
    )
    assert check_widths(page) == []
    press(page, "Continue")

    expect(page.get_by_role("alert")).to_contain_text("‘Fire Service’ is not an organisation here")
    assert check_widths(page) == []
    page.get_by_role("link", name="Change what words mean").click()
    page.get_by_label("‘Fire Service’ is").select_option(value="add:fire")
    press(page, "Continue")
    assert check_widths(page) == []
    press(page, "Load 2 rows")
    expect(page.get_by_text("health-at-home.csv is loaded: 2 new")).to_be_visible()
    assert Commitment.objects.count() == 2
