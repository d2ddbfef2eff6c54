"""The kinds of messages: what each is for, who may choose when it comes, and what is still wanted.

An app that sends a kind of its own registers it in `apps.py`, as panels are offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

AT_ONCE, DAILY, WEEKLY, NEVER = "at_once", "daily", "weekly", "never"
HOW = {
    AT_ONCE: "At once",
    DAILY: "Once a day, in one message",
    WEEKLY: "Once a week, in one message on Monday",
    NEVER: "Never",
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`choices` are the ways a person may have it, the first of them unless they choose; a kind
    without choices comes at once. `wanted` is asked just before it goes: a message that nobody
    needs any more is called off."""

    key: str
    name: str
    choices: tuple[str, ...] = ()
    disturbs: bool = False  # goes in quiet hours too, because somebody waits for it
    names_reader: bool = True  # whether those who look after mail see to what address it goes
    wanted: Callable[[Any], bool] = lambda message: True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Called once for each kind, at start-up."""
    _kinds[kind.key] = kind
    return kind


def kind(key: str) -> Kind:
    return _kinds[key]


def chosen() -> list[Kind]:
    """The kinds of which people choose when they come."""
    return [one for one in _kinds.values() if one.choices]


MUST_ACT = (AT_ONCE, DAILY, WEEKLY)  # for what waits for an answer: late at most, never left out
ACCOUNT = register(Kind(key="account", name="Links to choose a password", disturbs=True))
DIGEST = register(Kind(key="digest", name="What you have in one message"))
OVERVIEW = register(
    Kind(
        key="overview",
        name="A list of what is late, what is due soon and what needs you",
        choices=(WEEKLY, DAILY, NEVER),
    )
)
NEWS = register(
    Kind(
        key="news",
        name="News of what you care about, such as a gap that moved",
        choices=(AT_ONCE, DAILY, WEEKLY, NEVER),
    )
)
