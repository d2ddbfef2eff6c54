"""We asked, you said, we did: one writes, another publishes, everybody reads, and a quote is taken back."""

from __future__ import annotations

import pymupdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evenground_web.commitments.models import ReplyVersion
from tests.axe import check_widths
from tests.journeys.steps import follow, main, press
from tests.web.reply_records import QUOTE, forum, published

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(universe):
    return forum(universe)


def test_one_writes_a_reply_and_another_publishes_it(browser_page, sign_in, scene):
    page, u = browser_page, scene.universe
    sign_in(page, u.by_role["facilitator"])
    page.goto(scene.held.get_absolute_url())
    follow(page, "What was replied to those who spoke here")
    assert check_widths(page) == []
    follow(page, "Reply about Damp homes")
    press(page, "Start the reply")
    follow(page, "Write the reply")
    page.get_by_label("You said").fill("Homes are damp.")
    page.get_by_label(QUOTE).check()
    page.get_by_label("We did").fill("One person answers each letter.")
    page.get_by_label("References of the commitments that show it").fill(scene.pledge.reference)
    page.get_by_label("The reply as a text message").fill("One person answers each letter.")
    assert check_widths(page) == []
    press(page, "Save the reply")
    expect(main(page)).to_contain_text("1 text message")
    assert check_widths(page) == []
    sign_in(page, u.secretary)
    page.goto(reverse("commitments:reply_drafts"))
    assert check_widths(page) == []
    follow(page, "Damp homes, Housing forum")
    follow(page, "Publish the reply")
    page.get_by_label("I have read it.").check()
    assert check_widths(page) == []
    press(page, "Publish the reply")
    expect(page.get_by_role("alert")).to_contain_text("The reply was published")
    assert ReplyVersion.objects.get().published_by == u.secretary


def test_everybody_reads_it_prints_one_page_and_a_quote_is_taken_back(page_without_scripts, scene):
    version, page = published(scene), page_without_scripts
    page.goto("/")
    follow(page, "what became of what people told us")
    expect(main(page)).to_contain_text("A reply was promised by 1 May 2026")
    follow(page, "Damp homes, Housing forum")
    expect(main(page)).to_contain_text(QUOTE)
    with pymupdf.open(stream=page.pdf(format="A4", prefer_css_page_size=True)) as printed:
        assert printed.page_count == 1
        assert min(word[0] for word in printed[0].get_text("words")) > 30
        assert "Take it with you" not in printed[0].get_text()
    follow(page, "The reply as a text message or an e-mail")
    expect(main(page)).to_contain_text("1 text message")
    page.goto(reverse("voices:mine"))
    page.get_by_label("Your code").fill(scene.code)
    main(page).get_by_role("button").first.click()
    expect(main(page)).to_contain_text("What the partnership replied")
    page.locator("summary").click()
    press(page, "Erase my words")
    page.goto(version.reply.get_absolute_url())
    expect(main(page)).not_to_contain_text(QUOTE)
    expect(main(page)).to_contain_text("1 quote was taken back")


def test_the_public_pages_are_clean(browser_page, scene):
    version = published(scene)
    for address in (
        reverse("commitments:replies"),
        version.reply.get_absolute_url(),
        version.get_absolute_url(),
        reverse("commitments:reply_words", args=[version.reply_id]),
    ):
        browser_page.goto(address)
        assert check_widths(browser_page) == [], address
