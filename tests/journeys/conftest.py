"""A browser for journeys. Each journey also fails on a script error, a broken security policy
or a request to another site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-gpu",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not os.path.exists(CHROMIUM) and "CI" not in os.environ:
        pytest.skip("Chromium is not installed")
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    return live_server.url


@pytest.fixture
def browser_page(context: BrowserContext, live_server: Any) -> Iterator[Page]:
    """A page in a browser; addresses such as "/gaps/" are enough."""
    page = context.new_page()
    trouble = watch(page, live_server.url)
    yield page
    page.evaluate("document.readyState")  # whatever the page has to say has arrived by now
    assert trouble == []


@pytest.fixture
def page_without_scripts(
    new_context: Callable[..., BrowserContext], live_server: Any
) -> Iterator[Page]:
    page = new_context(java_script_enabled=False).new_page()
    trouble = watch(page, live_server.url)
    yield page
    page.evaluate("document.readyState")  # whatever the page has to say has arrived by now
    assert trouble == []


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page_either_way(
    request: Any, new_context: Callable[..., BrowserContext], live_server: Any
) -> Iterator[Page]:
    page = new_context(java_script_enabled=request.param).new_page()
    trouble = watch(page, live_server.url)
    yield page
    page.evaluate("document.readyState")
    assert trouble == []


def watch(page: Page, site: str) -> list[str]:
    trouble: list[str] = []

    def console(message: Any) -> None:
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            trouble.append(message.text)

    def request(sent: Any) -> None:
        if not sent.url.startswith((site, "data:", "blob:")):
            trouble.append(f"asked another site: {sent.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", request)
    return trouble


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """sign_in(page, person): from now on the page is theirs."""

    def signed_in(page: Page, person: Any) -> None:
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
        page.context.clear_cookies()
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    return signed_in
