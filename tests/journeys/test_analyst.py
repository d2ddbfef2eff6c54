"""The analyst turns a published file into gaps that stand up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import choose_file, follow, main, menu, press, stop, unfold
from tests.web.published import LEAST, MOST, content, pair

pytestmark = pytest.mark.browser
ATTENDANCES = ("93930", "A&E attendances (0 to 4 years)")
FILE = content(
    *pair(700, 600, period="2022/23", indicator=ATTENDANCES),
    *pair(810, 612, period="2023/24", indicator=ATTENDANCES),
)


def add_data(page: Page, name: str, file: bytes) -> None:
    menu(page, "Gaps")
    follow(page, "Add data")
    choose_file(page, "Fingertips file", name, file)
    press(page, "Read this file")


def find_gap(page: Page, words: str, name: str) -> None:
    menu(page, "Gaps")
    unfold(page, "Filter and sort")
    page.get_by_label("Words").fill(words)
    press(page, "Show gaps")
    page.get_by_role("link", name=name).click()


def test_the_analyst_adds_a_published_file_and_finds_its_gap(visit):
    page = visit("Tomasz Zielinski")
    menu(page, "Gaps")
    expect(main(page).get_by_role("status")).to_contain_text("gaps")
    stop(page)
    add_data(page, "attendances.csv", FILE)
    expect(main(page)).to_contain_text("4 rows were read: 4 understood and 0 set aside")
    stop(page)
    press(page, "Keep this data")
    expect(page.get_by_role("alert")).to_contain_text("The data was kept")
    stop(page)

    find_gap(page, "attendances", f"{MOST} compared with {LEAST}")
    expect(main(page)).to_contain_text("198.0 per 1,000 higher")
    expect(main(page)).to_contain_text("No definition declares whether higher or lower is better")
    stop(page)
    with page.expect_download() as download:
        follow(page, "Download this table (CSV)")
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert [(row["period"], row["group_value"]) for row in rows] == [
        ("2022/23", "700.0"),
        ("2023/24", "810.0"),
    ]

    add_data(page, "attendances again.csv", FILE)
    expect(main(page)).to_contain_text("already")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Release of data")


@pytest.mark.real_data
def test_the_analyst_reads_the_published_gap_in_inactivity(visit, shared_data):
    name = "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv"
    page = visit("Tomasz Zielinski")
    add_data(page, name, (shared_data / "fingertips" / name).read_bytes())
    expect(main(page)).to_contain_text("4,230 rows were read: 2,115 understood")
    stop(page)
    press(page, "Keep this data")
    stop(page)
    find_gap(page, "inactive decile", f"{MOST} compared with {LEAST}")
    expect(main(page)).to_contain_text("Inactivity was 20.9 percentage points higher")
    row = page.get_by_role("row", name="2015/16")
    expect(row).to_contain_text("14.6 percentage points higher")
    stop(page)
