"""Every page that a link leads to, looked at as it is and with its form sent empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page

from tests.axe import check_widths
from tests.journeys.steps import main
from tests.journeys.walking import Found, route, walk

PEOPLE = (
    "Grace Adeyemi",
    "Jo Whitfield",
    "Tomasz Zielinski",
    "Siân Prosser",
    "Blessing Oyelaran",
    "Ngozi Eze",
    "Dorota Wilk",
)
MAY_BE_EMPTY = {
    "/languages/work/N/sections/title/",
    "/languages/work/N/sections/pledge/",
    "/account/mail/",
    "/floor/said/N/",
    "/gatherings/N/organisations/",
    "/gatherings/N/close/write/",
    "/gatherings/sessions/N/notes/",
    "/gatherings/N/arrange/",
    "/gatherings/N/door/walk-in/",
    "/gatherings/N/door/ticked/",
    "/gatherings/N/attendance/",
    "/gatherings/agenda/N/notes/",
    "/gatherings/proposals/N/take-up/",
    "/commitments/assessments/N/said/",
    "/commitments/N/shown/",
    "/reports/N/words/",
    "/reports/N/cover/",
    "/reports/N/introductions/",
    "/reports/formats/N/checklist/",
    "/reports/formats/N/words/",
    "/reports/listening/themes/N/",
    "/gatherings/registrations/N/needs/",
    "/voices/N/describe/",
    "/voices/themes/N/talk/N/",
    "/gatherings/N/programme/publish/",
    "/gatherings/speakers/N/edit/",
}
FIELDS = 'input:not([type="hidden"]), textarea, select'
ALIKE = 2  # records of a kind that are looked at; more of them are only asked where they lead
AT_ONCE = 25  # pages; a browser that showed many more holds a gigabyte


def faults_of_pages(visit: Callable[[str], Page], wanted: Callable[[str], bool]) -> list[str]:
    """What is wrong with every page whose address is wanted, at two widths."""
    met: Counter[str] = Counter()
    faults: list[str] = []
    for name in PEOPLE:
        page = visit(name)
        found_here = [one for one in walk(page, met=met) if one.number <= ALIKE]
        pages = [one for one in found_here if wanted(one.address)]
        page.context.close()
        for first in range(0, len(pages), AT_ONCE):
            page = visit(name)
            for found in pages[first : first + AT_ONCE]:
                faults += [f"{name} at {fault}" for fault in faults_of_found(page, found)]
            page.context.close()
    return faults


def faults_of_found(page: Page, found: Found) -> list[str]:
    """The second record of a kind is as clean as the first: only its words may be too wide."""
    page.goto(found.address)
    faults = faults_of(page, found.address, axe=found.number == 1)
    if found.number == 1 and route(found.address) not in MAY_BE_EMPTY:
        faults += faults_of_empty_form(page, f"{found.address}, sent empty")
    return faults


def faults_of(page: Page, where: str, *, axe: bool = True) -> list[str]:
    found = [f"{where}: {fault}" for fault in check_widths(page, axe=axe)]
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
        if kind not in {"radio", "checkbox", "file"} and field.is_visible():
            field.fill("")
    with page.expect_navigation():
        form.get_by_role("button").last.click()
    if not page.title().startswith("Error: "):
        return [f"{where}: nothing is said to be wrong"]
    return faults_of(page, where)
