"""Arriving, signing in and losing the way, at the width of a computer and of a phone."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.axe import check_widths

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/accessibility/", "/nowhere/", "/account/sign-in/"])
def test_a_stranger_finds_clean_pages(browser_page, universe, path):
    browser_page.goto(path)
    assert browser_page.locator("h1").count() == 1
    assert check_widths(browser_page) == []


def test_signing_in_goes_wrong_and_then_right(browser_page, universe):
    page = browser_page
    page.goto("/account/sign-in/?next=/accessibility/")
    page.get_by_role("button", name="Sign in").click()
    summary = page.get_by_role("alert")
    assert "Enter your email address" in summary.inner_text()
    assert page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")
    assert page.title().startswith("Error: ")
    assert check_widths(page) == []
    summary.get_by_role("link", name="Enter your password").click()
    assert page.evaluate("document.activeElement.id") == "id_password"

    page.get_by_label("Email address").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill("not it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not correct")
    page.get_by_label("Password", exact=True).fill("a long phrase")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert page.get_by_role("link", name="Alice").is_visible()


def test_a_member_sees_the_thread_and_signs_out(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.alice)
    page.goto("/")
    assert check_widths(page) == []
    menu = page.get_by_role("navigation", name="Menu")
    menu.get_by_role("button", name="More").click()
    assert menu.get_by_role("link", name="Papers").is_visible()
    assert check_widths(page) == []
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").first.is_visible()
    assert check_widths(page) == []


def test_a_password_is_changed_and_a_forgotten_one_replaced(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.bob)
    page.goto("/account/password/")
    page.get_by_role("button", name="Change password").click()
    assert check_widths(page) == []

    page.context.clear_cookies()
    page.goto("/account/password/forgotten/")
    page.get_by_label("Email address").fill("bob@example.org")
    page.get_by_role("button", name="Send me a link").click()
    assert page.get_by_role("heading", name="Check your email").is_visible()
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    page.goto(link)
    assert check_widths(page) == []
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("three unlike words")
    page.get_by_role("button", name="Change password").click()
    assert page.get_by_role("heading", name="Your password was changed").is_visible()
    assert check_widths(page) == []


def test_everything_at_the_front_door_works_without_scripts(page_without_scripts, universe):
    page = page_without_scripts
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("link", name="Enter your password").is_visible()
    page.get_by_label("Email address").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill("a long phrase")
    page.get_by_role("button", name="Sign in").click()
    assert (
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Papers").is_visible()
    )
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").first.is_visible()
