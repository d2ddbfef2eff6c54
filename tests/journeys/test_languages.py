"""A reader finds a pledge in Urdu beside its original; another reads the site in Welsh, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.axe import check_widths
from tests.web import translated

pytestmark = pytest.mark.browser


def test_a_reader_finds_a_pledge_in_their_language_and_goes_back_to_the_original(
    universe, browser_page
):
    pledge = translated.public_pledge(universe)
    translated.published(universe, pledge)
    page = browser_page
    page.goto("/languages/")
    page.get_by_role("link", name="اردو").click()
    page.get_by_role("link", name="ہم آپ کی زبان میں جواب دیں گے").click()
    words = page.locator(".eg-pair__words").first
    assert words.evaluate("one => getComputedStyle(one).direction") == "rtl"
    original = page.locator(".eg-pair__original").first.bounding_box()
    beside = words.bounding_box()
    assert original["x"] < beside["x"]
    assert check_widths(page) == []
    page.get_by_role("link", name="The translation alone").click()
    text = page.locator(".eg-in-language")
    assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("one => getComputedStyle(one).textAlign") in {"right", "start"}
    assert check_widths(page) == []
    page.get_by_role("link", name="Read the original in English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("We will answer in your language")


def test_somebody_reads_the_site_in_welsh_without_scripts(universe, page_without_scripts):
    page = page_without_scripts
    page.goto("/accessibility/")
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Datganiad hygyrchedd")
    page.get_by_role("link", name="Cyfarfodydd cyhoeddus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cyfarfodydd cyhoeddus")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings in public")
