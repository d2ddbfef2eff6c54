"""A facilitator makes a programme and publishes it; everybody reads it, without script, and what changed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.axe import check_widths
from tests.journeys.steps import click, follow, main, press
from tests.web.programme_records import summit

pytestmark = pytest.mark.browser


def test_a_programme_is_made_published_and_changed(
    browser_page, page_without_scripts, sign_in, universe
):
    gathering = summit(universe)
    page, programme = browser_page, reverse("gatherings:programme", args=[gathering.pk])
    sign_in(page, universe.by_role["facilitator"])
    page.goto(gathering.get_absolute_url())
    follow(page, "Make a programme")
    follow(page, "Rooms and tracks")
    for room, holds in (("Hall", "80"), ("Room 2", "20")):
        follow(page, "Add a room")
        page.get_by_label("Name of the room").fill(room)
        page.get_by_label("How many people it holds").fill(holds)
        press(page, "Save and continue")
    assert check_widths(page) == []
    page.goto(programme)
    click(main(page).get_by_role("link", name="Add a session").first)
    page.get_by_label("Title").fill("Jobs that last")
    page.get_by_label("Discussion").check()
    page.get_by_label("13 May 2026").check()
    page.get_by_label("When it begins").fill("10am")
    page.get_by_label("When it ends").fill("11:15am")
    page.get_by_label("Room").select_option("Hall")
    assert check_widths(page) == []
    press(page, "Save and continue")
    follow(page, "Add somebody")
    page.get_by_label("Or the name of somebody else").fill("Amara Obi")
    page.get_by_label("They agreed to be named").check()
    press(page, "Save and continue")
    assert check_widths(page) == []
    page.goto(programme)
    follow(page, "Publish")
    press(page, "Publish")
    assert check_widths(page) == []

    reader = page_without_scripts
    reader.goto(reverse("gatherings:public_programmes"))
    follow(reader, "Race and Inequalities Summit")
    expect(main(reader)).to_contain_text("Wednesday 13 May 2026")
    expect(main(reader)).to_contain_text("Speaker: Amara Obi")

    follow(page, "Jobs that last")
    follow(page, "Change or move it")
    page.get_by_label("When it begins").fill("10:30am")
    page.get_by_label("Room").select_option("Room 2")
    press(page, "Save and continue")
    page.goto(programme)
    follow(page, "Publish again")
    press(page, "Publish")
    reader.reload()
    expect(main(reader)).to_contain_text("moved from Hall at 10am to Room 2 at 10:30am")
    page.goto(reader.url)
    assert check_widths(page) == []
