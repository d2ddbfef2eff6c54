"""What apps above know to have come of a topic already: replies, and promises.

An app offers a provider in its `apps.py`; the page of what was heard before shows what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evenground_web.core.panels import Panel


@dataclass(frozen=True, kw_only=True)
class About:
    """What somebody is about to ask people: the words they typed, and topics that had such words."""

    words: Sequence[str]
    topics: Sequence[Any]
    place: Any = None


Provider = Callable[[About, Any], Panel]
_providers: list[Provider] = []


def offer(provider: Provider) -> None:
    """Offer what is known about a topic; called once, at start-up."""
    _providers.append(provider)


def known(about: About, person: Any) -> list[Panel]:
    return [provider(about, person) for provider in _providers]
