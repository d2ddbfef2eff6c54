"""What apps above know of how a gathering ended: what was agreed there, what is still open, and what
ends with it when it is cancelled.

Each offers a provider in its `apps.py`, as panels do. Nothing is refused because of it: whoever
closes a gathering reads what is open, and mends it or goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from evenground_web.core.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class LooseEnd:
    """Something that is not ready, with the page where those with a permission mend it."""

    words: str
    url: str
    permission: Permission = Permission.SEE

    def seen_by(self, person: Any) -> LooseEnd:
        """Without a way to a page that this person may not open."""
        return self if person.has_perm(self.permission) else replace(self, url="")


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One pledge or action that everybody may read of, and the session in which it was agreed."""

    key: int
    kind: str
    reference: str
    title: str
    owner: str
    due: date | None
    session: int | None


@dataclass(frozen=True, kw_only=True)
class Promises:
    """`agreed` gives what came of a gathering that everybody may read; `addresses` gives, of the
    keys of such records, the public page of each that everybody may read today."""

    agreed: Callable[[Any], list[Agreed]]
    addresses: Callable[[Collection[int]], dict[int, str]]


_promises: list[Promises] = []
_loose: list[Callable[[Any], list[LooseEnd]]] = []
_cancelling: list[Callable[..., None]] = []


def offer(promises: Promises) -> None:
    """Called once, at start-up."""
    _promises.append(promises)


def offer_loose_ends(provider: Callable[[Any], list[LooseEnd]]) -> None:
    _loose.append(provider)


def offer_when_cancelled(act: Callable[..., None]) -> None:
    """`act(gathering, by=, now=)` ends what belongs to a gathering, in the turn that cancels it."""
    _cancelling.append(act)


def cancelled(gathering: Any, *, by: Any, now: datetime) -> None:
    for act in _cancelling:
        act(gathering, by=by, now=now)


def agreed(gathering: Any) -> list[Agreed]:
    return [one for promises in _promises for one in promises.agreed(gathering)]


def addresses(keys: Collection[int]) -> dict[int, str]:
    return {key: url for one in _promises for key, url in one.addresses(keys).items()}


def loose_ends(gathering: Any) -> list[LooseEnd]:
    return [end for provider in _loose for end in provider(gathering)]
