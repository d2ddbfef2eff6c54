"""A page as it is for somebody who has a keyboard and no mouse."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

MANY = 400
STOPS = """
() => {
  const inOrder = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const open = inOrder.filter(one => one.checkVisibility() && !one.disabled);
  const groups = new Set();
  const stops = open.filter(one => {
    if (one.type !== 'radio') return true;
    const group = one.name;
    const chosen = open.find(other => other.name === group && other.checked);
    if (groups.has(group) || (chosen && chosen !== one)) return false;
    groups.add(group);
    return true;
  });
  window.stops = stops;
  return stops.map(one => one.outerHTML.slice(0, 120));
}
"""
HERE = """
() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const seen = ['outlineStyle', 'outlineWidth', 'boxShadow', 'backgroundColor', 'borderColor'];
  const look = () => [[here], [here.labels?.[0], '::before'], [here.closest('label')]]
    .filter(([one]) => one)
    .map(([one, part]) => seen.map(name => getComputedStyle(one, part)[name]).join());
  const focused = String(look());
  here.blur();
  const differs = String(look()) !== focused;
  here.focus();
  const shown = (here.labels?.[0] ?? here).getBoundingClientRect();
  const inView = shown.bottom > 0 && shown.top < innerHeight && shown.right > 0
    && shown.left < innerWidth;
  return {place: window.stops.indexOf(here), differs, inView, what: here.outerHTML.slice(0, 120)};
}
"""


def faults_of_keyboard(page: Page) -> list[str]:
    """Tab from the top to the end: what cannot be reached, is out of order, or is not seen."""
    stops: list[str] = page.evaluate(STOPS)
    page.evaluate("document.activeElement.blur(); getSelection().collapse(document.body, 0)")
    faults: list[str] = []
    reached: list[int] = []
    for _ in range(MANY):
        page.keyboard.press("Tab")
        here: Any = page.evaluate(HERE)
        if here is None or here["place"] in reached[:1]:
            break
        if here["place"] >= 0 and here["place"] in reached:
            return [*faults, f"the focus is caught at {here['what']}"]
        reached.append(here["place"])
        if not here["differs"]:
            faults.append(f"nothing shows the focus on {here['what']}")
        if not here["inView"]:
            faults.append(f"the focus is out of sight on {here['what']}")
    known = [place for place in reached if place >= 0]
    if known != sorted(known):
        faults.append("the order is not the order of the page")
    left = set(range(len(stops))) - set(known)
    return faults + [f"cannot be reached: {stops[place]}" for place in sorted(left)]


def reach(page: Page, what: Locator) -> Locator:
    """Press Tab until this has the focus."""
    expect(what).to_be_visible()
    for _ in range(MANY):
        if what.evaluate("one => one === document.activeElement"):
            return what
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {what}")


def enter(page: Page, what: Locator) -> None:
    reach(page, what).press("Enter")
    page.wait_for_load_state()
