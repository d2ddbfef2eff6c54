"""Votes on statements are looked at together, and groups of opinion shown to everybody:
on a phone, with a script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evenground_web.floor import services
from tests.journeys.steps import PHONE, follow, main, press, stop_on_a_phone
from tests.web.room import room
from tests.web.test_groups_of_opinion import asked, two_camps, vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_all_groups_share_and_what_sets_them_apart_is_shown_once_it_is_public(
    universe, sign_in, page_either_way
):
    r, page = room(universe), page_either_way
    prompt = asked(r)
    vote(prompt, two_camps())
    services.close_prompt(prompt, by=r.lead)
    page.set_viewport_size(PHONE)
    sign_in(page, r.lead)
    page.goto(f"/floor/questions/{prompt.pk}/together/")
    press(page, "Look what the votes say together")
    expect(main(page).get_by_text("What all groups have in common").first).to_be_visible()
    stop_on_a_phone(page)
    press(page, "Let everybody read it")

    page.context.clear_cookies()
    page.goto("/opinions/")
    stop_on_a_phone(page)
    follow(page, "How far do you agree?")
    expect(main(page).get_by_text("What sets groups apart").first).to_be_visible()
    expect(main(page)).to_contain_text("Everybody gets an interpreter")
    stop_on_a_phone(page)
