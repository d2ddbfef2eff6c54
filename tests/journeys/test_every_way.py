"""The five journeys by keyboard alone, on the smallest phone, at 400 % zoom and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.axe import check_widths, resize
from tests.journeys.keyboard import enter, faults_of_keyboard, reach
from tests.journeys.steps import click, follow, main, menu, press, stop

pytestmark = pytest.mark.browser
SMALLEST = (320, 256)  # a screen of 1280 by 1024 at 400 %
TITLE = "R3 Set recruitment targets for senior roles that reflect our communities"


def at_400_percent(page: Page) -> None:
    """Everything is reached by scrolling down: no page is wider than its window."""
    resize(page, *SMALLEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST[0], page.url
    covered = page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => ['fixed', 'sticky'].includes("
        "getComputedStyle(one).position)).map(one => one.outerHTML.slice(0, 80))"
    )
    assert covered == [], page.url


def open_paper(page: Page, state: str) -> None:
    menu(page, "Papers")
    click(page.get_by_role("row").filter(has_text=state).first.get_by_role("link"))


PAGES = {
    "Farida Rahman": ["/", "/commitments/", "/commitments/reminders/", "/commitments/pledges/"],
    "Siân Prosser": ["/reports/", "/gatherings/", "/commitments/risks/", "/partnership/groups/"],
    "Councillor Harjit Gill": ["/gatherings/decisions/", "/commitments/orphans/", "/account/mail/"],
    "": [
        "/", "/commitments/pledges/wall/", "/commitments/public/results/", "/gatherings/public/",
        "/commitments/pledges/signed/", "/partnership/interests/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "nobody")
def test_the_keyboard_reaches_everything_in_order_and_is_always_seen(visit, name):
    page = visit(name)
    for address in PAGES[name]:
        page.goto(address)
        assert faults_of_keyboard(page) == [], address
        at_400_percent(page)
        page.goto(address)
        assert faults_of_keyboard(page) == [], f"{address} at 400 %"
        resize(page, 1280)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_owner_writes_an_update_on_the_smallest_phone_in_two_presses_and_one_box(visit, scripts):
    page = visit("Farida Rahman", scripts=scripts)
    page.goto("/commitments/?text=recruitment targets for senior roles")
    follow(page, TITLE)
    at_400_percent(page)
    follow(page, "Add an update")
    at_400_percent(page)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    at_400_percent(page)
    page.get_by_label("What was done").fill("The third trust has set its targets.")
    press(page, "Save")
    expect(main(page)).to_contain_text("The third trust has set its targets.")
    at_400_percent(page)


def test_an_owner_writes_an_update_by_keyboard_alone(visit):
    page = visit("Farida Rahman")
    page.goto("/commitments/?text=recruitment targets for senior roles")
    enter(page, main(page).get_by_role("link", name=TITLE))
    assert faults_of_keyboard(page) == []
    enter(page, main(page).get_by_role("link", name="Add an update"))
    assert faults_of_keyboard(page) == []
    reach(page, page.get_by_label("What was done"))
    page.keyboard.type("Every panel is mixed.")
    enter(page, main(page).get_by_role("button", name="Save"))
    expect(main(page)).to_contain_text("Every panel is mixed.")


def test_the_secretary_changes_the_words_of_a_paper_by_keyboard_alone(visit):
    page = visit("Siân Prosser")
    menu(page, "Papers")
    draft = page.get_by_role("row").filter(has_text="Draft").get_by_role("link")
    if draft.count() == 0:  # it was issued in another journey: correct that one
        open_paper(page, "Issued")
        enter(page, main(page).get_by_role("link", name="Correct the paper"))
        reach(page, page.get_by_label("What is corrected, and why"))
        page.keyboard.type("A date was wrong.")
        reach(page, page.get_by_label("Those of the version it corrects: only words change"))
        page.keyboard.press("Space")
        enter(page, main(page).get_by_role("button", name="Start the correction"))
    else:
        enter(page, draft.first)
    assert faults_of_keyboard(page) == []
    enter(page, main(page).get_by_role("link", name="Edit the words"))
    assert faults_of_keyboard(page) == []
    reach(page, page.get_by_label("Summary"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Two gaps narrowed.")
    enter(page, main(page).get_by_role("button", name="Save the words"))
    expect(main(page)).to_contain_text("Two gaps narrowed.")
    at_400_percent(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_board_member_reads_a_paper_and_asks_at_400_percent(visit, scripts):
    page = visit("Councillor Harjit Gill", scripts=scripts)
    page.goto("/reports/")
    click(page.get_by_role("row").filter(has_text="Issued").first.get_by_role("link"))
    at_400_percent(page)
    figure = page.get_by_role("region", name="Newest figures").get_by_role("link").first
    click(figure)
    at_400_percent(page)
    page.goto("/gatherings/public/")
    click(main(page).get_by_role("link", name="Ambermoor Partnership Board").first)
    follow(page, "Ask a question")
    at_400_percent(page)
    press(page, "Send the question")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("What is your question?").fill("Which gap widened, and who owns it?")
    press(page, "Send the question")
    expect(main(page)).to_contain_text("see what became of your question")
    at_400_percent(page)
    assert check_widths(page) == []


def test_a_member_asks_by_keyboard_alone(visit):
    page = visit("Councillor Harjit Gill")
    page.goto("/gatherings/public/")
    enter(page, main(page).get_by_role("link", name="Ambermoor Partnership Board").first)
    enter(page, main(page).get_by_role("link", name="Ask a question"))
    assert faults_of_keyboard(page) == []
    reach(page, page.get_by_label("What is your question?"))
    page.keyboard.type("When do the champions come back?")
    enter(page, main(page).get_by_role("button", name="Send the question"))
    expect(main(page)).to_contain_text("see what became of your question")
    stop(page)
