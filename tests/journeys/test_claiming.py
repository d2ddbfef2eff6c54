"""Somebody claims on the page of their place, one checks, another agrees, and they read that it is so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evenground_web.gatherings.services.payments import policies
from evenground_web.gatherings.services.places import pages
from tests.journeys.steps import follow, main, press, stop
from tests.web.place_records import come, link_in, written_to
from tests.web.programme_records import summit

pytestmark = pytest.mark.browser


@pytest.fixture
def place(universe) -> str:
    """The private page of somebody at a gathering whose people are paid."""
    today, host = timezone.localdate(), universe.by_role["host"]
    gathering = summit(universe, starts=today, ends=today + timedelta(1))
    pages.set_places(gathering, by=host, capacity=9, opens=today, contact="ring us")
    policies.put_in_force(policies.begin_policy(by=None), by=None)
    policies.offer_payments(gathering, by=host)
    come(gathering, "Ifrah", now=timezone.now())
    return link_in(written_to("ifrah@example.org")[0])


def test_a_claim_is_made_checked_agreed_and_seen_by_the_person(
    browser_page, universe, place, sign_in
):
    page = browser_page
    page.goto(place)
    follow(page, "Claim a payment")
    stop(page)
    main(page).get_by_label("Taxi: how much did it cost, in pounds?").fill("£12.50")
    main(page).get_by_label("In cash").check()
    press(page, "Send the claim")
    code = main(page).locator("strong").first.inner_text()
    stop(page)

    sign_in(page, universe.by_role["host"])
    page.goto(reverse("gatherings:claims"))
    stop(page)
    page.get_by_role("link", name="Ifrah").click()
    follow(page, "Check it")
    stop(page)
    main(page).get_by_label("I saw the receipt: Taxi").check()
    press(page, "Save and continue")
    page.context.clear_cookies()
    sign_in(page, universe.by_role["finance"])
    page.goto(reverse("gatherings:claims"))
    page.get_by_role("link", name="Ifrah").click()
    stop(page)
    press(page, "Agree it")
    page.goto(reverse("gatherings:payment_policies"))
    stop(page)
    page.context.clear_cookies()

    page.goto(reverse("gatherings:my_claim"))
    main(page).get_by_label("Your code").fill(code)
    press(page, "Open")
    expect(main(page)).to_contain_text("You get £12.50")
    stop(page)
