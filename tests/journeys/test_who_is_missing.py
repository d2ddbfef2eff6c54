"""An analyst says how the partnership is made up, and a member reads on a phone who is missing."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.axe import check_widths
from tests.journeys.steps import follow, main, press, type_date
from tests.web.place_records import come, open_summit

pytestmark = pytest.mark.browser


def test_a_target_is_declared_and_the_missing_sector_is_named(
    page_without_scripts, universe, sign_in
):
    page = page_without_scripts
    gathering = open_summit(universe, capacity=None)
    for number in range(45):
        come(gathering, f"Guest{number}", sector="housing" if number % 2 else "nhs_trust")
    sign_in(page, universe.analyst)
    page.goto("/partnership/")
    follow(page, "How the partnership is made up")
    follow(page, "Say how it is made up")
    page.get_by_label("Sector").check()
    page.get_by_label("A target that was agreed, in percent").check()
    main(page).get_by_label("The numbers").fill("Housing, 35\nNHS trust, 35\nFaith group, 20")
    main(page).get_by_label("Where are they from?").fill("Agreed by the Board")
    type_date(page, "Which day are they of?", date(2026, 1, 5))
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("add up to 90, and not to 100")
    main(page).get_by_label("The numbers").fill("Housing, 35\nNHS trust, 35\nFaith group, 30")
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("Agreed by the Board, as at 5 January 2026")

    sign_in(page, universe.alice)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(gathering.get_absolute_url())
    follow(page, "Who is missing")
    expect(main(page)).to_contain_text("Missing: Faith group.")
    assert check_widths(page) == []
    follow(page, "Over the last gatherings")
    assert check_widths(page) == []
