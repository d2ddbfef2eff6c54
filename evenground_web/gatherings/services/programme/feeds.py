"""A published programme for calendars: the whole of it, one session, or the sessions of one person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone
from icalendar import Calendar, Event

from evenground_web.core.text import in_a_row, printable
from evenground_web.gatherings.models import Gathering, ProgrammeVersion
from evenground_web.gatherings.services.programme.content import (
    Names,
    Row,
    begins,
    day_of,
    ends,
    names_of,
    people,
    when,
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One session as a version has it; `link` is for those who take part online."""

    version: ProgrammeVersion
    row: Row
    names: Names = field(default_factory=dict)
    link: str = ""

    @property
    def when(self) -> str:
        return when(self.row)

    @property
    def why_cancelled(self) -> str:
        """Why the session, or all of its gathering, is cancelled."""
        return self.version.gathering.why_cancelled or str(self.row["cancelled"])


Address = Callable[[Entry], str]


def entries_of(
    version: ProgrammeVersion, *, public: bool, session: int | None = None
) -> list[Entry]:
    names = names_of(version.gathering, public=public)
    rows = [row for row in version.sessions if session in (None, row["id"])]
    return [Entry(version=version, row=row, names=names) for row in rows]


def calendar(
    entries: Iterable[Entry],
    *,
    name: str,
    host: str,
    address: Address,
    first: Iterable[Event] = (),
) -> bytes:
    """The same versions give the same file; a cancelled session stays in it, as cancelled."""
    file = Calendar()
    file.add("prodid", "-//Evenground//Programmes//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", printable(name))
    for event in first:
        file.add_component(event)
    for entry in entries:
        file.add_component(_component(entry, host, address(entry)))
    return bytes(file.to_ical())


def _component(entry: Entry, host: str, address: str) -> Event:
    row, version, why = entry.row, entry.version, entry.why_cancelled
    made = Event()
    made.add("uid", f"session-{row['id']}@{host}")
    made.add("dtstamp", version.at)
    made.add("sequence", version.number)
    for name, at in (("dtstart", begins(row)), ("dtend", ends(row))):
        made.add(name, timezone.make_aware(datetime.combine(day_of(row), at)).astimezone(UTC))
    made.add("summary", printable(row["title"]))
    made.add("status", "CANCELLED" if why else "CONFIRMED")
    made.add("location", printable(", ".join(_where(row, version.gathering))))
    if said := "\n\n".join(_said(entry)):
        made.add("description", printable(said))
    made.add("url", address)
    return made


def _where(row: Row, gathering: Gathering) -> list[str]:
    if gathering.format == Gathering.Format.ONLINE:
        return ["Online"]
    return [part for part in (row["room"], gathering.venue) if part]


def _said(entry: Entry) -> Iterable[str]:
    row = entry.row
    if why := entry.why_cancelled:
        yield f"Cancelled: {why}"
    if row["about"]:
        yield row["about"]
    for role, names in people(row, entry.names):
        yield f"{role}: {in_a_row(names)}"
    if row["way"]:
        yield f"How to get there: {row['way']}"
    if entry.link:
        yield f"Join online: {entry.link}"
