"""The programmes of gatherings: made, published, changed on the day and published again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.gatherings.models import Gathering, Session
from evenground_web.gatherings.services import programme

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

Entry = dict[str, Any]
Sessions = dict[str, Session]


def schedule(year: Year, *, records: int, events: int) -> None:
    """Put the chapter into the timeline of the year."""
    for entry in chapter("programme")["programme"]:
        sessions: Sessions = {}
        year.timeline.on(entry["month"], records, partial(make, year, entry, sessions))
        for later in entry.get("later", []):
            year.timeline.on(later["month"], events, partial(revise, year, entry, later, sessions))


def make(year: Year, entry: Entry, sessions: Sessions, now: datetime) -> None:
    gathering = year.gatherings[entry["gathering"]]
    for room in entry["rooms"]:
        programme.add_room(gathering, by=year.facilitator, now=now, **room)
    for title in entry["tracks"]:
        programme.add_track(gathering, by=year.facilitator, title=title, now=now)
    for one in entry["session"]:
        sessions[one["key"]] = add(year, gathering, one, now)
    programme.publish_programme(gathering, by=year.lead, public=True, now=now)
    for draft in entry.get("draft", []):
        change(year, sessions, draft, now)


def add(year: Year, gathering: Gathering, one: Entry, now: datetime) -> Session:
    begins, ends = map(time.fromisoformat, one["times"])
    kept = {
        name: one[name] for name in ("title", "kind", "about", "sign_up", "places") if name in one
    }
    made = programme.add_session(
        gathering,
        by=year.facilitator,
        day=gathering.starts + timedelta(days=one.get("day", 0)),
        begins=begins,
        ends=ends,
        room=gathering.rooms.get(name=one["room"]),
        track=gathering.tracks.filter(title=one.get("track", "")).first(),
        topic=gathering.topics.filter(title=one.get("topic", "")).first(),
        now=now,
        **kept,
    )
    for part in one.get("people", []):
        give(year, made, part, now)
    return made


def give(year: Year, session: Session, part: Entry, now: datetime) -> None:
    person = year.cast.people[part["member"]] if "member" in part else None
    others = {name: value for name, value in part.items() if name != "member"}
    programme.give_part(session, by=year.facilitator, person=person, now=now, **others)


def revise(year: Year, entry: Entry, later: Entry, sessions: Sessions, now: datetime) -> None:
    for one in later["change"]:
        change(year, sessions, one, now)
    gathering = year.gatherings[entry["gathering"]]
    programme.publish_programme(gathering, by=year.lead, public=True, now=now)


def change(year: Year, sessions: Sessions, one: Entry, now: datetime) -> None:
    session = sessions[one["session"]]
    moved: Entry = {}
    if "room" in one:
        moved["room"] = session.gathering.rooms.get(name=one["room"])
    if "times" in one:
        moved["begins"], moved["ends"] = map(time.fromisoformat, one["times"])
    if moved:
        programme.edit_session(session, by=year.facilitator, now=now, **moved)
    if "add" in one:
        give(year, session, one["add"], now)
    if "cancel" in one:
        programme.cancel_session(session, by=year.facilitator, why=one["cancel"], now=now)
