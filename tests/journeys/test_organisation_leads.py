"""Leads in partner organisations keep their own promises current, and only their own."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.steps import follow, main, menu, press, stop, type_date, unfold

pytestmark = pytest.mark.browser
TITLE = "R3 Set recruitment targets for senior roles that reflect our communities"


def open_commitment(page: Page, owner: str, title: str) -> None:
    menu(page, "Commitments")
    unfold(page, "Search, filter and sort")
    page.get_by_label("Owner").select_option(label=owner)
    press(page, "Show")
    stop(page)
    follow(page, title)


def test_farida_keeps_a_commitment_of_her_trust_current(visit):
    page = visit("Farida Rahman")
    open_commitment(page, "Ambermoor University Hospitals NHS Trust", TITLE)
    stop(page)

    follow(page, "Change the delivery status")
    page.get_by_label("On track").check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    expect(page.get_by_label("On track")).to_be_checked()
    stop(page)
    page.get_by_label("Reason").fill("The third trust has set its targets")
    press(page, "Save")

    follow(page, "Add an update")
    page.get_by_label("What was done").fill("Targets are in every advert for a senior role.")
    page.get_by_label("Link to evidence").fill("https://example.org/targets")
    stop(page)
    press(page, "Save")

    follow(page, "Move the due date")
    type_date(page, "New due date", date(localdate().year + 2, 3, 31))
    page.get_by_label("Why it moves").fill("One board meets only in spring")
    stop(page)
    press(page, "Save")

    expect(main(page)).to_contain_text("moved 1 time")
    expect(main(page)).to_contain_text("“At risk” to “On track”")
    expect(page.get_by_role("link", name="https://example.org/targets")).to_be_visible()
    history = page.get_by_role("region", name="History")
    for words in (
        "changed the delivery status from “At risk” to “On track”",
        "added an update with evidence",
        "moved the due date from",
    ):
        expect(history.get_by_role("listitem").filter(has_text=f"Farida Rahman {words}")).to_have_count(1)  # fmt: skip
    stop(page)


def test_leon_reads_the_commitment_of_another_organisation_and_cannot_change_it(visit):
    page = visit("Leon Campbell")
    open_commitment(page, "Ambermoor University Hospitals NHS Trust", TITLE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set recruitment targets")
    for name in ("Change", "Move", "Add", "Tie"):
        expect(main(page).get_by_role("link", name=name)).to_have_count(0)
    expect(main(page).get_by_role("button")).to_have_count(0)
    stop(page)
    address = page.url
    for form in ("status/", "edit/", "due/", "updates/add/", "gap/"):
        assert page.goto(address + form).status == 404
        expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    stop(page)

    open_commitment(
        page, "Harbour Homes", "A4 Answer a doctor's letter about damp within ten working days"
    )
    expect(main(page).get_by_role("link", name="Change the delivery status")).to_be_visible()
