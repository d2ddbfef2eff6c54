"""From promise to result: a public reader follows it; the owner sets a target and somebody signs."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from evenground_web.commitments import services
from evenground_web.commitments.models import Pledge
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from tests.axe import check_widths
from tests.journeys.steps import follow, main, press, type_date
from tests.web.proof_records import later, tied_gap

pytestmark = pytest.mark.browser
DONE = "Walking groups in 14 neighbourhoods"


@pytest.fixture
def baseline(universe):
    found = tied_gap(universe)
    later(found, size=9.0, least=25.0)
    return found


def make_public(universe, baseline) -> None:
    Pledge.objects.filter(commitment=baseline.commitment).update(
        state="public", published_on=date(2021, 7, 1)
    )
    for release in Release.objects.all():
        insight.make_public(release, by=universe.analyst)


def test_a_public_reader_follows_a_promise_to_its_result(page_without_scripts, universe, baseline):
    make_public(universe, baseline)
    page = page_without_scripts
    page.goto("/")
    follow(page, "what came of it")
    follow(page, "Walking groups in every neighbourhood")
    expect(main(page)).to_contain_text("This is not progress")
    expect(main(page)).to_contain_text("no proof that the promise caused it")
    expect(page.get_by_role("row", name="Gap if nothing had changed")).to_be_visible()
    follow(page, "the gap since each promise")
    expect(page.get_by_role("heading", name="What became of the gap")).to_be_visible()


def test_the_pages_of_a_result_are_clean(browser_page, universe, baseline):
    make_public(universe, baseline)
    services.set_target(
        baseline, by=universe.alice, measure="absolute", value=9, by_day=date(2028, 1, 1),
        reason="Half",
    )  # fmt: skip
    for address in (
        "/commitments/public/results/",
        f"/commitments/public/results/{baseline.pk}/",
        f"/commitments/public/gaps/{baseline.gap_id}/",
    ):
        browser_page.goto(address)
        assert check_widths(browser_page) == []


def test_the_owner_weighs_a_target_and_writes_what_the_lead_signs(
    browser_page, sign_in, universe, baseline
):
    page = browser_page
    sign_in(page, universe.alice)
    page.goto(baseline.get_absolute_url())
    follow(page, "Set a target")
    page.get_by_label("The gap is at most this many percentage points").check()
    page.get_by_label("How much?").fill("17")
    type_date(page, "By when?", date(2028, 3, 31))
    page.get_by_label("Why this target?").fill("A first step")
    press(page, "Weigh the target")
    expect(page.get_by_role("status")).to_contain_text("within what chance alone does")
    assert check_widths(page) == []
    press(page, "Save the target")
    expect(page.get_by_role("alert")).to_contain_text("The target was saved")

    follow(page, "Write the statement")
    page.get_by_label("What we did").fill(DONE)
    page.get_by_label("What else happened").fill("A park opened")
    page.get_by_label("Why we think it contributed, or did not").fill("We do not think so")
    page.get_by_label("What we do not know").fill("Who walked anyway")
    press(page, "Save the statement")
    sign_in(page, universe.lead)
    page.goto(baseline.get_absolute_url())
    follow(page, "Read and sign this statement")
    expect(main(page)).to_contain_text(DONE)
    assert check_widths(page) == []
    press(page, f"Sign as {universe.lead}")
    expect(main(page)).to_contain_text(f"Signed by {universe.lead}")
    assert check_widths(page) == []
