"""What apps above know to have come of an agenda item: actions, and what an item was about.

An app offers a provider in its `apps.py`. The page of the minutes shows what it gives, and the
minutes keep its words when they are approved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One record that hangs on an agenda item, or on a decision about it."""

    item: int
    decision: int | None = None
    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """A page, named with the key of an agenda item, where one more is written down."""

    words: str
    route: str
    permission: str


_providers: list[Callable[[Any], list[Outcome]]] = []
_ways: list[Way] = []


def offer(provider: Callable[[Any], list[Outcome]], *ways: Way) -> None:
    """Offer what came of the items of a gathering; called once, at start-up."""
    _providers.append(provider)
    _ways.extend(ways)


def outcomes(gathering: Any) -> list[Outcome]:
    return [outcome for provider in _providers for outcome in provider(gathering)]


def ways(person: Any) -> list[Way]:
    return [way for way in _ways if person.has_perm(way.permission)]
