"""Changes to the rooms and tracks of a gathering."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Room, Track
from evenground_web.people.models import Person


@audit.in_turn()
def add_room(
    gathering: Gathering,
    *,
    by: Person | None,
    name: str,
    holds: int | None = None,
    way: str = "",
    now: datetime | None = None,
) -> Room:
    """Add a room in which sessions can be held."""
    if gathering.rooms.filter(name__iexact=name).exists():
        raise RuleBroken(
            f"{gathering} already has a room called {name}. Give this one other words."
        )
    room = Room.objects.create(gathering=gathering, name=name, holds=holds, way=way)
    audit.record(
        "programme.room_added", gathering, by=by, sentence=f"added the room {name}", now=now
    )
    return room


@audit.in_turn()
def edit_room(room: Room, *, by: Person, now: datetime | None = None, **changes: Any) -> Room:
    """Change a room's name, how many it holds, or how to get there."""
    room = Room.objects.select_related("gathering").get(pk=room.pk)
    name, others = changes.get("name", room.name), room.gathering.rooms.exclude(pk=room.pk)
    if others.filter(name__iexact=name).exists():
        raise RuleBroken(f"Another room is called {name}. Give this one other words.")
    called = room.name
    sentence, details = apply_changes(room, changes)
    if sentence:
        audit.record(
            "programme.room_edited", room.gathering, by=by,
            sentence=f"{sentence} of the room {called}", now=now, **details,
        )  # fmt: skip
    return room


@audit.in_turn()
def remove_room(room: Room, *, by: Person, now: datetime | None = None) -> None:
    """Take away a room in which nothing is held."""
    if held := room.sessions.count():
        raise RuleBroken(
            f"{held} {'session is' if held == 1 else 'sessions are'} in {room}. Move "
            f"{'it' if held == 1 else 'them'} to another room first."
        )
    gathering, name = room.gathering, room.name
    room.delete()
    audit.record(
        "programme.room_removed", gathering, by=by, sentence=f"took away the room {name}", now=now
    )


@audit.in_turn()
def add_track(
    gathering: Gathering, *, by: Person | None, title: str, now: datetime | None = None
) -> Track:
    """Add a track of sessions that belong together."""
    if gathering.tracks.filter(title__iexact=title).exists():
        raise RuleBroken(f"“{title}” is already a track of {gathering}. Give this one other words.")
    track = Track.objects.create(gathering=gathering, title=title)
    audit.record(
        "programme.track_added", gathering, by=by, sentence=f"added the track “{title}”", now=now
    )
    return track


@audit.in_turn()
def edit_track(track: Track, *, by: Person, title: str, now: datetime | None = None) -> Track:
    """Change the words of a track; its sessions stay in it."""
    track = Track.objects.select_related("gathering").get(pk=track.pk)
    others, old = track.gathering.tracks.exclude(pk=track.pk), track.title
    if others.filter(title__iexact=title).exists():
        raise RuleBroken(f"Another track is called “{title}”. Give this one other words.")
    if title != old:
        track.title = title
        track.save(update_fields=["title"])
        audit.record(
            "programme.track_edited", track.gathering, by=by,
            sentence=f"renamed the track “{old}” to “{title}”", now=now,
        )  # fmt: skip
    return track


@audit.in_turn()
def remove_track(track: Track, *, by: Person, now: datetime | None = None) -> None:
    """Take away a track; its sessions stay in the programme, without a track."""
    gathering, title = track.gathering, track.title
    track.sessions.update(track=None)
    track.delete()
    audit.record(
        "programme.track_removed", gathering, by=by,
        sentence=f"took away the track “{title}”", now=now,
    )  # fmt: skip
