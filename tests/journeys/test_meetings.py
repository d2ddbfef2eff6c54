"""A meeting from its agenda to its approved minutes: who prepares it, who decides, who only reads."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenground_web.gatherings import services
from evenground_web.gatherings.models import Gathering
from evenground_web.people import services as people
from tests.journeys.steps import follow, main, press, stop, type_date
from tests.web.meeting_records import AT, plan, seated_board

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def declared(u) -> None:
    people.declare_interest(
        u.alice, by=u.alice, kind="financial", description="Owns an interpreting agency",
        arose=date(2026, 2, 2), on=date(2026, 2, 3),
    )  # fmt: skip


def prepare(page: Page, meeting: Gathering) -> None:
    page.goto(meeting.get_absolute_url())
    follow(page, "Attach a paper to Interpreters at night")
    page.get_by_label("Title of the paper").fill("What nights cost")
    paper = {"name": "nights.txt", "mimeType": "text/plain", "buffer": b"What nights cost"}
    page.get_by_label("File").set_input_files(files=[paper])  # type: ignore[list-item]
    press(page, "Attach the paper")
    press(page, "Publish the agenda")
    expect(main(page)).to_contain_text("Version 1 was published")
    stop(page)


def who_is_here(page: Page, *names: str) -> None:
    follow(page, "Who is here")
    page.get_by_label("Who is in the chair?").select_option(label="Alice")
    for name in names:
        page.get_by_role("group", name=name).get_by_label("Present", exact=True).check()
    stop(page)
    press(page, "Save and continue")


def decide(page: Page) -> None:
    follow(page, "Decision under Interpreters at night")
    page.get_by_label("Decision in a few words").fill("Nights are paid for")
    page.get_by_label("What was decided").fill("The Board pays for interpreters at night.")
    page.get_by_label("Why", exact=True).fill("Mothers were not understood.")
    press(page, "Record the decision")


def test_the_secretary_runs_a_meeting_and_the_next_one_approves_its_minutes(
    universe, browser_page, sign_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    u, page = seated_board(universe), browser_page
    declared(u)
    sign_in(page, u.secretary)
    prepare(page, u.first)
    follow(page, "Run the meeting and write the minutes")
    who_is_here(page, "Alice (Chair)", "Bob (Member)")
    expect(main(page)).to_contain_text("Quorate. 2 people with a vote present")

    decide(page)
    expect(main(page)).to_contain_text("Alice is in the chair and has 1 interest")
    expect(page.get_by_label("Decision in a few words")).to_have_value("Nights are paid for")
    page.goto(u.first.meeting.get_absolute_url())
    stop(page)
    follow(page, "declare it, or say that it touches no item")
    page.get_by_label("Item that it touches").select_option(label="Interpreters at night")
    page.get_by_label("Somebody else took the chair for the item").check()
    press(page, "Write down the interest")
    decide(page)
    expect(main(page)).to_contain_text("Decision D1: Nights are paid for")

    follow(page, "Action under Interpreters at night")
    page.get_by_label("What will be done").fill("Find interpreters")
    page.get_by_label("Organisation that does it").select_option(label="Harbour NHS Trust")
    page.get_by_label("Why this should work").fill("Women who are understood are treated in time")
    page.get_by_label("Priority population in your own words").fill("Women who speak no English")
    type_date(page, "Due date", date(2027, 1, 29))
    stop(page)
    press(page, "Write down the action")
    expect(main(page)).to_contain_text("Find interpreters. Harbour NHS Trust, due 29 January 2027")
    stop(page)
    press(page, "Send the minutes to the chair")
    expect(main(page)).to_contain_text("They are approved at the next meeting")

    page.goto(u.second.meeting.get_absolute_url())
    who_is_here(page, "Alice (Chair)", "Bob (Member)")
    follow(page, "declare it, or say that it touches no item")
    page.get_by_label("It touches no item of this meeting").check()
    press(page, "Write down the interest")
    follow(page, "Record their approval here")
    item = "Ambermoor Board, 14 May 2026: Minutes of the last meeting"
    page.get_by_label("Item of the later meeting under which they were approved").select_option(label=item)  # fmt: skip
    page.get_by_label("Who confirmed that they are right").select_option(label="Bob")
    press(page, "Record the approval")
    expect(main(page)).to_contain_text("Approved by Ambermoor Board, 14 May 2026, confirmed by Bob")
    stop(page)


def test_a_board_member_reads_and_proposes_and_a_stranger_asks_and_reads_the_public_part(
    universe, browser_page, sign_in
):
    u, page = seated_board(universe), browser_page
    coming = plan(universe, date(2099, 1, 8))
    services.add_agenda_item(coming, by=u.secretary, title="A tender", private=True)
    services.publish_agenda(coming, by=u.secretary, now=AT)
    sign_in(page, universe.by_role["board_member"])
    page.goto(coming.get_absolute_url())
    expect(main(page)).to_contain_text("Part of this meeting is private")
    follow(page, "Proposed items")
    follow(page, "Propose an item")
    page.get_by_label("What the meeting should deal with").fill("A visit to the panel")
    page.get_by_label("Why", exact=True).fill("The Board has not met it")
    page.get_by_label("To agree").check()
    press(page, "Propose the item")
    expect(main(page)).to_contain_text("Proposed by Board member")

    page.context.clear_cookies()
    page.goto("/gatherings/public/")
    stop(page)
    follow(page, "Ambermoor Board, 8 January 2099")
    expect(main(page)).to_contain_text("Interpreters at night")
    expect(main(page)).not_to_contain_text("A tender")
    stop(page)
    follow(page, "Ask a question")
    page.get_by_label("What is your question?").fill("When is there an interpreter at night?")
    stop(page)
    press(page, "Send the question")
    code = page.locator("main strong").first.inner_text()
    follow(page, "see what became of your question")
    page.get_by_label("Your code").fill(code)
    press(page, "Open")
    expect(main(page)).to_contain_text("When is there an interpreter at night?")
    stop(page)
