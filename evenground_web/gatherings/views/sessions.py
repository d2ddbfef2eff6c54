"""One session: what it is, who has a part in it, and what is done with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.programme import CancelForm, PartForm, SessionForm
from evenground_web.gatherings.models import Gathering, Part, PrivateCalendar, Session
from evenground_web.gatherings.services import programme as services
from evenground_web.gatherings.views.programme import programme_of, where_to_register
from evenground_web.people.requests import MemberRequest


def sessions() -> Any:
    return Session.objects.with_names()


@requires(Permission.SEE, on=sessions)
def session(request: MemberRequest, session: Session) -> HttpResponse:
    gathering = session.gathering
    found = services.clashes(gathering, services.of_programme(gathering))
    context = {
        "session": session,
        "gathering": gathering,
        "sign_up_at": where_to_register(gathering),
        "parts": session.parts.select_related("speaker__person"),
        "clashes": [clash for clash in found if session.pk in clash.sessions],
        "panels": panels(session, request.user),
    }
    return render(request, "gatherings/programme/session.html", context)


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def add_session(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        SessionForm(request.POST or None, gathering=gathering),
        title=f"Add a session of {gathering}",
        save=partial(services.add_session, gathering, by=request.user),
        done="The session was added",
        back=programme_of(gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=sessions)
def edit_session(request: MemberRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        SessionForm(request.POST or None, instance=session, gathering=session.gathering),
        title=f"Change the session {session}",
        save=partial(services.edit_session, session, by=request.user),
        done="The session was changed. People are told when the programme is published again.",
        back=session.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=sessions)
def cancel_session(request: MemberRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        CancelForm(request.POST or None),
        title=f"Cancel the session {session}",
        save=partial(services.cancel_session, session, by=request.user),
        done="The session was cancelled. Those who signed up or have a part in it are told.",
        back=session.get_absolute_url(),
        submit="Cancel this session",
    )


@requires(Permission.EDIT_GATHERINGS, on=sessions)
@require_POST
def hold_session(request: MemberRequest, session: Session) -> HttpResponse:
    return do(
        request,
        partial(services.hold_session, session, by=request.user),
        done="The session is held after all. Those who signed up or have a part in it are told.",
        to=session,
    )


@requires(Permission.EDIT_GATHERINGS, on=sessions)
@require_POST
def remove_session(request: MemberRequest, session: Session) -> HttpResponse:
    return do(
        request,
        partial(services.remove_session, session, by=request.user),
        done="The session was taken out",
        to=programme_of(session.gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=sessions)
def give_part(request: MemberRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        PartForm(request.POST or None),
        title=f"Add somebody to {session}",
        save=partial(services.give_part, session, by=request.user),
        done="The part was added",
        back=session.get_absolute_url(),
        to=session,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Part.objects.select_related("session__gathering"))
@require_POST
def take_part_away(request: MemberRequest, part: Part) -> HttpResponse:
    return do(
        request,
        partial(services.take_part_away, part, by=request.user),
        done="The part was taken away",
        to=part.session,
    )


@requires(Permission.SEE)
@never_cache
def mine(request: MemberRequest) -> HttpResponse:
    """The sessions of whoever looks, and the address at which their calendar reads them."""
    return show_mine(request)


@requires(Permission.SEE)
@never_cache
@require_POST
def make_calendar(request: MemberRequest) -> HttpResponse:
    code = services.make_calendar(by=request.user)
    path = reverse("gatherings:private_calendar", args=[code])
    return show_mine(request, request.build_absolute_uri(path))


@requires(Permission.SEE)
@require_POST
def stop_calendar(request: MemberRequest) -> HttpResponse:
    return do(
        request,
        partial(services.stop_calendar, by=request.user),
        done="The private address no longer works",
        to="gatherings:my_sessions",
    )


def show_mine(request: MemberRequest, made: str = "") -> HttpResponse:
    context = {
        "entries": services.entries_for(request.user),
        "made": made,
        "calendar": PrivateCalendar.objects.filter(person=request.user).first(),
    }
    return render(request, "gatherings/programme/mine.html", context)
