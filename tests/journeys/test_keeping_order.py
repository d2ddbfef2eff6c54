"""The auditor reads the record; the administrator keeps who is who, and who may do what."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.journeys.steps import click, follow, main, menu, press, stop, type_date, unfold

pytestmark = pytest.mark.browser


def test_the_auditor_reads_the_record_and_sees_that_it_is_whole(visit):
    page = visit("Nils Okafor")
    menu(page, "Partnership")
    follow(page, "The record of who did what")
    stop(page)
    press(page, "Check that nobody tampered with it")
    expect(main(page)).to_contain_text("The record is whole.")
    stop(page)
    unfold(page, "Filter")
    page.get_by_label("What it was done to").select_option(label="Commitment")
    page.get_by_label("Who did it").select_option(label="Farida Rahman")
    press(page, "Filter")
    newest = page.get_by_role("row").filter(has_text="Farida Rahman").first
    click(newest.get_by_role("link"))
    expect(page.get_by_role("region", name="History")).to_contain_text("Farida Rahman")
    expect(main(page).get_by_role("button")).to_have_count(0)


def test_the_administrator_adds_an_organisation_and_a_person_gives_a_role_and_ends_it(visit):
    page = visit("Jo Whitfield")
    menu(page, "Partnership")
    stop(page)
    page.get_by_role("link", name="Organisations (").click()
    follow(page, "Add an organisation")
    page.get_by_label("Name").fill("Larkstow Hospice")
    page.get_by_label("Sector").select_option(label="Voluntary, community and social enterprise")
    page.get_by_label("Place").select_option(label="Larkstow (place)")
    stop(page)
    press(page, "Save and continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Larkstow Hospice")
    follow(page, "Add another name")
    page.get_by_label("Name").fill("Larkstow Cottage Hospital")
    press(page, "Save and continue")
    stop(page)
    main(page).get_by_role("link", name="the name Larkstow Cottage Hospital").click()
    type_date(page, "Last day", date(2019, 3, 31))
    stop(page)
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("31 March 2019")

    menu(page, "Partnership")
    page.get_by_role("link", name="People (").click()
    stop(page)
    follow(page, "Add a person")
    page.get_by_label("Name").fill("Rosa Lindqvist")
    page.get_by_label("Job title").fill("Nurse")
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("Rosa Lindqvist has no role now, and so no access.")
    follow(page, "Give a role")
    page.get_by_label("Organisation", exact=True).select_option(label="Larkstow Hospice")
    page.get_by_role("radio", name=re.compile("^Member:")).check()
    stop(page)
    press(page, "Give the role")
    expect(main(page)).to_contain_text("Member at Larkstow Hospice, since")
    stop(page)
    main(page).get_by_role("link", name="End this role").click()
    type_date(page, "First day without the role", localdate())
    stop(page)
    press(page, "End the role")
    expect(main(page)).to_contain_text("Rosa Lindqvist has no role now, and so no access.")
    stop(page)
