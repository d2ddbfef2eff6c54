"""The agenda is published on a day; what changes after that is told, version by version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_time
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, AgendaVersion, Gathering, ItemPaper
from evenground_web.gatherings.services.agenda import check_open, timed
from evenground_web.people.models import Person

Row = dict[str, Any]
TOLD = {"title": "is called", "action": "is", "starts": "starts at", "by": "is presented by"}


def agenda_rows(gathering: Gathering) -> list[Row]:
    """The agenda as it stands, as plain data."""
    items = gathering.agenda.select_related("presenter").prefetch_related("files")
    return rows_of(timed(items, gathering.meeting.begins))


def rows_of(items: Iterable[AgendaItem]) -> list[Row]:
    """The same, of items that are read already, with their papers and times."""
    return [
        {
            "id": item.pk,
            "title": item.title,
            "action": item.get_action_display(),
            "starts": nhs_time(item.starts),
            "minutes": item.minutes,
            "by": item.presented_by,
            "private": item.private,
            "papers": [
                {"id": paper.pk, "name": str(paper), "private": paper.private}
                for paper in newest(item.files.all())
            ],
        }
        for item in items
    ]


def newest(papers: Any) -> list[ItemPaper]:
    """Of each paper its last version."""
    found: dict[str, ItemPaper] = {}
    for paper in papers:
        if paper.title not in found or paper.version > found[paper.title].version:
            found[paper.title] = paper
    return list(found.values())


def published(gathering: Gathering) -> AgendaVersion | None:
    """The last version that was published."""
    return gathering.agenda_versions.first()


def changes_since(version: AgendaVersion, rows: list[Row]) -> list[dict[str, Any]]:
    """What differs, each in words, and whether it is about the private part."""
    before = {row["id"]: row for row in version.items}
    after = {row["id"]: row for row in rows}
    told = [_told(row, "was taken off") for key, row in before.items() if key not in after]
    for key, row in after.items():
        if key not in before:
            told.append(_told(row, "is new"))
        else:
            told += [_told(row, words) for words in _differences(before[key], row)]
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        told.append({"words": "The order of the items changed", "private": False})
    return told


def _told(row: Row, words: str) -> dict[str, Any]:
    return {"words": f"“{row['title']}” {words}", "private": row["private"]}


def _differences(old: Row, new: Row) -> list[str]:
    said = [
        f"now {words} {new[name] or 'nobody'}" if name != "title"
        else f"was called “{old[name]}”"
        for name, words in TOLD.items()
        if old[name] != new[name]
    ]  # fmt: skip
    if old["private"] != new["private"]:
        said.append(f"moved to the {'private' if new['private'] else 'public'} part")
    there = {paper["id"] for paper in old["papers"]}
    said += [
        f"has a new paper: {paper['name']}"
        for paper in new["papers"]
        if paper["id"] not in there and not paper["private"]
    ]
    if any(paper["id"] not in there and paper["private"] for paper in new["papers"]):
        said.append("has a new private paper")
    return said


@audit.in_turn()
def publish_agenda(
    gathering: Gathering, *, by: Person, now: datetime | None = None
) -> AgendaVersion:
    """Freeze the agenda as it stands, with what changed since the version before."""
    gathering = Gathering.objects.select_related("meeting").get(pk=gathering.pk)
    check_open(gathering)
    rows = agenda_rows(gathering)
    if not rows:
        raise RuleBroken("Nothing is on the agenda yet. Add an item, then publish it.")
    last = published(gathering)
    changes = changes_since(last, rows) if last else []
    if last and not changes:
        raise RuleBroken(f"Nothing changed since version {last.number} was published.")
    version = AgendaVersion.objects.create(
        gathering=gathering,
        number=last.number + 1 if last else 1,
        at=now or timezone.now(),
        by=by,
        items=rows,
        changes=changes,
    )
    audit.record(
        "gathering.agenda_published",
        gathering,
        by=by,
        sentence=f"published version {version.number} of the agenda"
        if last
        else "published the agenda",
        now=now,
    )
    return version
