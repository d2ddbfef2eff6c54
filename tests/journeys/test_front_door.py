"""Arriving, signing in and losing the way, at the width of a computer and of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.axe import check_widths
from tests.journeys.steps import press
from tests.web.post import letters

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/accessibility/", "/nowhere/", "/account/sign-in/"])
def test_a_stranger_finds_clean_pages(browser_page, universe, path):
    browser_page.goto(path)
    assert browser_page.locator("h1").count() == 1
    assert check_widths(browser_page) == []


def test_signing_in_goes_wrong_and_then_right(browser_page, universe):
    page = browser_page
    page.goto("/account/sign-in/?next=/accessibility/")
    press(page, "Sign in")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter your email address")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert check_widths(page) == []
    summary.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()

    page.get_by_label("Email address").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill("not it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not correct")
    page.get_by_label("Password", exact=True).fill("a long phrase")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    expect(page.get_by_role("link", name="Alice")).to_be_visible()


def test_a_member_sees_the_thread_and_signs_out(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.alice)
    page.goto("/")
    assert check_widths(page) == []
    menu = page.get_by_role("navigation", name="Menu")
    menu.get_by_role("button", name="More").click()
    expect(menu.get_by_role("link", name="Papers")).to_be_visible()
    assert check_widths(page) == []
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert check_widths(page) == []


def test_a_password_is_changed_and_a_forgotten_one_replaced(
    browser_page, universe, sign_in, settings, live_server
):
    page, settings.SITE = browser_page, live_server.url
    sign_in(page, universe.bob)
    page.goto("/account/password/")
    press(page, "Change password")
    assert check_widths(page) == []

    page.context.clear_cookies()
    page.goto("/account/password/forgotten/")
    page.get_by_label("Email address").fill("bob@example.org")
    press(page, "Send me a link")
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    link = next(line for line in letters()[0].body.splitlines() if line.startswith("http"))
    page.goto(link)
    assert check_widths(page) == []
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("three unlike words")
    press(page, "Change password")
    expect(page.get_by_role("heading", name="Your password was changed")).to_be_visible()
    assert check_widths(page) == []


def test_everything_at_the_front_door_works_without_scripts(page_without_scripts, universe):
    page = page_without_scripts
    page.goto("/account/sign-in/")
    press(page, "Sign in")
    expect(page.get_by_role("link", name="Enter your password")).to_be_visible()
    page.get_by_label("Email address").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill("a long phrase")
    press(page, "Sign in")
    expect(
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Papers")
    ).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
