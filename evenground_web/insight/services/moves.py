"""Telling other apps that a new release moved gaps: what is said of their change is not what it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evenground_web.insight.models import Gap, Release

Listener = Callable[[Release, Sequence[Gap]], None]
_listeners: list[Listener] = []


def when_gaps_move(listener: Listener) -> None:
    """Be called with the release and the gaps that it moved, in its transaction; said at start-up."""
    _listeners.append(listener)


def tell_of_moves(release: Release, gaps: Sequence[Gap]) -> None:
    if gaps:
        for listener in _listeners:
            listener(release, gaps)
