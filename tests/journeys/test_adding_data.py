"""An analyst adds a published file in a browser, and a member follows a gap to its release."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evenground_web.insight import services
from evenground_web.insight.models import Gap, Release
from tests.axe import check_widths, resize
from tests.journeys.steps import press
from tests.web.published import content, pair, row, upload

pytestmark = pytest.mark.browser
PART = {"kind": "Part of town", "period": "2024/25"}
ROWS = [
    *pair(30, 20, period="2015/16"),
    *pair(40, 20, period="2024/25"),
    row("North end", 30, **PART),
    row("South end", 20, **PART),
    row("Far end", None, **PART | {"Value note": "Value suppressed for disclosure control"}),
]


@pytest.fixture
def kept(universe) -> Release:
    preview = services.preview_file(upload(*ROWS), by=universe.analyst)
    return services.keep(preview, by=universe.analyst, references={"part_of_town": "South end"})


def send(page, name: str, raw: bytes) -> None:
    page.goto("/gaps/add/")
    file = {"name": name, "mimeType": "text/csv", "buffer": raw}
    page.get_by_label("Fingertips file").set_input_files(files=[file])
    press(page, "Read this file")


def test_a_file_is_refused_checked_and_kept(page_without_scripts, universe, sign_in):
    page = page_without_scripts
    sign_in(page, universe.analyst)
    send(page, "wrong.csv", b"Name,Amount\nA,1\n")
    expect(page.get_by_role("alert")).to_contain_text("Is this a Fingertips file?")
    send(page, "inactive.csv", content(*ROWS))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check what was understood")
    page.get_by_label("Compare groups of “Part of town” with").select_option("South end")
    press(page, "Keep this data")
    page.get_by_role("link", name="3 gaps").click()
    page.get_by_role("link", name="Most deprived decile compared with").click()
    expect(page.get_by_role("main")).to_contain_text("20.0 percentage points higher")


def test_every_page_of_adding_data_is_clean(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.analyst)
    page.goto("/gaps/")
    assert check_widths(page) == []
    send(page, "wrong.csv", b"Name,Amount\nA,1\n")
    assert check_widths(page) == []
    send(page, "inactive.csv", content(*ROWS))
    assert check_widths(page) == []
    address = page.url
    page.get_by_role("link", name="Throw it away").click()
    assert check_widths(page) == []
    page.goto("/gaps/add/")
    expect(page.get_by_role("heading", name="Waiting to be checked")).to_be_visible()
    assert check_widths(page) == []
    page.goto(address)
    press(page, "Keep this data")
    assert check_widths(page) == []


def test_gaps_and_releases_are_clean_and_the_chart_is_drawn(browser_page, universe, kept, sign_in):
    page = browser_page
    sign_in(page, universe.by_role["board_member"])
    decile = Gap.objects.get(indicator__key="physically-inactive-adults", group__startswith="Most")
    hidden = Gap.objects.get(group="Far end")
    for address in (
        "/gaps/", "/gaps/?judgement=better", "/gaps/releases/", decile.get_absolute_url(),
        hidden.get_absolute_url(), kept.get_absolute_url(),
    ):  # fmt: skip
        page.goto(address)
        assert check_widths(page) == [], address
    for screen, drawn in ((1280, 720), (375, 340)):
        resize(page, screen)
        page.goto(decile.get_absolute_url())
        chart = page.get_by_role("img", name="Inactivity was 20.0 percentage points higher")
        assert chart.evaluate("image => image.decode().then(() => image.naturalWidth)") == drawn
