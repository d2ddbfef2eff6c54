"""What axe, a checker of accessibility, finds on a page in a browser.

axe.min.js is axe-core 4.14.1 as published, under the Mozilla Public License 2.0 (LICENSE).
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("axe.min.js").read_text()
WIDTHS = (1280, 375)


def check(page: Page) -> list[str]:
    """Every violation on the page as it is now, in a sentence with the place of each."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def check_widths(page: Page) -> list[str]:
    """Every violation at the width of a computer and of a phone, and pages wider than the screen."""
    found: list[str] = []
    now = (page.viewport_size or {}).get("width")
    for width in sorted(WIDTHS, key=lambda width: width != now):
        if width != now:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(250)  # the menu folds a moment after the width changes
        found += [f"at {width}: {violation}" for violation in check(page)]
        if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"at {width}: the page is {actual} pixels wide")
    return found
