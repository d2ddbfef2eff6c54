"""What a close keeps of the records, and how everybody reads it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from evenground_web.core.dates import nhs_date, time_range
from evenground_web.gatherings import ending
from evenground_web.gatherings.models import Closing, Gathering
from evenground_web.people.models import Organisation

Row = dict[str, Any]


def content_of(gathering: Gathering) -> Row:
    """The records as they stand, as plain data: what is public of them, and no name of a person."""
    there = gathering.organisations.order_by("sector", "name")
    labels = dict(Organisation.Sector.choices)
    return {
        "title": gathering.title,
        "kind": gathering.get_kind_display(),
        "dates": gathering.dates,
        "venue": gathering.venue,
        "organisations": [
            {"name": organisation.name, "sector": labels[organisation.sector]}
            for organisation in there
        ],
        "sessions": [
            {
                "id": session.pk,
                "title": session.title,
                "day": session.day.isoformat(),
                "begins": session.begins.isoformat("minutes"),
                "ends": session.ends.isoformat("minutes"),
                "topic": session.topic.title if session.topic else "",
                "notes": session.summary,
                "cancelled": session.why_cancelled,
            }
            for session in gathering.sessions.exclude(kind="break").select_related("topic")
        ],
        "agreed": [
            {
                "key": one.key,
                "kind": one.kind,
                "reference": one.reference,
                "title": one.title,
                "owner": one.owner,
                "due": one.due.isoformat() if one.due else "",
                "session": one.session,
            }
            for one in ending.agreed(gathering)
        ],
    }


def as_public(closing: Closing) -> Row:
    """What everybody reads of it: what was taken off the public pages since is left out."""
    content = closing.content
    addresses = ending.addresses([one["key"] for one in content["agreed"]])
    agreed = [
        {**one, "url": addresses[one["key"]], "due": _day(one["due"])}
        for one in content["agreed"]
        if one["key"] in addresses
    ]
    known = {row["id"] for row in content["sessions"]}
    sectors: dict[str, list[str]] = {}
    for organisation in content["organisations"]:
        sectors.setdefault(organisation["sector"], []).append(organisation["name"])
    return {
        **content,
        "sectors": sorted(sectors.items()),
        "sessions": [
            {
                **row,
                "when": f"{nhs_date(date.fromisoformat(row['day']))}, "
                + time_range(time.fromisoformat(row["begins"]), time.fromisoformat(row["ends"])),
                "agreed": [one for one in agreed if one["session"] == row["id"]],
            }
            for row in content["sessions"]
        ],
        "agreed": [one for one in agreed if one["session"] not in known],
        "left_out": len(agreed) < len(content["agreed"]),
    }


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
