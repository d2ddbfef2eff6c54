"""What the pages of meetings, groups and the partnership show about papers."""

from __future__ import annotations

from typing import Any

from evenground_web.core.models import Partnership
from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import AgendaItem, Gathering
from evenground_web.people.models import Group
from evenground_web.reports.models import Paper

NEWEST = 5


def readable(person: Any) -> Any:
    """The papers this person may read, with no more than a list needs."""
    papers = Paper.objects.select_related("item__gathering").defer("content", "summary", "asks")
    if person.has_perm(Permission.EDIT_PAPERS):
        return papers
    return papers.issued()


def of_meeting(meeting: Gathering, person: Any) -> Panel:
    """Each agenda item that has, or could have, a paper."""
    editor = person.has_perm(Permission.EDIT_PAPERS)
    if meeting.group_id is None:
        return Panel(template="reports/panels/meeting.html", context={"items": []})
    items = (
        AgendaItem.objects.filter(gathering=meeting, standing_item__builds_paper=True)
        .select_related("paper")
        .defer("paper__content", "paper__summary", "paper__asks")
    )
    shown = [
        {"item": item, "paper": paper if paper and (editor or paper.is_issued) else None}
        for item, paper in ((item, getattr(item, "paper", None)) for item in items)
    ]
    return Panel(template="reports/panels/meeting.html", context={"items": shown, "editor": editor})


def of_group(group: Group, person: Any) -> Panel:
    papers = readable(person).filter(item__standing_item__group=group)[:NEWEST]
    return Panel(template="reports/panels/papers.html", context={"papers": papers})


def of_partnership(partnership: Partnership, person: Any) -> Panel:
    return Panel(
        template="reports/panels/papers.html", context={"papers": readable(person)[:NEWEST]}
    )


def offer_panels() -> None:
    offer("gatherings.gathering", of_meeting)  # type: ignore[arg-type]
    offer("people.group", of_group)  # type: ignore[arg-type]
    offer("core.partnership", of_partnership)  # type: ignore[arg-type]
