"""The programme lead finds what hangs loose, gives a gap an owner, and loads a partner's plan."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import choose_file, follow, main, menu, press, stop, unfold
from tests.web.plan_files import csv_file, row

pytestmark = pytest.mark.browser
REAL = "smokefree_west_sussex_action_plan_2022.csv"


def test_the_programme_lead_gives_a_gap_an_owner(visit):
    page = visit("Grace Adeyemi")
    stop(page)
    menu(page, "Commitments")
    follow(page, "What hangs loose: gaps nobody owns, commitments without a gap")
    stop(page)
    first = main(page).get_by_role("row").nth(1)
    gap = first.get_by_role("link").first.inner_text()
    first.get_by_role("link", name="Tie a commitment").click()
    expect(main(page)).to_contain_text(gap)
    stop(page)
    commitment = "A13 A youth panel that sets the children's plan"
    page.get_by_label("Commitment").select_option(label=commitment)
    press(page, "Tie and freeze")

    expect(page.get_by_role("alert")).to_contain_text("its baseline is frozen")
    expect(page.get_by_role("heading", name="Who promised to close it")).to_be_visible()
    follow(page, commitment)
    tied = page.get_by_role("region", name=gap)
    expect(tied).to_contain_text("nobody can change it")
    expect(tied.get_by_role("row", name="Absolute gap")).to_be_visible()
    stop(page)
    menu(page, "Commitments")
    follow(page, "What hangs loose: gaps nobody owns, commitments without a gap")
    expect(main(page)).not_to_contain_text(gap)
    follow(page, "Commitments without a gap")
    stop(page)
    expect(main(page)).not_to_contain_text(commitment)


def load_plan(page: Page, plan: str, file: str, content: bytes) -> None:
    menu(page, "Commitments")
    follow(page, "Action plans, in and out of spreadsheets")
    follow(page, "Load a plan from a spreadsheet")
    page.get_by_label("Name of the plan, if it is new here").fill(plan)
    choose_file(page, "Spreadsheet", file, content)
    press(page, "Continue")


def load_again(page: Page, plan: str, file: str, content: bytes) -> None:
    menu(page, "Commitments")
    follow(page, "Action plans, in and out of spreadsheets")
    page.get_by_role("link", name=f"Load a new file of {plan}").click()
    choose_file(page, "Spreadsheet", file, content)
    press(page, "Continue")


def answer_all(page: Page, sector: str) -> None:
    """Every name that nobody knows is a new organisation; rows without a name are the ICB's."""
    page.get_by_label("Rows that name no owner belong to").select_option(
        label="Ambermoor Integrated Care Board"
    )
    for choice in main(page).get_by_role("combobox").all():
        if not choice.input_value():
            choice.select_option(label=sector)


def test_the_programme_lead_loads_a_plan_and_loads_it_again(visit):
    page = visit("Grace Adeyemi")
    content = csv_file(
        row(reference="W1", owner="Harbour Homes", partners="", rag="Green"),
        row(reference="W2", owner="Northmarch Museums", partners="", rag="Purple"),
    )
    load_plan(page, "Warm homes", "warm.csv", content)
    expect(page.get_by_label("RAG", exact=True)).to_have_value("delivery_status")
    stop(page)
    press(page, "Continue")
    page.get_by_label("‘Purple’ means").select_option(label="Stopped")
    page.get_by_label("‘Northmarch Museums’ is").select_option(value="add:other")
    stop(page)
    press(page, "Continue")
    stop(page)
    press(page, "Load 2 rows")
    expect(page.get_by_role("alert")).to_contain_text("warm.csv is loaded: 2 new")
    stop(page)

    load_again(page, "Warm homes", "warm.csv", content)
    expect(main(page)).to_contain_text("This file changes nothing. All 2 rows are already")
    stop(page)
    menu(page, "Partnership")
    page.get_by_role("link", name="Organisations (").click()
    unfold(page, "Filter")
    page.get_by_label("Name or code").fill("Museums")
    press(page, "Filter")
    expect(main(page).get_by_role("link", name="Northmarch Museums")).to_be_visible()


@pytest.mark.real_data
def test_the_programme_lead_loads_a_real_plan_of_88_actions(visit, shared_data):
    page = visit("Grace Adeyemi")
    content = (shared_data / "action_plans" / REAL).read_bytes()
    load_plan(page, "Smokefree", REAL, content)
    page.get_by_label("status", exact=True).select_option("Do not load")
    page.get_by_label("achieved", exact=True).select_option("Delivery status")
    stop(page)
    press(page, "Continue")
    answer_all(page, "Add as a new organisation: Other")
    stop(page)
    press(page, "Continue")
    stop(page)
    press(page, "Load 88 rows")
    expect(page.get_by_role("alert")).to_contain_text("88 new")
    load_again(page, "Smokefree", REAL, content)
    expect(main(page)).to_contain_text("This file changes nothing. All 88 rows are already")
