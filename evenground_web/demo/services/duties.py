"""Reports on duties in the story: an item on the agenda, the words of the secretary, issued or a draft."""

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

ON_AGENDA, WRITTEN, AFTERWARDS = 1, 3, 4


def tell_duties(year: Year) -> None:
    """Put each report on the agenda before that is published, and write it on its day."""
    at = year.timeline.on
    for entry in chapter("duties")["report"]:
        at(entry["meeting"] - 1, ON_AGENDA, partial(put_on_agenda, year, entry))
        at(entry["at"], WRITTEN, partial(write, year, entry))
        if "public" in entry:
            at(entry["public"], AFTERWARDS, partial(publish, year, entry))


def put_on_agenda(year: Year, entry: dict[str, Any], now: datetime) -> None:
    gatherings.add_agenda_item(
        year.gatherings[f"board {entry['meeting']}"], by=year.secretary, title=entry["title"],
        action=entry["action"], minutes=entry["minutes"], presenter=year.lead, now=now,
    )  # fmt: skip


def write(year: Year, entry: dict[str, Any], now: datetime) -> None:
    item, by = item_of(year, entry), year.secretary
    paper = reports.start_paper(item, by=by, template=entry["template"], now=now)
    paper = reports.edit_words(
        paper, by=by, revision=1, summary=entry["summary"], asks="\n".join(entry["asks"]), now=now
    )
    for part in (reports.COVER, reports.INTRODUCTIONS):
        texts = entry[part]
        paper = reports.edit_part(paper, part, by=by, revision=1, texts=texts, now=now)
    if "public" in entry:
        reports.issue(paper, by=by, now=now)


def publish(year: Year, entry: dict[str, Any], now: datetime) -> None:
    paper = Paper.objects.newest().get(item=item_of(year, entry))
    reports.publish(paper, by=year.secretary, now=now)


def item_of(year: Year, entry: dict[str, Any]) -> AgendaItem:
    meeting = year.gatherings[f"board {entry['meeting']}"]
    return AgendaItem.objects.get(gathering=meeting, title=entry["title"])
