"""A recommendation is answered, becomes an action, is done, and is verified by somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from evenground_web.commitments import services
from tests.journeys.steps import follow, main, press, stop

pytestmark = pytest.mark.browser


def test_from_a_recommendation_to_a_verified_action(universe, browser_page, sign_in):
    page = browser_page
    recommendation = services.add_recommendation(
        by=universe.lead, title="Offer interpreters at night", owner=universe.trust,
        priority_population="People who do not speak English well",
        source={"kind": "review", "title": "Fair Care", "link": "https://example.org/review"},
        addressees=[universe.trust, universe.housing], response_due=date(2026, 2, 1),
    )  # fmt: skip
    sign_in(page, universe.alice)
    page.goto(recommendation.get_absolute_url())
    expect(main(page)).to_contain_text("days late")
    stop(page)
    follow(page, "Answer for Harbour NHS Trust")
    page.get_by_label("Accepted in part").check()
    press(page, "Save the response")
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    stop(page)
    page.get_by_label("The reason").fill("In maternity first")
    press(page, "Save the response")
    expect(main(page)).to_contain_text("In maternity first")

    follow(page, "Make an action of this")
    page.get_by_label("Action", exact=True).check()
    page.get_by_label("Title").fill("Interpreters in maternity at night")
    page.get_by_label("Why this should work").fill("Most births are at night")
    stop(page)
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("Puts into practice")

    follow(page, "Add an update")
    page.get_by_label("What was done").fill("An interpreter is on the line all night")
    page.get_by_label("Link to evidence").fill("https://example.org/rota")
    press(page, "Save")
    follow(page, "Change the delivery status")
    page.get_by_label("Complete", exact=True).check()
    page.get_by_label("The reason").fill("The rota is full")
    press(page, "Save")
    expect(main(page).get_by_role("link", name="Check this evidence")).to_have_count(0)
    address = page.url

    sign_in(page, universe.lead)
    page.goto(address)
    main(page).get_by_role("link", name="Check this evidence").click()
    page.get_by_label("It shows that the commitment is complete").check()
    page.get_by_label("What you looked at, and what you found").fill("Saw the rota of March")
    stop(page)
    press(page, "Save the check")
    expect(main(page)).to_contain_text("Complete (verified)")
    stop(page)
