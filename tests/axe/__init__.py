"""What axe, a checker of accessibility, finds on a page in a browser.

axe.min.js is axe-core 4.14.1 as published, under the Mozilla Public License 2.0 (LICENSE).
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("axe.min.js").read_text()
WIDTHS = (1280, 375)
WITHOUT_SCRIPTS = "matchMedia('(scripting: none)').matches"
# The menu folds a moment after the page hears of a new width, which is when it is next drawn.
FOLDED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 250)))"


def check(page: Page) -> list[str]:
    """Every violation on the page, once it is whole, in a sentence with the place of each.

    axe is itself a script: on a page without scripts it finds nothing.
    """
    page.wait_for_load_state()  # a click returns when the next page begins to arrive
    if page.evaluate(WITHOUT_SCRIPTS):
        return []
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def check_widths(page: Page, *, axe: bool = True) -> list[str]:
    """Every violation at the width of a computer and of a phone, and pages wider than the screen."""
    found: list[str] = []
    now = (page.viewport_size or {}).get("width")
    for width in sorted(WIDTHS, key=lambda width: width != now):
        if width != now:
            resize(page, width)
        if axe:
            found += [f"at {width}: {violation}" for violation in check(page)]
        if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"at {width}: the page is {actual} pixels wide")
    return found


def resize(page: Page, width: int, height: int = 900) -> None:
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": height})
    if not page.evaluate(WITHOUT_SCRIPTS):
        page.evaluate(FOLDED)
