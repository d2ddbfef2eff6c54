"""Names are taken out before words are shown, and the circle acts where somebody must."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evenground_web.voices import services
from evenground_web.voices.models import Concern
from tests.axe import check_widths
from tests.journeys.steps import press

pytestmark = pytest.mark.browser


def test_words_are_sent_cleared_of_names_and_shown_and_what_is_urgent_goes_to_the_circle(
    browser_page, universe, sign_in
):
    page = browser_page
    services.keep_support(
        None, by=universe.lead, name="Listening Line", what="Somebody listens", reach="01632 960111"
    )
    page.goto(reverse("voices:tell_us"))
    page.get_by_label("What do you want to say?").fill("Mrs Blake asked who sent us away")
    page.get_by_label("Something that gets in the way").check()
    page.get_by_label("Show my words to everybody, without my name").check()
    page.get_by_text("Say more, or send a recording").click()
    page.get_by_label("How do you describe yourself").fill("Roma")
    assert check_widths(page) == []
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("Listening Line")

    sign_in(page, universe.by_role["facilitator"])
    page.goto(reverse("voices:waiting"))
    assert check_widths(page) == []
    page.get_by_role("link", name="Look at it").click()
    assert check_widths(page) == []
    press(page, "Nothing here shows who spoke")
    expect(page.locator("main")).to_contain_text("“Mrs Blake” shows who somebody is")
    press(page, "Take these out")
    press(page, "Nothing here shows who spoke")
    page.goto(reverse("voices:voices"))
    expect(page.locator("blockquote")).to_contain_text("[name] asked who sent us away")
    page.get_by_role("link", name="Whom we have heard, and about what").click()
    assert check_widths(page) == []

    services.record_voice(
        by=None, text="He locks the door", kind="experience", consent="none", source="open_page",
        about=services.About(concern="at_risk"),
    )  # fmt: skip
    sign_in(page, universe.by_role["safeguarding"])
    page.goto(reverse("voices:concerns"))
    assert check_widths(page) == []
    page.goto(Concern.objects.get().get_absolute_url())
    press(page, "Open the words")
    expect(page.get_by_role("alert")).to_contain_text("Say why you open it")
    page.get_by_label("Why do you open it?").fill("First look")
    press(page, "Open the words")
    expect(page.locator("main")).to_contain_text("He locks the door")
    assert check_widths(page) == []
