"""A room with two phones, a screen, a moderator and a table, without a script and at the width of a phone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from evenground_web.commitments.models import Commitment
from evenground_web.floor import services
from tests.axe import check_widths
from tests.journeys.conftest import watch
from tests.journeys.steps import follow, press
from tests.web.room import CODE, room

pytestmark = pytest.mark.browser
PHONE: Any = {"width": 360, "height": 740}
SAID = "The bus stops at six, عند السادسة 🚌"


@pytest.fixture
def phone(
    new_context: Callable[..., BrowserContext], live_server: Any
) -> Iterator[Callable[[], Page]]:
    """A telephone of its own, which runs no script."""
    watched: list[list[str]] = []

    def another() -> Page:
        page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
        watched.append(watch(page, live_server.url))
        return page

    yield another
    assert not any(watched)


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_two_phones_a_screen_a_moderator_and_a_table(phone, sign_in, universe):
    r = room(universe)
    poll = services.add_prompt(
        r.floor, by=r.lead, kind="poll", words="Where do we begin?", lines=["Jobs", "Buses"]
    )
    services.open_prompt(poll, by=r.lead)
    services.put_on_wall(r.prompt, by=r.lead)
    first, second, screen, moderator = (phone() for _ in range(4))
    for page in (first, second):
        page.goto("/join/")
        page.get_by_label("Code of the gathering").fill(r.floor.code.lower())
        press(page, "Join")
        picture(page, "joined")
    follow(first, "What gets in the way?")
    first.get_by_label("Your answer").fill(SAID)
    press(first, "Send")
    expect(first.get_by_role("alert")).to_contain_text("Choose what we may do with your words")
    assert check_widths(first) == []
    picture(first, "words")
    first.get_by_label("Show my words on the screen here").check()
    press(first, "Send")
    assert CODE.search(first.content())
    picture(first, "sent")
    follow(second, "Where do we begin?")
    second.get_by_label("Buses").check()
    press(second, "Send")
    expect(second.get_by_role("main")).to_contain_text("Your answer is counted")

    screen.goto(f"/join/{r.floor.code}/wall/?still=yes")
    expect(screen.get_by_role("main")).not_to_contain_text("The bus stops")
    sign_in(moderator, r.facilitator)
    moderator.goto(f"/floor/{r.floor.pk}/queue/")
    press(moderator, "Take the next few")
    assert check_widths(moderator) == []
    picture(moderator, "queue")
    moderator.get_by_role("button", name="Put on the screen").click()
    screen.reload()
    expect(screen.get_by_role("main")).to_contain_text(SAID)
    assert check_widths(screen) == []
    screen.set_viewport_size({"width": 1600, "height": 900})
    picture(screen, "wall")

    moderator.goto(f"/floor/{r.floor.pk}/notes/write/")
    moderator.get_by_label("Table", exact=True).fill("Table 7")
    moderator.get_by_label("What the table said").fill("A later bus from the hospital")
    press(moderator, "Keep this note")
    moderator.get_by_role("link", name="Open the note").click()
    follow(moderator, "Make a pledge")
    picture(moderator, "pledge")
    press(moderator, "Propose it")
    expect(moderator.get_by_role("main")).to_contain_text("A later bus from the hospital")
    assert Commitment.objects.get().room_source.note.table == "Table 7"
