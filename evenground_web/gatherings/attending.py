"""What is known of those who signed up for sessions, asked by the programme.

Signing up is not the programme's business: it offers here how many signed up, for which sessions
somebody did, and a way to tell them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Attending:
    """`in_the_room` gives how many will be in the room of each session of a gathering, by its key; `tell` writes
    to those who signed up for a session what became of it; `sessions_of` gives the keys of the
    sessions a member signed up for."""

    in_the_room: Callable[[Any], dict[int, int]]
    tell: Callable[..., None]
    sessions_of: Callable[[Any], set[int]]


_known: list[Attending] = []


def offer(attending: Attending) -> None:
    """Called once, at start-up."""
    _known.append(attending)


def in_the_room(gathering: Any) -> dict[int, int]:
    """How many signed up to be in the room of each session; nobody where it is not named."""
    found: dict[int, int] = {}
    for attending in _known:
        for session, number in attending.in_the_room(gathering).items():
            found[session] = found.get(session, 0) + number
    return found


def tell(session: Any, words: str, *, by: Any, now: Any) -> None:
    """Tell those who signed up for a session."""
    for attending in _known:
        attending.tell(session, words, by=by, now=now)


def sessions_of(person: Any) -> set[int]:
    """The keys of the sessions a member signed up for."""
    return set().union(*(attending.sessions_of(person) for attending in _known))
