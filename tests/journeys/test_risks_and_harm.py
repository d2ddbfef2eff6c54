"""The lead of an organisation looks at a risk again and writes whom a commitment may harm; another signs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import click, follow, main, menu, press, stop

pytestmark = pytest.mark.browser


def test_a_risk_is_scored_again_and_reaches_the_list_of_the_board(visit):
    page = visit("Leon Campbell")
    menu(page, "Commitments")
    follow(page, "Risks")
    stop(page)
    follow(page, "Tenants' letters about damp go nowhere")
    stop(page)
    follow(page, "Look at it again")
    page.get_by_label("What you saw").fill("Three landlords answer within ten days")
    page.get_by_role("group", name="Likelihood", exact=True).get_by_label("3: Possible").check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("The risk was scored")
    expect(main(page)).to_contain_text("moved the score from 16 to 12 (high)")
    expect(main(page)).to_contain_text("also on the list of Ambermoor Partnership Board")
    stop(page)
    page.goto("/commitments/risks/map/")
    stop(page)


def test_who_wrote_an_assessment_does_not_sign_it_and_the_secretary_does(visit):
    page = visit("Farida Rahman")
    page.goto("/commitments/assessments/?state=missing")
    stop(page)
    page.get_by_label("Owner").select_option(label="Ambermoor University Hospitals NHS Trust")
    press(page, "Filter")
    click(main(page).get_by_role("row").nth(1).get_by_role("link"))
    follow(page, "Begin an impact assessment")
    press(page, "Begin")
    stop(page)
    address = page.url
    follow(page, "Add a group")
    page.get_by_label("Group", exact=True).fill("People who speak little English")
    page.get_by_label("How may it harm them, or leave them behind?").fill("Letters in English only")
    press(page, "Save")
    follow(page, "Write the assessment")
    page.get_by_label("What did you look at?").fill("Languages of our patients")
    page.get_by_label("What did people say?").fill("Ring us instead")
    page.get_by_label("Go ahead with changes: the actions below come first, or with it").check()
    page.get_by_label("Why this decision?").fill("A telephone line in five languages")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2099")):
        page.get_by_label(part, exact=True).fill(value)
    press(page, "Save")
    follow(page, "Sign it")
    page.get_by_label("I have read it").check()
    press(page, "Save")
    expect(main(page)).to_contain_text("somebody else must sign it")
    stop(page)

    secretary = visit("Siân Prosser")
    secretary.goto(address)
    follow(secretary, "Sign it")
    secretary.get_by_label("I have read it").check()
    press(secretary, "Save")
    expect(main(secretary)).to_contain_text("Nobody can change it")
    stop(secretary)
