"""Somebody says what happened, sees what became of it, and takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evenground_web.gatherings import services as gatherings
from evenground_web.voices import services
from evenground_web.voices.models import Voice
from tests.axe import check_widths
from tests.journeys.steps import press
from tests.web.commitment_records import measured_gap

pytestmark = pytest.mark.browser
SAID = "The clinic closes before my shift ends"


def test_a_resident_speaks_comes_back_and_withdraws(page_either_way, universe):
    page = page_either_way
    page.goto(reverse("voices:tell_us"))
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("Choose what we may do with your words")
    page.get_by_label("What do you want to say?").fill(SAID)
    page.get_by_label("Something that gets in the way").check()
    page.get_by_label("Show my words to members of the partnership, without my name").check()
    press(page, "Send")
    code = page.locator(".nhsuk-panel strong").inner_text()

    gap = measured_gap(universe)
    services.link_to_gap(Voice.objects.get(), by=universe.lead, gap=gap, reason="opening times")
    page.get_by_role("link", name="see what became of your words").click()
    page.get_by_label("Your code").fill(code.lower().replace("-", ""))
    press(page, "Open")
    expect(page.locator("main")).to_contain_text(str(gap))
    page.get_by_label("Use what I said in themes").check()
    press(page, "Change my choice")
    expect(page.locator("main")).to_contain_text("Your choice was changed")
    page.get_by_text("I want my words to be erased").click()
    press(page, "Erase my words")
    expect(page.locator("main")).to_contain_text("Your words were erased")
    assert SAID not in page.content()
    assert Voice.objects.get().text == ""


def test_the_pages_of_somebody_who_speaks_are_clean_in_every_state(browser_page, universe):
    page = browser_page
    page.goto(reverse("voices:tell_us"))
    assert check_widths(page) == []
    press(page, "Send")
    assert check_widths(page) == []
    page.get_by_label("What do you want to say?").fill(SAID)
    page.get_by_label("A wish").check()
    page.get_by_label("Show my words to members of the partnership, without my name").check()
    press(page, "Send")
    assert check_widths(page) == []
    code = page.locator(".nhsuk-panel strong").inner_text()
    page.goto(reverse("voices:mine"))
    page.get_by_label("Your code").fill("BCDF-2345-GHJK")
    press(page, "Open")
    assert check_widths(page) == []
    page.get_by_label("Your code").fill(code)
    press(page, "Open")
    page.get_by_text("I want my words to be erased").click()
    assert check_widths(page) == []


def test_a_facilitator_writes_down_what_is_said_and_says_what_it_is_about(
    browser_page, universe, sign_in
):
    page, gap = browser_page, measured_gap(universe)
    summit = gatherings.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=date(2026, 5, 12),
        topics=["Workforce"],
    )  # fmt: skip
    sign_in(page, universe.by_role["facilitator"])
    page.goto(summit.get_absolute_url())
    page.get_by_role("link", name="Write down what somebody says").click()
    page.get_by_label("What did they say?").fill(SAID)
    page.get_by_label("An experience of racism").check()
    page.get_by_label("Use what I said in themes").check()
    assert check_widths(page) == []
    press(page, "Keep these words")
    assert check_widths(page) == []
    page.goto(Voice.objects.get().get_absolute_url())
    assert check_widths(page) == []
    page.get_by_role("link", name="Say which gap it is about").click()
    page.get_by_label("Gap (optional)").select_option(str(gap.pk))
    page.get_by_label("Why is it about this gap?").fill("Opening times")
    press(page, "Save and continue")
    expect(page.locator("main")).to_contain_text("because: Opening times")
