"""From a phone: a partner without an account answers by link, and an owner by a reminder."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenground_web.commitments.models import Proposal
from evenground_web.commitments.services.reminders.nudges import nudge
from evenground_web.people.models import Membership
from tests.axe import check_widths
from tests.journeys.steps import follow, main, press
from tests.web.commitment_records import add_pledge
from tests.web.post import letters

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 800}


@pytest.fixture(autouse=True)
def _forget_earlier_tries():
    cache.clear()


@pytest.fixture
def pledge(universe, settings, live_server):
    settings.SITE = live_server.url
    return add_pledge(universe)


def link_in_letter(to: str) -> str:
    letter = next(one for one in letters() if one.to == [to])
    return re.search(r"http\S+", letter.body)[0]


def code_in_letter() -> str:
    sent = letters(now=timezone.now())
    letter = next(one for one in sent if one.subject.startswith("Your code"))
    return re.search(r"\b\d{6}\b", letter.body)[0]


def ask_jo(page: Page, pledge) -> str:
    page.goto(pledge.get_absolute_url())
    follow(page, "Ask somebody without an account for an update")
    page.get_by_label("Their name").fill("Jo Bloggs")
    page.get_by_label("Their email address").fill("jo@example.org")
    assert check_widths(page) == []
    press(page, "Send the link")
    expect(main(page)).to_contain_text("Not opened yet")
    assert check_widths(page) == []
    return link_in_letter("jo@example.org")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_partner_without_an_account_answers_from_a_phone_and_a_lead_takes_it_over(
    browser_page, new_context, universe, pledge, sign_in, scripts
):
    page = browser_page
    sign_in(page, universe.alice)
    link = ask_jo(page, pledge)

    phone = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    phone.goto(link)
    assert check_widths(phone) == []
    press(phone, "Yes, send me the code")
    assert check_widths(phone) == []
    phone.get_by_label("Code", exact=True).fill("12")
    press(phone, "Continue")
    expect(phone.get_by_role("alert")).to_contain_text("This is not the code we sent")
    phone.get_by_label("Code", exact=True).fill(code_in_letter())
    assert check_widths(phone) == []
    press(phone, "Continue")
    assert check_widths(phone) == []
    press(phone, "Send")
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    assert check_widths(phone) == []
    phone.get_by_label("How is it going?").fill("Six groups walk each week")
    phone.get_by_label("On track").check()
    press(phone, "Send")
    expect(main(phone)).to_contain_text("Your update was kept")
    expect(main(phone)).to_contain_text("Jo Bloggs of Harbour NHS Trust, by link")

    friend = new_context(viewport=PHONE).new_page()
    friend.goto(link)
    expect(main(friend)).to_contain_text("This link was opened in another browser")
    assert check_widths(friend) == []
    press(friend, "Send a new link")
    expect(main(friend)).to_contain_text("A new link is on its way")
    assert check_widths(friend) == []

    page.goto(pledge.get_absolute_url())
    main(page).get_by_role("link", name="Take it over, or say why not").click()
    page.get_by_label("Yes").check()
    assert check_widths(page) == []
    press(page, "Save")
    expect(main(page)).to_contain_text("Alice took it over")
    assert Proposal.objects.get().accepted


def test_an_owner_answers_a_reminder_from_a_phone(new_context, universe, pledge):
    Membership.objects.update(starts=date(2026, 1, 1))
    nudge(on=timezone.localdate())
    phone = new_context(viewport=PHONE).new_page()
    phone.goto(link_in_letter("alice@example.org"))
    main(phone).get_by_role("button", name="Sign in").click()
    phone.get_by_label("Email address").fill("alice@example.org")
    phone.get_by_label("Password", exact=True).fill("a long phrase")
    press(phone, "Sign in")
    phone.get_by_label("What was done").fill("Six groups walk each week")
    press(phone, "Save")
    expect(main(phone)).to_contain_text("Six groups walk each week")
    expect(main(phone)).to_contain_text("Who was reminded")
    assert check_widths(phone) == []


def test_pages_of_mail_are_clean(browser_page, universe, pledge, sign_in):
    page = browser_page
    Membership.objects.update(starts=date(2026, 1, 1))
    nudge(on=timezone.localdate())
    sign_in(page, universe.administrator)
    page.goto("/account/")
    follow(page, "The mail you get, and when it comes")
    page.get_by_label("No mail from").select_option("9pm")
    assert check_widths(page) == []
    press(page, "Save")
    expect(main(page)).to_contain_text("Your choice was kept")
    page.goto("/partnership/")
    follow(page, "Mail, and what waits to be sent")
    assert check_widths(page) == []
    main(page).get_by_role("row").get_by_role("link").first.click()
    assert check_widths(page) == []
    press(page, "Do not send it")
    expect(main(page)).to_contain_text("Called off by Administrator")
    page.goto("/commitments/reminders/")
    assert check_widths(page) == []
