"""Closing a gathering, and cancelling one."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.core.pages import form_page, sent
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.closing import (
    CancelGatheringForm,
    CloseForm,
    ClosingForm,
    SessionNotesForm,
)
from evenground_web.gatherings.models import Gathering, Session
from evenground_web.gatherings.services import closing as services
from evenground_web.people.requests import MemberRequest


def page_of_close(gathering: Gathering) -> str:
    return reverse("gatherings:closing", args=[gathering.pk])


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def closing(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """What the close will say, what is still open, and the versions that everybody reads."""
    context = {
        "gathering": gathering,
        "draft": gathering.closings.filter(at=None).first(),
        "versions": gathering.closings.published().select_related("by"),
        "sessions": gathering.sessions.held().exclude(kind="break"),
        "unfinished": [end.seen_by(request.user) for end in services.unfinished(gathering)],
        "may_close": request.user.has_perm(Permission.CLOSE_GATHERINGS),
    }
    return render(request, "gatherings/closing/closing.html", context)


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def write_close(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        ClosingForm(sent(request), instance=services.draft_of(gathering)),
        title=f"What came of {gathering}",
        save=partial(services.write_draft, gathering, by=request.user),
        done="It was kept. Nobody reads it in public before the gathering is closed",
        back=page_of_close(gathering),
        to=page_of_close(gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Session.objects.select_related("gathering"))
def session_notes(request: MemberRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        SessionNotesForm(sent(request), instance=session),
        title=f"Notes of {session}",
        save=partial(services.write_session_notes, session, by=request.user),
        done="The notes were kept",
        back=page_of_close(session.gathering),
        to=page_of_close(session.gathering),
        template="gatherings/closing/notes.html",
        panels=panels(session, request.user),
    )


@requires(Permission.CLOSE_GATHERINGS, on=Gathering)
def close(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    open_ends = [end.seen_by(request.user) for end in services.unfinished(gathering)]
    return form_page(
        request,
        CloseForm(sent(request), is_finished=not open_ends),
        title=f"Close {gathering}",
        save=partial(services.close, gathering, by=request.user),
        done="It is closed, and everybody can read what came of it",
        back=page_of_close(gathering),
        to=page_of_close(gathering),
        template="gatherings/closing/close.html",
        gathering=gathering,
        draft=services.draft_of(gathering),
        unfinished=open_ends,
        submit="Close it for everybody to read",
    )


@requires(Permission.CLOSE_GATHERINGS, on=Gathering)
def cancel(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        CancelGatheringForm(sent(request)),
        title=f"Cancel {gathering}",
        save=partial(services.cancel_gathering, gathering, by=request.user),
        done="It is cancelled. Everybody who registered, is invited or has a part is told",
        back=gathering.get_absolute_url(),
        intro="This cannot be taken back. All places are given up, and everybody is told once.",
        submit="Cancel this gathering",
    )
