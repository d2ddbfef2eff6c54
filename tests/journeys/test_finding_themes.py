"""Two people find themes in what somebody said, each on their own, and agree."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evenground_web.themes import services
from evenground_web.themes.models import Coding
from tests.axe import check_widths
from tests.journeys.steps import follow, main, press
from tests.web.theme_records import codebook, done, found, said

pytestmark = pytest.mark.browser
SELECT = """words => {
  const text = document.getElementById("words").firstChild;
  const start = text.data.indexOf(words);
  const range = document.createRange();
  range.setStart(text, start);
  range.setEnd(text, start + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def test_two_people_find_themes_and_agree(browser_page, universe, sign_in) -> None:
    page, c = browser_page, codebook(universe)
    voice = said(c, "😀 Nobody believed me. My daughter interpreted for me.")
    said(c, "The lift is broken.")
    found(voice, c.disbelief, by=c.facilitator)
    done(c.book, voice, c.facilitator)

    sign_in(page, c.lead)
    page.goto(reverse("themes:codebooks"))
    follow(page, "What gets in the way")
    assert check_widths(page) == []
    main(page).get_by_role("link", name="Code voices").click()
    assert check_widths(page) == []
    main(page).get_by_role("link", name="Code it").first.click()
    page.evaluate(SELECT, "daughter interpreted")
    expect(page.get_by_label("Or in which words?")).to_have_value("daughter interpreted")
    page.get_by_label("No interpreter").check()
    assert check_widths(page) == []
    press(page, "Add this")
    expect(main(page)).to_contain_text("No interpreter: “daughter interpreted”")
    press(page, "I am done: next voice")
    expect(main(page)).to_contain_text("The lift is broken.")
    mine = Coding.objects.get(coder=c.lead)
    assert mine.words == "daughter interpreted"

    page.goto(reverse("themes:to_talk_about", args=[c.book.pk]))
    main(page).get_by_role("link", name="Talk about it").click()
    assert check_widths(page) == []
    page.get_by_label("No interpreter: “daughter interpreted”").check()
    press(page, "Keep what we agree on")
    page.goto(reverse("themes:theme", args=[c.interpreters.pk]))
    assert check_widths(page) == []
    expect(main(page)).to_contain_text("My daughter interpreted for me.")
    page.goto(reverse("themes:agreement", args=[c.book.pk]))
    assert check_widths(page) == []
    assert list(services.voices_with(c.interpreters)) == [voice]
