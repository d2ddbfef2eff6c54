"""The standing item: a paper that wrote itself, and numbers that can be followed to their source."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import follow, main, menu, press, stop

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"\d+\.\d")


def open_paper(page: Page, state: str) -> None:
    menu(page, "Papers")
    stop(page)
    page.get_by_role("row").filter(has_text=state).first.get_by_role("link").click()


def follow_every_figure(page: Page) -> int:
    """Whatever has decimals in the tables of figures is a link, and every link arrives."""
    tables = main(page).get_by_role("table").filter(has_text="Compared with")
    for cell in tables.get_by_role("cell").all():
        unlinked = cell.inner_text()
        for link in cell.get_by_role("link").all():
            unlinked = unlinked.replace(link.inner_text(), "")
        if " at most " not in unlinked:  # a target was set, and not measured
            assert not NUMBER.search(unlinked), unlinked
    links = main(page).locator('a[href^="/gaps/"]')
    addresses = {link.get_attribute("href") or "" for link in links.all()}
    for address in addresses:
        assert page.request.get(address).status == 200, address
    figures = [text for text in links.all_inner_texts() if NUMBER.search(text)]
    return len(figures)


def test_the_secretary_writes_the_words_and_issues_the_paper(visit):
    page = visit("Siân Prosser")
    open_paper(page, "Draft")
    follow(page, "Edit the words")
    stop(page)
    page.get_by_label("Summary").fill("Two gaps narrowed. One commitment needs an owner.")
    page.get_by_label("The Board is asked to").fill("Note which gaps narrowed\nName an owner")
    press(page, "Save the words")
    expect(main(page)).to_contain_text("Two gaps narrowed.")
    stop(page)
    follow(page, "Issue the paper")
    stop(page)
    press(page, "Issue the paper")

    expect(page.get_by_role("alert")).to_contain_text("The paper was issued")
    expect(main(page)).to_contain_text("Figures are as at that date and do not change")
    expect(main(page).get_by_role("link", name="Edit the words")).to_have_count(0)
    assert follow_every_figure(page) >= 20
    stop(page)
    issued = page.url
    page.goto(f"{issued}words/")
    page.get_by_label("Summary").fill("Something else")
    press(page, "Save the words")
    expect(page.get_by_role("alert")).to_contain_text("so it can no longer change")
    stop(page)
    page.goto(issued)
    expect(main(page)).to_contain_text("Two gaps narrowed.")
    follow(page, "See how things stand today")
    expect(main(page)).to_contain_text("It is not the paper the meeting had")
    stop(page)


def test_a_board_member_follows_a_number_to_its_gap_and_its_release(visit):
    page = visit("Councillor Harjit Gill")
    open_paper(page, "Issued")
    paper = page.url
    expect(main(page)).to_contain_text("Issued on")
    row = page.get_by_role("region", name="Newest figures").get_by_role("row").nth(1)
    figure = row.get_by_role("cell").nth(3).get_by_role("link")
    number = NUMBER.search(figure.inner_text())
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Release of data")
    expect(main(page)).to_contain_text("Fingerprint of the file")
    release = (
        page.get_by_role("heading", level=1).inner_text().removeprefix("Release of data").strip()
    )
    stop(page)

    page.goto(paper)
    row.get_by_role("rowheader").get_by_role("link").click()
    assert number
    expect(main(page)).to_contain_text(number[0])
    expect(page.get_by_role("img")).to_be_visible()
    stop(page)
    follow(page, release)
    expect(main(page)).to_contain_text("Fingerprint of the file")


def test_the_secretary_corrects_a_paper_and_a_member_reads_and_downloads_the_new_version(visit):
    page = visit("Siân Prosser")
    open_paper(page, "Issued")
    follow(page, "Correct the paper")
    stop(page)
    press(page, "Start the correction")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("What is corrected, and why").fill("The second request had no date.")
    page.get_by_label("Those of the version it corrects: only words change").check()
    press(page, "Start the correction")
    expect(main(page)).to_contain_text("The second request had no date.")
    for link, field in (
        ("Edit the cover sheet", "Financial implications"),
        ("Introduce the sections", "What people told us"),
    ):
        follow(page, link)
        stop(page)
        page.get_by_label(field).fill(f"About {field.lower()}")
        press(page, "Save the words")
        expect(main(page)).to_contain_text(f"About {field.lower()}")
    follow(page, "Issue the paper")
    press(page, "Issue the paper")
    stop(page)
    newest = page.url

    page = visit("Councillor Harjit Gill")
    page.goto(newest)
    expect(main(page)).to_contain_text("Corrected: The second request had no date.")
    main(page).get_by_role("link", name="Version 1").click()
    expect(main(page)).to_contain_text("This version was replaced")
    stop(page)
    main(page).get_by_role("link", name="Read version 2").click()
    follow(page, "Download the paper as PDF, large print, Word or plain text")
    stop(page)
    for name in ("PDF, tagged", "Large print", "Word", "Plain text"):
        with page.expect_download() as waiting:
            main(page).get_by_role("link", name=name).click()
        assert waiting.value.path().stat().st_size > 1_000
