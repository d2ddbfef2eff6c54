"""What cannot be as the programme has it: shown to those who make it, and never refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evenground_web.core.dates import nhs_date, nhs_time
from evenground_web.gatherings import attending
from evenground_web.gatherings.models import Gathering, Session, Speaker


@dataclass(frozen=True, kw_only=True)
class Clash:
    words: str
    sessions: tuple[int, ...]


def clashes(gathering: Gathering, sessions: Iterable[Session]) -> list[Clash]:
    """All clashes of the sessions that are held, which come with their rooms and parts."""
    held = [session for session in sessions if not session.cancelled_at]
    speakers: dict[Speaker, list[Session]] = {}
    known = {one.pk: one for one in gathering.speakers.select_related("person")}
    for session in held:
        for speaker in {part.speaker_id for part in session.parts.all()}:
            speakers.setdefault(known[speaker], []).append(session)
    rooms: dict[Any, list[Session]] = {}
    for session in held:
        rooms.setdefault(session.room, []).append(session)
    rooms.pop(None, None)
    return [
        *_outside(gathering, held),
        *(_both(pair, f"are both in {room}") for room, there in rooms.items() for pair in at_once(there)),
        *(_both(pair, f"both need {who}") for who, there in speakers.items() for pair in at_once(there)),
        *_too_many(gathering, held),
    ]  # fmt: skip


def at_once(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Each pair of sessions that overlap; one that begins when another ends does not."""
    going: list[Session] = []
    for session in sorted(sessions, key=lambda one: (one.day, one.begins, one.pk)):
        going = [one for one in going if one.day == session.day and one.ends > session.begins]
        yield from ((one, session) for one in going)
        going.append(session)


def _both(pair: tuple[Session, Session], what: str) -> Clash:
    first, second = pair
    begins, ends = max(first.begins, second.begins), min(first.ends, second.ends)
    return Clash(
        words=f"“{first}” and “{second}” {what} on {nhs_date(first.day)} from {nhs_time(begins)} "
        f"to {nhs_time(ends)}",
        sessions=(first.pk, second.pk),
    )


def _outside(gathering: Gathering, sessions: list[Session]) -> Iterator[Clash]:
    for session in sessions:
        if not gathering.starts <= session.day <= gathering.ends:
            yield Clash(
                words=f"“{session}” is on {nhs_date(session.day)}, and {gathering} is on "
                f"{gathering.dates}",
                sessions=(session.pk,),
            )


def _too_many(gathering: Gathering, sessions: list[Session]) -> Iterator[Clash]:
    signed_up = attending.in_the_room(gathering)
    for session in sessions:
        there, room = signed_up.get(session.pk, 0), session.room
        if session.capacity is not None and there > session.capacity:
            holds = (
                f"{room} holds" if room and room.holds == session.capacity else "it has places for"
            )
            yield Clash(
                words=f"{there} people signed up for “{session}”, and {holds} {session.capacity}",
                sessions=(session.pk,),
            )
        elif room and room.holds and session.places and session.places > room.holds:
            yield Clash(
                words=f"“{session}” has {session.places} places, and {room} holds {room.holds}",
                sessions=(session.pk,),
            )
