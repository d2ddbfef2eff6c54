"""A published programme as a document: from it come the same files as from a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.dates import nhs_date
from evenground_web.core.text import in_a_row
from evenground_web.gatherings.models import ProgrammeVersion
from evenground_web.gatherings.services import programme
from evenground_web.reports.blocks import Block, heading, paragraph, paragraphs, table
from evenground_web.reports.formats.reading import Reading

HEADERS = ("Time", "Session", "Where")


def reading_of_programme(version: ProgrammeVersion, *, public: bool) -> Reading:
    """A version with the names that its readers may know."""
    gathering = version.gathering
    where = ", ".join(filter(None, [gathering.get_format_display(), gathering.venue]))
    return Reading(
        title=f"Programme: {gathering}",
        state=(
            f"{gathering.dates}. {where}.",
            f"Version {version.number}, published on {nhs_date(version.at)}.",
        ),
        day=timezone.localdate(version.at),
        short=True,
        blocks=list(_blocks(version, public=public)),
    )


def _blocks(version: ProgrammeVersion, *, public: bool) -> Iterable[Block]:
    yield from paragraphs(version.gathering.purpose)
    names = programme.names_of(version.gathering, public=public)
    for day in programme.by_day(version.sessions, names):
        called = f"{day['day']:%A} {nhs_date(day['day'])}"
        yield heading(2, called)
        rows = [(row["times"], _words(row), row["room"] or "Not said yet") for row in day["rows"]]
        yield table(called, HEADERS, rows)
    if public:
        path = reverse("gatherings:public_programme", args=[version.gathering_id])
        address = f"{settings.SITE}{path}"
        yield paragraph("The newest version is here: ", {"text": address, "href": address})


def _words(row: dict[str, Any]) -> str:
    """The session with its kind, track and topic, and who has a part in it."""
    said = [f"Cancelled: {row['title']} ({row['cancelled']})" if row["cancelled"] else row["title"]]
    said.append(", ".join(filter(None, [row["kind"], row["track"]])))
    said += [f"Topic: {row['topic']}"] if row["topic"] else []
    said += [f"{role}: {in_a_row(names)}" for role, names in row["people"]]
    return ". ".join(said)
