"""A pledge goes from a summit to the wall, and a name under it can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import follow, main, press, stop, type_date
from tests.web.pledge_records import make_summit, promised

pytestmark = pytest.mark.browser
CODE = re.compile(r"[B-Z2-9]{4}-[B-Z2-9]{4}-[B-Z2-9]{4}")
TITLE = "We will answer in the language people read"


def propose(page: Page) -> None:
    follow(page, "Propose a pledge")
    stop(page)
    page.get_by_label("System", exact=True).check()
    page.get_by_label("The pledge, in one sentence").fill(TITLE)
    page.get_by_label("To whom").fill("patients who do not speak English well")
    page.get_by_label("How we will know").fill("Nine of ten letters")
    page.get_by_label("Why this should work").fill("People act on a letter that they can read")
    page.get_by_label("Priority population in your own words").fill("People who read Polish")
    type_date(page, "By when", date(2027, 6, 1))
    page.get_by_label("Owner").select_option(label="Harbour NHS Trust")
    press(page, "Propose it")


def write_down(page: Page) -> str:
    """A facilitator writes down who signs; the code that the person gets."""
    follow(page, "Write down the signature of somebody without an account")
    stop(page)
    page.get_by_label("Their name").fill("Comfort Asante")
    page.get_by_label("Show my name in public").check()
    page.get_by_label("Their own words").fill("I read them to my mother.")
    press(page, "Keep this signature")
    found = CODE.search(main(page).inner_text())
    assert found
    stop(page)
    return found[0]


def test_a_pledge_is_proposed_signed_agreed_and_public_and_a_name_is_taken_back(
    browser_page, universe, sign_in
):
    page, summit = browser_page, make_summit(universe)
    sign_in(page, universe.lead)
    page.goto(summit.get_absolute_url())
    propose(page)
    expect(main(page)).to_contain_text("so it cannot be agreed")
    pledge = page.url
    stop(page)
    code = write_down(page)

    page.goto(summit.get_absolute_url())
    follow(page, "Record which pledges were agreed")
    page.get_by_role("checkbox", name=TITLE).check()
    stop(page)
    press(page, "Record that they were agreed")
    expect(page.get_by_role("alert")).to_contain_text("these pledges were agreed")
    page.goto(pledge)
    press(page, "Make it public")
    follow(page, "See the public pledges")
    expect(main(page)).to_contain_text("Signed by Comfort Asante")
    stop(page)
    page.get_by_role("link", name=TITLE).click()
    expect(main(page)).to_contain_text("I read them to my mother.")
    stop(page)

    page.context.clear_cookies()
    page.goto("/commitments/pledges/wall/")
    follow(page, "Change who may read your name")
    stop(page)
    page.get_by_label("Your code").fill(code)
    press(page, "Open")
    stop(page)
    main(page).locator("summary").click()
    press(page, "Erase my name and my words")
    expect(page.get_by_role("status")).to_contain_text("erased")
    page.goto("/commitments/pledges/wall/")
    expect(main(page)).to_contain_text(TITLE)
    expect(main(page)).not_to_contain_text("Comfort")


def test_a_pledge_is_judged_on_a_phone_without_scripts_and_checked_by_another(
    page_without_scripts, universe, sign_in
):
    page, pledge = page_without_scripts, promised(universe, make_summit(universe))
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, universe.alice)
    page.goto(pledge.get_absolute_url())
    page.get_by_role("link", name="Review whether it was kept").click()
    page.get_by_label("Kept", exact=True).check()
    page.get_by_label("What happened").fill("Every letter was answered")
    press(page, "Save the review")
    expect(page.get_by_role("alert")).to_contain_text("give a link to evidence, or a file")
    page.get_by_label("Link to evidence").fill("https://www.example.org/proof")
    press(page, "Save the review")
    sign_in(page, universe.bob)
    page.goto(pledge.get_absolute_url())
    follow(page, "Check it")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save the check")
    expect(main(page)).to_contain_text("Bob of Hills Housing looked at it")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of another site; its pages are the files of `tmp_path`."""
    pages = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), pages) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize(("address", "shown"), [("wall/embed/", True), ("wall/", False)])
def test_another_site_can_frame_the_public_pledges_and_no_other_page(
    context: BrowserContext, live_server, universe, elsewhere, tmp_path, address, shown
):
    pledge = promised(universe, make_summit(universe))
    framed = f"{live_server.url}/commitments/pledges/{address}"
    (tmp_path / "index.html").write_text(f'<iframe src="{framed}" title="Pledges"></iframe>')
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere)
    link = page.frame_locator("iframe").get_by_role("link", name=pledge.commitment.title)
    expect(link).to_have_count(int(shown))
    assert any("frame-ancestors" in message for message in said) is not shown, said
