"""The page on which a meeting is run and its minutes are written, and what is done from it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.agenda import ReasonForm
from evenground_web.gatherings.forms.minutes import (
    ApproveForm,
    AttendanceForm,
    CorrectForm,
    DeclarationForm,
    NotesForm,
)
from evenground_web.gatherings.models import AgendaItem, Declaration, Meeting, Minutes
from evenground_web.gatherings.outcomes import ways
from evenground_web.gatherings.views.agenda import items, may_read_private, meetings
from evenground_web.people.requests import MemberRequest


def all_minutes() -> Any:
    return Minutes.objects.select_related(
        "meeting__gathering__group", "meeting__chaired_by", "approved_in__gathering", "confirmed_by"
    )


def under(item: AgendaItem) -> str:
    """The place of an item on the page of its minutes."""
    return f"{reverse('gatherings:minutes', args=[item.gathering_id])}#item-{item.pk}"


@requires(Permission.SEE, on=meetings)
def minutes(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """The draft while it is written; once approved, what was approved."""
    last = all_minutes().filter(meeting=meeting).first()
    if last and last.state == Minutes.State.APPROVED:
        return shown(request, last)
    editor = request.user.has_perm(Permission.EDIT_GATHERINGS)
    content = services.contents(meeting)
    open_ = editor and not (last and last.state == Minutes.State.SENT)
    waiting = all_minutes().filter(
        meeting__gathering__group=meeting.gathering.group_id,
        meeting__gathering__starts__lt=meeting.gathering.starts,
        state=Minutes.State.SENT,
    )
    context = {
        "meeting": meeting,
        "minutes": last,
        "content": readable(request, meeting, content),
        "writes": open_,
        "editor": editor,
        "ways": ways(request.user) if open_ else [],
        "waiting": waiting if editor else [],
        "unanswered": services.unanswered_in_the_chair(meeting) if open_ else [],
    }
    return render(request, "gatherings/minutes.html", context)


def readable(request: MemberRequest, meeting: Meeting, content: dict[str, Any]) -> dict[str, Any]:
    """Without the private part, for those who may not read it."""
    if may_read_private(request, meeting.gathering):
        return content
    return services.public_part(content)


@requires(Permission.SEE, on=all_minutes)
def version(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    """One version of approved minutes."""
    if minutes.state != Minutes.State.APPROVED:
        return redirect(minutes.meeting)
    return shown(request, minutes)


def shown(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    context = {
        "meeting": minutes.meeting,
        "minutes": minutes,
        "content": readable(request, minutes.meeting, minutes.content),
        "editor": request.user.has_perm(Permission.EDIT_GATHERINGS),
        "versions": Minutes.objects.filter(meeting=minutes.meeting_id),
    }
    return render(request, "gatherings/minutes.html", context)


@requires(Permission.EDIT_GATHERINGS, on=meetings)
def attendance(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    return form_page(
        request,
        AttendanceForm(sent(request), meeting=meeting),
        title=f"Who is at {meeting}",
        save=partial(services.record_attendance, meeting, by=request.user),
        done="The attendance was recorded",
        back=meeting.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=items)
def notes(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        NotesForm(sent(request), instance=item),
        title=f"Notes: {item}",
        save=partial(services.write_notes, item, by=request.user),
        done="The notes were kept",
        back=under(item),
        to=under(item),
    )


@requires(Permission.EDIT_GATHERINGS, on=meetings)
def declare(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    initial = {name: request.GET.get(name) for name in ("item", "person", "interest")}
    return form_page(
        request,
        DeclarationForm(request.POST or None, meeting=meeting, initial=initial),
        title="Declare an interest at the meeting",
        submit="Write down the interest",
        save=partial(services.declare_at_meeting, meeting, by=request.user),
        done="The interest was written down",
        back=meeting.get_absolute_url(),
        to=meeting,
    )


@requires(
    Permission.EDIT_GATHERINGS, on=lambda: Declaration.objects.select_related("meeting__gathering")
)
@require_POST
def take_back_declaration(request: MemberRequest, declaration: Declaration) -> HttpResponse:
    return do(
        request,
        partial(services.withdraw_declaration, declaration, by=request.user),
        done="It was taken out of the minutes",
        to=declaration.meeting,
    )


@requires(Permission.EDIT_GATHERINGS, on=meetings)
@require_POST
def send(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    return do(
        request,
        partial(services.send_to_chair, meeting, by=request.user),
        done="The minutes are with the chair",
        to=meeting,
    )


@requires(Permission.EDIT_GATHERINGS, on=all_minutes)
def take_back(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Take the minutes back to change them",
        submit="Take the minutes back",
        save=partial(services.take_back, minutes, by=request.user),
        done="The minutes are a draft again",
        back=minutes.meeting.get_absolute_url(),
        to=minutes.meeting,
    )


@requires(Permission.EDIT_GATHERINGS, on=all_minutes)
def approve(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    return form_page(
        request,
        ApproveForm(request.POST or None, meeting=minutes.meeting, initial=request.GET.dict()),
        title=f"Record that the minutes of {minutes.meeting} were approved",
        submit="Record the approval",
        save=partial(services.approve_minutes, minutes, by=request.user),
        done="The minutes are approved, and no longer change",
        back=minutes.meeting.get_absolute_url(),
        to=minutes.meeting,
    )


@requires(Permission.EDIT_GATHERINGS, on=all_minutes)
def correct(request: MemberRequest, minutes: Minutes) -> HttpResponse:
    if minutes.state != Minutes.State.APPROVED:
        raise Http404
    return form_page(
        request,
        CorrectForm(request.POST or None, meeting=minutes.meeting),
        title=f"Correct the minutes of {minutes.meeting}",
        submit="Make the correction",
        save=partial(services.correct_minutes, minutes, by=request.user),
        done="The correction is in a new version",
        back=minutes.meeting.get_absolute_url(),
        to=minutes.meeting,
        intro="What was approved stays. The correction stands above it in a new version.",
    )
