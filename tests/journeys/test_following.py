"""A public reader follows a promise to its result, without scripts, and a lead makes one public."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evenground_web.commitments.services.tracker import publishing
from tests.axe import check_widths
from tests.journeys.steps import follow, main, press, stop
from tests.web.tracker_records import FILES, LIST, whole_story

pytestmark = pytest.mark.browser
TITLE = "Walking groups in every neighbourhood"


def test_a_public_reader_follows_a_promise_to_its_result(page_without_scripts, universe):
    whole_story(universe)
    page = page_without_scripts
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/")
    follow(page, "follow every public promise")
    main(page).locator("summary").click()
    page.get_by_label("Words, organisation or reference").fill("walking")
    page.get_by_label("Gap", exact=True).select_option(label="Inactive adults")
    page.get_by_label("Status", exact=True).select_option(label="Open")
    press(page, "Show")
    expect(main(page)).to_contain_text("1 to 1 of 1 promise")
    follow(page, TITLE)
    expect(main(page)).to_contain_text("28 February 2027; first promised for 31 December 2026")
    expect(main(page)).to_contain_text("Said to everybody why it moves")
    expect(main(page)).not_to_contain_text("INTERNAL")
    page.get_by_role("link", name="See what came of it").click()
    expect(main(page)).to_contain_text("it narrowed by 5.9 percentage points")
    expect(main(page)).to_contain_text("no proof that the promise caused it")
    follow(page, "The promise")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def test_every_page_of_the_tracker_is_clean_and_every_file_arrives(browser_page, universe):
    story = whole_story(universe)
    page = browser_page
    for address in (
        LIST, f"{LIST}?status=open", f"{LIST}?kind=zz", f"{LIST}?text=nothing",
        f"{LIST}{story.action.pk}/", f"{LIST}data/",
    ):  # fmt: skip
        page.goto(address)
        assert check_widths(page) == [], address
    page.goto(LIST)
    for address in FILES:
        assert main(page).locator(f'a[href="{address}"]').count() == 1
        assert page.request.get(address).status == 200


def test_a_lead_makes_an_action_public_and_chooses_the_words(browser_page, universe, sign_in):
    action = whole_story(universe).action
    publishing.unpublish_commitment(action, by=universe.lead, reason="To begin with")
    page = browser_page
    sign_in(page, universe.lead)
    page.goto(action.get_absolute_url())
    follow(page, "Choose which updates and reasons everybody reads")
    stop(page)
    page.get_by_role("checkbox", name="INTERNAL update").check()
    press(page, "Save")
    follow(page, "Make it public")
    expect(main(page)).to_contain_text("Shown already")
    stop(page)
    press(page, "Make it public")
    follow(page, "its public page")
    expect(main(page)).to_contain_text("INTERNAL update")
    page.goto(action.get_absolute_url())
    follow(page, "Take it off the public pages")
    stop(page)
    page.get_by_label("Reason").fill("A word too many")
    press(page, "Take it off")
    assert page.request.get(f"{LIST}{action.pk}/").status == 404
