"""A panel is frozen, drawn with a seed that came about in public, and read by everybody:
on a phone, with a script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evenground_web.gatherings.models import Draw
from tests.journeys.steps import PHONE, choose_file, follow, main, press, stop_on_a_phone
from tests.web.test_drawing_panels import MIX, POOL, SEED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_panel_is_drawn_by_lot_and_the_next_follows_who_said_no(host, sign_in, page_either_way):
    page = page_either_way

    page.set_viewport_size(PHONE)
    sign_in(page, host)
    page.goto("/gatherings/draws/")
    follow(page, "Draw a panel by lot")
    page.get_by_label("Name of the panel").fill("Panel on fair care")
    page.get_by_label("A file with ids").check()
    choose_file(page, "File of the pool (optional)", "pool.csv", POOL.encode())
    page.get_by_label("How many places?").fill("6")
    page.get_by_label("Who should be on it?").fill("\n".join(MIX))
    page.get_by_label("How does the seed come about?").fill("Dice at the board")
    stop_on_a_phone(page)
    press(page, "Freeze the pool and the mix")
    follow(page, "Draw the panel")
    page.get_by_label("The seed").fill(SEED)
    stop_on_a_phone(page)
    press(page, "Draw")
    first = Draw.objects.get().panel
    assert len(first) == 6
    stop_on_a_phone(page)
    follow(page, "Somebody said no")
    page.get_by_label(first[0], exact=True).check()
    stop_on_a_phone(page)
    press(page, "Draw the next")

    page.context.clear_cookies()
    page.goto("/gatherings/public/draws/")
    follow(page, "Panel on fair care")
    draw = Draw.objects.get()
    (new,) = set(draw.panel) - set(first)
    expect(main(page).get_by_text(f"Said no: {first[0]}")).to_be_visible()
    expect(main(page).get_by_role("listitem").get_by_text(new, exact=True)).to_be_visible()
    expect(main(page)).to_contain_text(draw.pool_digest)
    stop_on_a_phone(page)
