"""A note at 11:40 is a pledge at 12:00 and a line in the board paper at 17:00: two presses a step,
without a script and at the width of a phone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenground_web.commitments.models import Commitment
from evenground_web.floor import services as floor
from evenground_web.gatherings import services as gatherings
from tests.axe import check_widths
from tests.journeys.steps import PHONE, click, follow, main, press
from tests.web.commitment_records import make_gap
from tests.web.programme_records import session, summit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "A later bus from the hospital, every night"


@pytest.fixture
def today(universe):
    """A summit today with a session and an open floor, and a board that meets this month."""
    u, day = universe, timezone.localdate()
    u.summit = summit(u, starts=day, ends=day)
    u.session = session(u.summit, u, title="Getting here", day=day)
    u.floor = floor.open_floor(u.summit, by=u.lead)
    gatherings.plan_meeting(u.board, by=u.lead, on=day)
    make_gap(u)
    return u


def write_a_note(page: Page, u: Any) -> None:
    page.goto(f"/floor/{u.floor.pk}/notes/write/")
    page.get_by_label("Table", exact=True).fill("Table 7")
    page.get_by_label("Session").select_option(label="Getting here")
    page.get_by_label("What the table said").fill(SAID)
    press(page, "Keep this note")
    page.get_by_role("link", name="Open the note").click()


def test_a_note_is_a_pledge_and_then_a_line_in_the_paper_in_two_presses_a_step(
    today, sign_in, page_without_scripts
):
    page = page_without_scripts
    page.set_viewport_size(PHONE)
    sign_in(page, today.lead)
    write_a_note(page, today)
    follow(page, "Make a pledge")
    press(page, "Propose it")
    expect(main(page)).to_contain_text(SAID)
    pledge = Commitment.objects.get()
    assert (pledge.gathering, pledge.session) == (today.summit, today.session)
    assert check_widths(page) == []

    sign_in(page, today.by_role["board_secretary"])
    page.set_viewport_size(PHONE)
    page.goto("/reports/")
    click(main(page).get_by_role("link", name="Start the paper"))
    press(page, "Start the paper")
    expect(main(page)).to_contain_text(SAID)
    assert check_widths(page) == []
