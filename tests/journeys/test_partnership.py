"""The administrator builds the partnership; the secretary plans a meeting; every page is clean."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from evenground_web.gatherings import services as gatherings
from evenground_web.people.models import Group, Seat
from evenground_web.voices import services as voices
from tests.axe import check_widths
from tests.journeys.steps import press

pytestmark = pytest.mark.browser


def fill_date(page, label: str, day: date) -> None:
    boxes = page.get_by_role("group", name=label)
    for part in ("day", "month", "year"):
        boxes.get_by_label(part.capitalize()).fill(str(getattr(day, part)))


def test_an_administrator_adds_a_person_and_a_group(page_either_way, universe, sign_in):
    page = page_either_way
    sign_in(page, universe.administrator)
    page.goto(reverse("people:people"))
    page.get_by_role("link", name="Add a person").click()
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Enter name")
    page.get_by_label("Name").fill("Dana Okoro")
    page.get_by_label("Email address").fill("dana@example.org")
    press(page, "Save and continue")
    expect(page.locator("main")).to_contain_text("gets a message with a link")
    page.get_by_role("link", name="Give a role").click()
    page.get_by_label("Organisation", exact=True).select_option("Hills Housing")
    page.get_by_label("Organisation lead:").check()
    press(page, "Give the role")
    expect(page.locator("main")).to_contain_text("gave Dana Okoro the role")

    page.goto(reverse("people:add_group"))
    page.get_by_label("Name").fill("Damp Homes Group")
    page.get_by_label("Task and finish group").check()
    page.get_by_label("Dana Okoro").check()
    press(page, "Save and continue")
    seat = Group.objects.get(name="Damp Homes Group").seats.current(on=localdate()).get()
    assert (seat.person.name, seat.role) == ("Dana Okoro", Seat.Role.MEMBER)


def test_a_secretary_plans_a_meeting_and_orders_its_agenda(page_either_way, universe, sign_in):
    page = page_either_way
    sign_in(page, universe.secretary)
    page.goto(universe.board.get_absolute_url())
    page.get_by_role("link", name="Plan a meeting").click()
    fill_date(page, "Date of the meeting", date(2026, 9, 17))
    page.get_by_label("Other agenda items").fill("Minutes\nQuestions")
    press(page, "Plan the meeting")
    press(page, "Move up Questions")
    items = page.locator("main ol > li").all_inner_texts()
    order = ["Progress on race and inequalities", "Questions", "Minutes"]
    assert [item.split(" TO ")[0].split(" To ")[0] for item in items] == order


def test_every_page_is_clean_full_empty_and_in_error(browser_page, universe, sign_in):
    page = browser_page
    long = "Wolverley " * 19 + "Trust"
    gathering = gatherings.add_gathering(
        by=universe.lead, title=long, kind="summit", starts=date(2026, 5, 12), topics=[long],
        organisations=[universe.trust], place=universe.hills,
    )  # fmt: skip
    meeting = gatherings.plan_meeting(universe.board, by=universe.secretary, on=date(2026, 9, 17))
    for consent in ("quote", "themes", "none"):
        voices.record_voice(
            by=universe.lead, text=long * 3, kind="idea", consent=consent, source="gathering",
            gathering=gathering, cleared=True,
        )  # fmt: skip
    records = (universe.harbour, universe.trust, universe.alice, universe.board)
    for person, addresses in {
        universe.administrator: [
            *(record.get_absolute_url() for record in records),
            *map(reverse, ("people:partnership", "people:organisations", "people:people")),
            *map(reverse, ("people:groups", "people:roles", "people:record")),
            reverse("people:organisations") + "?text=nobody",
            *map(reverse, ("people:add_place", "people:add_organisation", "people:add_person")),
            reverse("people:edit_group", args=[universe.board.pk]),
            reverse("people:give_role", args=[universe.bob.pk]),
        ],
        universe.lead: [
            gathering.get_absolute_url(),
            meeting.get_absolute_url(),
            *map(reverse, ("gatherings:gatherings", "gatherings:add", "voices:voices")),
            reverse("gatherings:gatherings") + "?when=past&kind=forum",
            reverse("gatherings:edit_organisations", args=[gathering.pk]),
        ],
    }.items():
        sign_in(page, person)
        for address in addresses:
            page.goto(address)
            assert page.locator("h1").count() == 1, address
            assert check_widths(page) == [], address
    page.goto(reverse("gatherings:add"))
    press(page, "Save and continue")
    assert check_widths(page) == []
