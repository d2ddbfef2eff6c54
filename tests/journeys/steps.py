"""What people do on every journey through the demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page

from tests.axe import check_widths, resize

PHONE: Any = {"width": 360, "height": 740}


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def click(what: Locator) -> None:
    """Click, and wait for all of the page it leads to: a click alone returns when that begins to come."""
    what.click()
    what.page.wait_for_load_state()


def menu(page: Page, name: str) -> None:
    click(page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    """Click the link of exactly this name."""
    click(main(page).get_by_role("link", name=name, exact=True))


def press(page: Page, name: str) -> None:
    click(main(page).get_by_role("button", name=name, exact=True))


def unfold(page: Page, name: str) -> None:
    main(page).locator("summary").get_by_text(name, exact=True).click()


def stop(page: Page) -> None:
    """Stay a moment: the page is clean at the width of a computer and of a phone."""
    faults = check_widths(page)
    assert not faults, "\n".join([page.url, *faults])
    resize(page, 1280)


def stop_on_a_phone(page: Page) -> None:
    """The same, for whoever goes on at the width of a phone."""
    stop(page)
    page.set_viewport_size(PHONE)


def type_date(page: Page, label: str, day: date) -> None:
    boxes = page.get_by_role("group", name=label)
    for part in ("day", "month", "year"):
        boxes.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))


def choose_file(page: Page, label: str, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label(label, exact=True).set_input_files(files=[file])  # type: ignore[list-item]
