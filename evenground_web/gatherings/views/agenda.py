from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, download, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.agenda import (
    AgendaItemForm,
    ArrangeForm,
    MeetingForm,
    NewVersionForm,
    PaperForm,
)
from evenground_web.gatherings.models import AgendaItem, Gathering, ItemPaper, Meeting
from evenground_web.people.models import Group, Seat
from evenground_web.people.requests import MemberRequest


def items() -> Any:
    return AgendaItem.objects.select_related("gathering")


def meetings() -> Any:
    return Meeting.objects.with_names()


def may_read_private(request: MemberRequest, gathering: Gathering) -> bool:
    """The private part is for those who sit in the group and those who keep its minutes."""
    if request.user.has_perm(Permission.EDIT_GATHERINGS):
        return True
    seats = Seat.objects.current(on=timezone.localdate())
    return seats.filter(group=gathering.group_id, person=request.user).exists()


def agenda(gathering: Gathering, request: MemberRequest) -> dict[str, Any]:
    """The items this person may read, each with its papers, and what changed since publication."""
    found = gathering.agenda.select_related("presenter")
    meeting = Meeting.objects.get(pk=gathering.pk)
    rows = services.timed(found.prefetch_related("files"), meeting.begins)
    private = any(item.private for item in rows)
    files = any(paper.private for item in rows for paper in item.files.all())
    reads = not (private or files) or may_read_private(request, gathering)
    editor = request.user.has_perm(Permission.EDIT_PAPERS)
    version = services.published(gathering)
    papers = papers_of(gathering)
    return {
        "meeting": meeting,
        "published": version,
        "changed": services.changes_since(version, services.rows_of(rows)) if version else [],
        "hidden": private and not reads,
        "rows": [
            _row(item, papers.get(item.pk, []), editor=editor, private=reads)
            for item in rows
            if reads or not item.private
        ],
    }


def papers_of(gathering: Gathering) -> dict[int, list[Any]]:
    """The papers that were started for each item, the newest version last."""
    every: Any = AgendaItem.papers.rel.related_model._default_manager
    found: dict[int, list[Any]] = {}
    for paper in every.filter(item__gathering=gathering).current().listed().order_by("version"):
        found.setdefault(paper.item_id, []).append(paper)
    return found


def _row(item: AgendaItem, papers: list[Any], *, editor: bool, private: bool) -> dict[str, Any]:
    readable = [paper for paper in papers if editor or paper.is_issued]
    files = [file for file in services.newest(item.files.all()) if private or not file.private]
    return {
        "item": item,
        "paper": readable[-1] if readable else None,
        "fixed": bool(papers),
        "files": files,
    }


@requires(Permission.EDIT_GATHERINGS, on=Group)
def plan_meeting(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        MeetingForm(request.POST or None),
        title=f"Plan a meeting of {group}",
        submit="Plan the meeting",
        save=partial(services.plan_meeting, group, by=request.user),
        done="The meeting was planned",
        back=group.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=meetings)
def arrange(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    return form_page(
        request,
        ArrangeForm(request.POST or None, instance=meeting),
        title=f"Arrange {meeting}",
        save=partial(services.arrange_meeting, meeting, by=request.user),
        done="The meeting was changed",
        back=meeting.gathering.get_absolute_url(),
        to=meeting.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Gathering.objects.exclude(group=None))
def add_agenda_item(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        AgendaItemForm(request.POST or None),
        title=f"Add to the agenda of {gathering}",
        save=partial(services.add_agenda_item, gathering, by=request.user),
        done="The item is on the agenda",
        back=gathering.get_absolute_url(),
        to=gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=items)
def edit_agenda_item(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        AgendaItemForm(request.POST or None, instance=item),
        title=f"Edit the agenda item {item}",
        save=partial(services.edit_agenda_item, item, by=request.user),
        done="The agenda item was changed",
        back=item.gathering.get_absolute_url(),
        to=item.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=items)
@require_POST
def move_agenda_item(request: MemberRequest, item: AgendaItem, up: bool) -> HttpResponse:
    return do(
        request,
        partial(services.move_agenda_item, item, by=request.user, up=up),
        done="The order was changed",
        to=item.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=items)
@require_POST
def remove_agenda_item(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return do(
        request,
        partial(services.remove_agenda_item, item, by=request.user),
        done="The item was taken off the agenda",
        to=item.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Gathering.objects.exclude(group=None))
@require_POST
def publish(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return do(
        request,
        partial(services.publish_agenda, gathering, by=request.user),
        done="The agenda was published",
        to=gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=items)
def attach(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        PaperForm(request.POST or None, request.FILES or None),
        title=f"Attach a paper to {item}",
        submit="Attach the paper",
        save=partial(services.attach_paper, item, by=request.user),
        done="The paper was attached",
        back=item.gathering.get_absolute_url(),
        to=item.gathering,
    )


@requires(
    Permission.EDIT_GATHERINGS, on=lambda: ItemPaper.objects.select_related("item__gathering")
)
def replace(request: MemberRequest, paper: ItemPaper) -> HttpResponse:
    return form_page(
        request,
        NewVersionForm(request.POST or None, request.FILES or None),
        title=f"Add a new version of {paper.title}",
        submit="Add the new version",
        save=partial(services.replace_paper, paper, by=request.user),
        done="The new version was added",
        back=paper.item.gathering.get_absolute_url(),
        to=paper.item.gathering,
    )


@requires(Permission.SEE, on=lambda: ItemPaper.objects.select_related("item__gathering"))
def paper_file(request: MemberRequest, paper: ItemPaper) -> HttpResponse:
    if (paper.private or paper.item.private) and not may_read_private(
        request, paper.item.gathering
    ):
        raise Http404
    return file_of(paper)


def file_of(paper: ItemPaper) -> HttpResponse:
    """Always a download: nothing that was uploaded is shown inside our own pages."""
    try:
        with paper.file.open() as file:
            return download(file.read(), name=paper.name)
    except FileNotFoundError as missing:
        raise Http404 from missing


@requires(Permission.SEE, on=meetings)
def meeting_file(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    return calendar_file(request, [meeting], str(meeting), "gatherings:gathering")


def calendar_file(request: Any, meetings: Any, name: str, route: str) -> HttpResponse:
    content = services.calendar(
        meetings,
        name=name,
        address=lambda one: request.build_absolute_uri(reverse(route, args=[one.pk])),
        now=timezone.now(),
    )
    return download(content, name="meetings.ics", kind="text/calendar; charset=utf-8")
