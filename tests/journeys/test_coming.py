"""Somebody registers on a phone, the host sees to what they need, and a free place goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evenground_web.gatherings.services.places import pages
from tests.journeys.steps import follow, main, press, stop, type_date
from tests.web.place_records import link_in, written_to
from tests.web.programme_records import summit

pytestmark = pytest.mark.browser


@pytest.fixture
def gathering(universe):
    """A summit in a month with one place."""
    today = timezone.localdate()
    gathering = summit(universe, starts=today + timedelta(30), ends=today + timedelta(30))
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=1, opens=today, contact="ring us",
        welcome="Lunch is free.",
    )  # fmt: skip
    return gathering


def register(page, gathering, name: str) -> None:
    page.goto(reverse("gatherings:open_gatherings"))
    follow(page, str(gathering))
    main(page).get_by_label("Your name").fill(name)
    main(page).get_by_label("Your email address").fill(f"{name.lower()}@example.org")


def test_two_people_want_one_place_and_the_host_arranges_what_is_needed(
    browser_page, universe, gathering, sign_in
):
    page = browser_page
    register(page, gathering, "Ifrah")
    page.get_by_label("What do you need to take part?").fill("A hearing loop")
    page.get_by_label("Personal assistant").check()
    stop(page)
    press(page, "Register")
    expect(main(page)).to_contain_text("There is a place for you")
    register(page, gathering, "Delroy")
    expect(main(page)).to_contain_text("All places are taken. You can join the waiting list")
    press(page, "Register")
    expect(main(page)).to_contain_text("You are on the waiting list")
    stop(page)

    sign_in(page, universe.by_role["host"])
    page.goto(gathering.get_absolute_url())
    follow(page, "Places and waiting list")
    expect(main(page)).to_contain_text("On the waiting list")
    stop(page)
    follow(page, "Access and dietary needs")
    stop(page)
    page.get_by_role("link", name="See to it").click()
    page.get_by_label("What was arranged?").fill("A loop in the hall")
    press(page, "Save and continue")
    follow(page, "What the venue needs to know")
    stop(page)
    press(page, "The venue was told")
    expect(main(page)).to_contain_text("Venue told")
    page.context.clear_cookies()

    page.goto(link_in(written_to("ifrah@example.org")[-1]))
    press(page, "This is right")
    stop(page)
    page.get_by_text("I am not coming", exact=True).first.click()
    press(page, "I am not coming")
    expect(main(page)).to_contain_text("What we knew of you is erased")
    page.goto(link_in(written_to("delroy@example.org")[-1]))
    stop(page)
    press(page, "Take the place")
    expect(main(page)).to_contain_text("You have a place")


def test_the_host_invites_and_somebody_answers_without_an_account(
    browser_page, universe, gathering, sign_in
):
    page = browser_page
    sign_in(page, universe.by_role["host"])
    page.goto(reverse("gatherings:invite", args=[gathering.pk]))
    stop(page)
    press(page, "Send the invitations")
    expect(page.get_by_role("alert").first).to_contain_text("By when do they answer?")
    page.get_by_label("People outside the partnership").fill("Ifrah Daud, ifrah@example.org")
    type_date(page, "By when do they answer?", gathering.starts)
    press(page, "Send the invitations")
    expect(main(page)).to_contain_text("Ifrah Daud")
    stop(page)
    page.context.clear_cookies()
    page.goto(link_in(written_to("ifrah@example.org")[0]))
    stop(page)
    page.get_by_label("Yes, I am coming").check()
    press(page, "Send the answer")
    expect(main(page)).to_contain_text("You have a place")
    stop(page)
