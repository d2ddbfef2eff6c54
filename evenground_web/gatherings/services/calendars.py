"""Meetings and gatherings as entries of a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

from evenground_web.core.text import printable
from evenground_web.gatherings.models import Gathering, Meeting

UNPLANNED = 120


def calendar(meetings: Iterable[Meeting], *, name: str, address: Any, now: datetime) -> bytes:
    """One file with an entry for each meeting; `address` gives the page of a meeting."""
    file = Calendar()
    file.add("prodid", "-//Evenground//Meetings//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", name)
    for meeting in meetings:
        made = entry(meeting.gathering, meeting=meeting, address=address(meeting), now=now)
        file.add_component(made)
    return bytes(file.to_ical())


def entry(
    gathering: Gathering,
    *,
    meeting: Meeting | None,
    address: str,
    now: datetime,
    link: str = "",
    online: bool = False,
) -> Event:
    """One gathering; `link` is for those who may join it online, and `online` says that they do."""
    made = Event()
    kind = "meeting" if meeting else "gathering"
    made.add("uid", f"{kind}-{gathering.pk}@{address.split('/')[2]}")
    made.add("dtstamp", now)
    made.add("summary", printable(str(gathering)))
    made.add("url", address)
    if gathering.cancelled_at:
        made.add("sequence", 1)
        made.add("status", "CANCELLED")
        made.add("description", printable(f"Cancelled: {gathering.why_cancelled}"))
    elif link:
        made.add("description", printable(f"Join online: {link}"))
    where = [gathering.venue, str(gathering.place or "")]
    if online or gathering.format == gathering.Format.ONLINE:
        where = ["Online"]
    made.add("location", printable(", ".join(part for part in where if part)))
    for name, at in _times(gathering, meeting):
        made.add(name, at)
    return made


def _times(gathering: Gathering, meeting: Meeting | None) -> list[tuple[str, date]]:
    """Whole days, unless a meeting says when it begins."""
    if meeting is None or meeting.begins is None:
        return [("dtstart", gathering.starts), ("dtend", gathering.ends + timedelta(days=1))]
    begins = timezone.make_aware(datetime.combine(gathering.starts, meeting.begins))
    planned = sum(item.minutes or 0 for item in gathering.agenda.all()) or UNPLANNED
    return [("dtstart", begins), ("dtend", begins + timedelta(minutes=planned))]
