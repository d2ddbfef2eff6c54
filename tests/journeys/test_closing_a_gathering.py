"""A summit is closed for everybody to read, and one that cannot be held is cancelled:
on a phone, with a script and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.services.places import pages
from tests.journeys.steps import PHONE, follow, main, press, stop_on_a_phone, type_date
from tests.web.closing_records import WORDS
from tests.web.place_records import come, link_in, written_to
from tests.web.programme_records import session, summit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "The stadium has no power."


@pytest.fixture
def page(page_either_way) -> Page:
    page_either_way.set_viewport_size(PHONE)
    return page_either_way


def test_what_came_of_a_summit_is_written_looked_over_and_then_for_everybody(
    universe, sign_in, page
):
    today = timezone.localdate()
    gathering = summit(universe, starts=today, ends=today)
    session(gathering, universe, day=today)
    sign_in(page, universe.lead)
    page.goto(gathering.get_absolute_url())
    follow(page, "Close: say what came of it")
    follow(page, "Write what came of it")
    page.get_by_label("How many people came?").fill("94")
    page.get_by_label("What was talked about?").fill(str(WORDS["said"]))
    page.get_by_label("What happens next?").fill(str(WORDS["next"]))
    page.get_by_label("Thanks").fill(str(WORDS["thanks"]))
    type_date(page, "By which day are people told", today + timedelta(60))
    stop_on_a_phone(page)
    press(page, "Save and continue")
    follow(page, "Close it for everybody to read")
    stop_on_a_phone(page)
    page.get_by_label("Close it all the same, with what is open").check()
    press(page, "Close it for everybody to read")
    follow(page, "Version 1")
    stop_on_a_phone(page)

    page.context.clear_cookies()
    page.goto("/gatherings/public/closed/")
    follow(page, gathering.title)
    for told in ("94 people came.", WORDS["said"], WORDS["next"], WORDS["thanks"]):
        expect(main(page)).to_contain_text(str(told))
    stop_on_a_phone(page)


def test_a_summit_is_cancelled_and_whoever_has_a_place_is_told_why(universe, host, sign_in, page):
    today = timezone.localdate()
    day = today + timedelta(9)
    gathering = summit(universe, starts=day, ends=day)
    pages.set_places(
        gathering, by=host, capacity=9, opens=today - timedelta(1), contact="ring 0113 496 0000"
    )
    come(gathering, "Ada", now=timezone.now())
    sign_in(page, universe.lead)
    page.goto(gathering.get_absolute_url())
    follow(page, "Cancel this gathering")
    page.get_by_label("Why is it cancelled?").fill(WHY)
    stop_on_a_phone(page)
    press(page, "Cancel this gathering")
    expect(main(page)).to_contain_text("Cancelled on")
    expect(main(page)).to_contain_text(WHY)
    stop_on_a_phone(page)
    assert Gathering.objects.get().cancelled_at

    registered, *_, told = written_to("ada@example.org")
    assert WHY in told.text
    page.context.clear_cookies()
    page.goto(link_in(registered))
    expect(main(page)).to_contain_text(WHY)
    stop_on_a_phone(page)
