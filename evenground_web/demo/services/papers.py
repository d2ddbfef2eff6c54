"""The papers of the board: written, issued, one of them corrected, two open to everybody."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import AgendaItem
from evenground_web.reports import services as reports
from evenground_web.reports.models import Paper

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

WRITTEN, AFTERWARDS = 3, 4


def tell_papers(year: Year) -> None:
    """Write the paper of each meeting on its day, and what happened to it later."""
    at = year.timeline.on
    for month in chapter("gatherings")["meetings"]["months"]:
        at(min(month, 0), WRITTEN, partial(write, year, month))
    for entry in chapter("papers")["corrected"]:
        at(entry["at"], AFTERWARDS, partial(correct, year, entry))
    for entry in chapter("papers")["published"]:
        at(entry["at"], AFTERWARDS, partial(publish, year, entry))


def write(year: Year, month: int, now: datetime) -> None:
    meeting = year.gatherings[f"board {month}"]
    item = AgendaItem.objects.get(gathering=meeting, standing_item__builds_paper=True)
    gatherings.edit_agenda_item(item, by=year.secretary, presenter=year.lead, now=now)
    paper = reports.start_paper(item, by=year.secretary, now=now)
    words = chapter("gatherings")["meetings"]["words"][str(month)]
    paper = reports.edit_words(
        paper, by=year.secretary, revision=1, summary=words["summary"],
        asks="\n".join(words["asks"]), now=now,
    )  # fmt: skip
    for part in (reports.COVER, reports.INTRODUCTIONS):
        texts = chapter("papers")[part]
        paper = reports.edit_part(paper, part, by=year.secretary, revision=1, texts=texts, now=now)
    if month < 0:
        reports.issue(paper, by=year.secretary, now=now)


def correct(year: Year, entry: dict[str, Any], now: datetime) -> None:
    paper = reports.correct(
        of_meeting(year, entry), by=year.secretary, note=entry["note"], keeps_figures=True, now=now
    )
    reports.edit_words(
        paper, by=year.secretary, revision=paper.revision, summary=paper.summary,
        asks="\n".join(entry["asks"]), now=now,
    )  # fmt: skip
    reports.issue(paper, by=year.secretary, now=now)


def publish(year: Year, entry: dict[str, Any], now: datetime) -> None:
    reports.publish(of_meeting(year, entry), by=year.secretary, now=now)


def of_meeting(year: Year, entry: dict[str, Any]) -> Paper:
    meeting = year.gatherings[f"board {entry['month']}"]
    return Paper.objects.newest().get(
        item__gathering=meeting, item__standing_item__builds_paper=True
    )
