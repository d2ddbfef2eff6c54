"""What people do on every journey through the demonstration."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Locator, Page

from tests.axe import check_widths


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Click the link of exactly this name."""
    main(page).get_by_role("link", name=name, exact=True).click()


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def unfold(page: Page, name: str) -> None:
    main(page).locator("summary").get_by_text(name, exact=True).click()


def stop(page: Page) -> None:
    """Stay a moment: the page is clean at the width of a computer and of a phone."""
    faults = check_widths(page)
    assert not faults, "\n".join([page.url, *faults])
    page.set_viewport_size({"width": 1280, "height": 900})


def type_date(page: Page, label: str, day: date) -> None:
    boxes = page.get_by_role("group", name=label)
    for part in ("day", "month", "year"):
        boxes.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))


def choose_file(page: Page, label: str, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_label(label, exact=True).set_input_files(files=[file])  # type: ignore[list-item]
