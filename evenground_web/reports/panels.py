"""What the pages of meetings, groups and the partnership show about papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from evenground_web.commitments.models import ReplyVersion
from evenground_web.core.models import Partnership
from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import AgendaItem, Gathering, Meeting, ProgrammeVersion
from evenground_web.people.models import Group
from evenground_web.reports.models import Paper
from evenground_web.reports.services.formats import FORMATS

NEWEST = 5


def readable(person: Any) -> Any:
    """The papers this person may read, with no more than a list needs."""
    papers = Paper.objects.select_related("item__gathering").listed().open_to(person)
    return papers.current() if person.has_perm(Permission.EDIT_PAPERS) else papers.newest()


def of_meeting(meeting: Gathering, person: Any) -> Panel:
    """Each agenda item that has, or could have, a paper."""
    editor = person.has_perm(Permission.EDIT_PAPERS)
    if meeting.group_id is None:
        return Panel(template="reports/panels/meeting.html", context={"items": [], "editor": False})
    papers = Paper.objects.filter(item__gathering=meeting).current().listed().open_to(person)
    papers = papers.order_by("version")
    has_one = Q(standing_item__builds_paper=True) | Q(pk__in=papers.order_by().values("item"))
    items = AgendaItem.objects.filter(has_one, gathering=meeting)
    started = {paper.item_id for paper in papers}
    shown = {paper.item_id: paper for paper in papers if editor or paper.is_issued}
    rows = [
        {"item": item, "paper": shown.get(item.pk), "started": item.pk in started} for item in items
    ]
    context = {"items": rows, "editor": editor, "meeting": meeting}
    return Panel(template="reports/panels/meeting.html", context=context)


def of_meeting_in_public(meeting: Meeting, person: Any) -> Panel:
    """The papers of a meeting in public that were issued and published."""
    papers = Paper.objects.newest().public().filter(item__gathering=meeting.pk).listed()
    return Panel(
        template="reports/panels/public_meeting.html",
        context={"papers": papers.select_related("item").order_by("item__order", "pk")},
    )


def of_group(group: Group, person: Any) -> Panel:
    papers = readable(person).filter(item__gathering__group=group)[:NEWEST]
    return Panel(template="reports/panels/papers.html", context={"papers": papers})


def of_partnership(partnership: Partnership, person: Any) -> Panel:
    return Panel(
        template="reports/panels/papers.html", context={"papers": readable(person)[:NEWEST]}
    )


def of_reply(version: ReplyVersion, person: Any) -> Panel:
    """The files of a reply: the same kinds as those of a paper."""
    context = {"version": version, "formats": FORMATS.values()}
    return Panel(template="reports/panels/reply.html", context=context)


def of_programme(version: ProgrammeVersion, person: Any) -> Panel:
    """The files of a programme: with the names that whoever looks may know."""
    member = person.has_perm(Permission.SEE)
    context = {"version": version, "formats": FORMATS.values(), "member": member}
    return Panel(template="reports/panels/programme.html", context=context)


def offer_panels() -> None:
    offer("commitments.replyversion", of_reply)
    offer("gatherings.gathering", of_meeting)
    offer("gatherings.meeting", of_meeting_in_public)
    offer("gatherings.programmeversion", of_programme)
    offer("people.group", of_group)
    offer("core.partnership", of_partnership)
