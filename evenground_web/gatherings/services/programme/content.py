"""The programme as plain data: what a version keeps, and how it is read."""

from __future__ import annotations

from datetime import date, time
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from evenground_web.core.dates import nhs_date, nhs_time, time_range
from evenground_web.gatherings.models import Gathering, ProgrammeVersion, Session, Speaker

Row = dict[str, Any]
Names = dict[int, str]


def of_programme(gathering: Gathering) -> QuerySet[Session]:
    """The sessions with all that a programme says of them, in two queries."""
    found = Session.objects.filter(gathering=gathering).select_related("room", "track", "topic")
    return found.prefetch_related("parts")


def rows_of(sessions: Any) -> list[Row]:
    return [
        {
            "id": session.pk,
            "title": session.title,
            "kind": session.get_kind_display(),
            "about": session.about,
            "day": session.day.isoformat(),
            "begins": session.begins.isoformat("minutes"),
            "ends": session.ends.isoformat("minutes"),
            "room": session.room.name if session.room else "",
            "way": session.room.way if session.room else "",
            "track": session.track.title if session.track else "",
            "topic": session.topic.title if session.topic else "",
            "parts": [
                {"speaker": part.speaker_id, "role": part.get_role_display()}
                for part in sorted(session.parts.all(), key=lambda one: (one.role, one.speaker_id))
            ],
            "sign_up": session.sign_up,
            "places": session.capacity if session.sign_up else None,
            "cancelled": session.why_cancelled,
        }
        for session in sessions
    ]


def published(gathering: Gathering) -> ProgrammeVersion | None:
    """The last version that was published."""
    return gathering.programme_versions.first()


def published_to_all(gathering: Gathering) -> ProgrammeVersion | None:
    """The last version that was published, when that is for everybody."""
    version = published(gathering)
    return version if version and version.public else None


def names_of(gathering: Gathering, *, public: bool) -> Names:
    """What each speaker is called: for everybody, only those who agreed to be named."""
    speakers = Speaker.objects.filter(gathering=gathering).select_related("person")
    return {
        speaker.pk: ", ".join(filter(None, [str(speaker), speaker.organisation]))
        for speaker in (speakers.filter(named=True) if public else speakers)
    }


def day_of(row: Row) -> date:
    return date.fromisoformat(row["day"])


def begins(row: Row) -> time:
    return time.fromisoformat(row["begins"])


def ends(row: Row) -> time:
    return time.fromisoformat(row["ends"])


def times(row: Row) -> str:
    return time_range(begins(row), ends(row))


def clock(row: Row) -> str:
    return nhs_time(begins(row))


def people(row: Row, names: Names) -> list[tuple[str, list[str]]]:
    """Who has which part, by role; those who did not agree to be named are left out."""
    known = [part for part in row["parts"] if part["speaker"] in names]
    roles = dict.fromkeys(part["role"] for part in known)
    return [(role, [names[p["speaker"]] for p in known if p["role"] == role]) for role in roles]


def by_day(rows: list[Row], names: Names) -> list[dict[str, Any]]:
    """The rows as a page shows them: under their days, with times and people in words."""
    ordered = sorted(rows, key=lambda row: (row["day"], row["begins"], row["ends"], row["room"]))
    return [
        {
            "day": date.fromisoformat(day),
            "rows": [
                {
                    **row,
                    "times": times(row),
                    "from": begins(row),
                    "until": ends(row),
                    "people": people(row, names),
                }
                for row in there
            ],
        }
        for day, there in groupby(ordered, key=lambda row: row["day"])
    ]


def when(row: Row) -> str:
    return f"{nhs_date(day_of(row))}, {times(row)}"
