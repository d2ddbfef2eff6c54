"""Every page that a link leads to: as it is, with its form sent empty, and while nothing is there."""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from tests.axe import check_widths
from tests.journeys.steps import main
from tests.journeys.walking import route, walk
from tests.repo.routes import routes

pytestmark = pytest.mark.browser
PEOPLE = ("Grace Adeyemi", "Jo Whitfield", "Tomasz Zielinski", "Siân Prosser")
MAY_BE_EMPTY = {"/gatherings/N/organisations/", "/reports/N/words/"}
FIELDS = 'input:not([type="hidden"]), textarea, select'
NOT_BY_LINKS = {
    # one button, no page of its own
    "account_logout", "commitments:complete_milestone", "commitments:plan_discard",
    "commitments:plan_sheet", "gatherings:lower_agenda_item", "gatherings:lower_topic",
    "gatherings:raise_agenda_item", "gatherings:raise_topic", "gatherings:remove_agenda_item",
    "people:close_account", "people:end_standing_item", "people:invite",
    "people:lower_standing_item", "people:open_account", "people:raise_standing_item",
    "voices:change_consent", "voices:withdraw",
    # files
    "commitments:evidence", "commitments:list_export", "commitments:plan_export",
    "insight:chart", "insight:chart_narrow", "insight:gap_csv", "insight:release_csv",
    "insight:release_parquet",
    # steps that follow a file or a name, walked by analyst, programme lead and administrator
    "commitments:plan_columns", "commitments:plan_preview", "commitments:plan_words",
    "insight:check", "insight:throw_away", "people:edit_alias",
    # only for those who are signed out, or have a password
    "account_change_password", "account_inactive", "account_login", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "health",
    # only while no paper is started, while it is a draft (walked by the secretary), or once closed
    "reports:start", "reports:words", "reports:issue", "commitments:reopen_risk",
}  # fmt: skip


def test_every_page_is_clean_as_it_is_and_when_its_form_comes_back_with_errors(visit):
    seen: Counter[str] = Counter()
    faults: list[str] = []
    reached: set[str] = set()
    for name in PEOPLE:
        page = visit(name)
        for address in walk(page, seen=seen, twice=True):
            faults += faults_of(page, f"{name} at {address}")
            if not address.startswith("/demo/"):
                reached.add(resolve(address).view_name)
            if seen[route(address)] == 1 and route(address) not in MAY_BE_EMPTY:
                faults += faults_of_empty_form(page, f"{name} at {address}, sent empty")
    assert not faults, "\n".join(faults)
    assert sum(seen.values()) <= 150
    assert {each.name for each in routes()} - reached <= NOT_BY_LINKS


def faults_of(page: Page, where: str) -> list[str]:
    found = [f"{where}: {fault}" for fault in check_widths(page)]
    if (number := page.locator("h1").count()) != 1:
        found.append(f"{where}: {number} main headings")
    return found


def faults_of_empty_form(page: Page, where: str) -> list[str]:
    """Send the form of this page with nothing typed, if it has a form to type in."""
    form = main(page).locator("form[method=post]").filter(has=page.locator(FIELDS))
    if form.count() != 1:
        return []
    for field in form.locator('input:not([type="hidden"]), textarea').all():
        kind = field.get_attribute("type")
        if kind not in {"radio", "checkbox", "file"}:
            field.fill("")
    with page.expect_navigation():
        form.get_by_role("button").last.click()
    if not page.title().startswith("Error: "):
        return [f"{where}: nothing is said to be wrong"]
    return faults_of(page, where)


def test_every_download_that_a_link_offers_arrives(visit):
    page = visit("Grace Adeyemi")
    kinds: set[str] = set()
    for address, first in {
        "/gaps/": "listitem", "/gaps/releases/": "cell", "/commitments/": "", "/commitments/plans/": "",
    }.items():  # fmt: skip
        page.goto(address)
        if first:
            main(page).get_by_role(first).get_by_role("link").first.click()
        links = main(page).locator('a[download], a[href*="export."]')
        for href in [link.get_attribute("href") or "" for link in links.all()]:
            answer = page.request.get(href)
            assert answer.status == 200, href
            assert "text/html" not in answer.headers["content-type"], href
            kinds.add(href.split("?")[0].rpartition(".")[2])
    assert kinds == {"csv", "xlsx", "parquet"}


EMPTY = {
    "analyst": ["/gaps/", "/gaps/releases/", "/gaps/?q=nothing"],
    "programme_lead": [
        "/voices/", "/voices/?kind=idea", "/commitments/", "/commitments/?text=nothing",
        "/commitments/plans/", "/commitments/risks/", "/gatherings/", "/gatherings/?when=past",
    ],
    "board_secretary": ["/reports/"],
    "administrator": ["/partnership/organisations/?text=nothing", "/partnership/people/?text=zz"],
}  # fmt: skip


@pytest.mark.parametrize("role", EMPTY)
def test_lists_with_nothing_in_them_say_what_to_do(browser_page, universe, sign_in, role):
    page = browser_page
    sign_in(page, universe.by_role[role])
    for address in EMPTY[role]:
        page.goto(address)
        words = page.locator(".eg-empty").inner_text()
        assert len(words.split()) > 8, f"{address} says only: {words}"
        assert faults_of(page, address) == []


def test_pages_of_a_partnership_that_has_just_begun_are_clean(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.administrator)
    records = (universe.board, universe.housing, universe.hills, universe.alice)
    for address in (
        "/", "/commitments/orphans/", "/partnership/", "/partnership/groups/",
        *(record.get_absolute_url() for record in records),
    ):  # fmt: skip
        page.goto(address)
        assert faults_of(page, address) == []


def test_a_site_without_a_partnership_is_clean(browser_page, db):
    browser_page.goto("/")
    assert faults_of(browser_page, "/") == []
