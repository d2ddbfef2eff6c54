"""A browser for journeys. Each journey also fails on a script error, a broken security policy
or a request to another site.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-gpu",
]  # fmt: skip
PATIENCE = 10  # seconds
BUILDING = 300  # seconds for the demonstration, on a machine that does much else
DESKTOP: Any = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not os.path.exists(CHROMIUM) and "CI" not in os.environ:
        pytest.skip("Chromium is not installed")
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> Iterator[str]:
    """The address of the server, which stops once all that browsers asked of it has ended."""
    yield live_server.url
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE)


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


@pytest.fixture(scope="session")
def demo_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of its own, built and served by the command people use."""
    if os.environ.get("TEST_DATABASE") == "postgresql":
        pytest.skip("the demonstration always uses the embedded database: see the run on SQLite")
    folder = tmp_path_factory.mktemp("demonstration")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "SYSTEMROOT")
        if name in os.environ
    }
    command = [sys.executable, "-m", "evenground", "demo", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, env={**kept, "HOME": str(folder)}, stdout=log, stderr=log
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(BUILDING)


def wait_until_healthy(site: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + BUILDING
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{site}/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the demonstration does not answer:\n{log.read_text()}")


@pytest.fixture
def visit(browser: Browser, demo_site: str) -> Iterator[Callable[..., Page]]:
    """visit("Grace Adeyemi"): that persona at the demonstration, in a browser of their own.

    visit() is somebody without an account.
    """
    visits: list[tuple[Page, list[str]]] = []

    def visit(name: str = "", *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=demo_site, viewport=DESKTOP, java_script_enabled=scripts
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        visits.append((page, watch(page, demo_site)))
        page.goto("/")
        if name:
            page.get_by_role("link", name="Continue as somebody else").click()
            page.get_by_role("button", name=f"Continue as {name}").click()
        return page

    yield visit
    for page, trouble in visits:
        if not page.is_closed():
            page.wait_for_timeout(50)  # whatever the page has to say has arrived by now
            page.context.close()
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
