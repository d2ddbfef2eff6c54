"""A card is photographed by one, typed in, compared by a second person, and found again by its author;
without a script and at the width of a phone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evenground_web.demo import story
from evenground_web.floor import services
from tests.axe import check_widths
from tests.journeys.steps import follow, press
from tests.web.card_records import SAID, card_for
from tests.web.room import room

pytestmark = pytest.mark.browser
LETTER = Path(story.__file__).with_name("card-letter.png")


def look(page: Page, name: str) -> None:
    assert check_widths(page) == []
    if folder := os.environ.get("PICTURES"):
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 1000})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_a_card_goes_from_a_photograph_to_the_room(
    page_without_scripts: Page, sign_in: Any, universe: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    r = room(universe)
    card, code = card_for(r.prompt, by=r.lead)
    page = page_without_scripts

    sign_in(page, r.facilitator)
    page.goto("/floor/paper/")
    follow(page, "Photograph a card")
    page.get_by_label("Number of the card").fill(card.number)
    page.get_by_label("The photograph").set_input_files(LETTER)
    press(page, "Keep the photograph")
    look(page, "paper")
    follow(page, str(card))
    page.get_by_label("1. Your answer").fill("The leter came in English")
    page.get_by_label("Show my words on the screen here").check()
    look(page, "type")
    press(page, "Keep it")
    expect(page.get_by_text("A second person compares it")).to_be_visible()

    sign_in(page, r.lead)
    page.goto("/floor/paper/")
    follow(page, str(card))
    page.get_by_label("1. Your answer").fill(SAID["words"])
    look(page, "compare")
    press(page, "It says the same now")
    page.get_by_label("Number of the card").fill(card.number)
    press(page, "Find the card")
    look(page, "card")
    expect(page.get_by_text("It counts once")).to_be_visible()
    page.goto(f"/floor/questions/{r.prompt.pk}/for-somebody/")
    look(page, "script")
    page.goto(f"/floor/questions/{r.prompt.pk}/cards/")
    look(page, "print")
    page.goto("/voices/for-somebody/")
    look(page, "telephone")
    page.goto(r.floor.get_absolute_url())
    look(page, "floor")
    expect(page.get_by_text("Of these 1 on paper.")).to_be_visible()

    services.keep(services.find_contribution(code), by=r.lead)
    page.context.clear_cookies()
    page.goto("/join/")
    follow(page, "I wrote on a card")
    look(page, "my_card")
    page.get_by_label("Your code").fill(code)
    press(page, "Open")
    press(page, "Open my words")
    expect(page.get_by_text(SAID["words"])).to_be_visible()
