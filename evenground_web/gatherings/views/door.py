"""The door of a gathering or of one of its sessions, for those who let people in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of, sent
from evenground_web.core.permissions import (
    Permission,
    RuleBroken,
    in_every_language,
    public,
    requires,
)
from evenground_web.gatherings.forms.door import FindForm, WalkInForm, read_presses
from evenground_web.gatherings.models import Booking, CheckIn, Gathering, Registration, Session
from evenground_web.gatherings.services.door import (
    checking_in,
    counting,
    paper,
    passes,
    syncing,
    walk_ins,
)
from evenground_web.gatherings.views.places import opened, registrations
from evenground_web.people.requests import MemberRequest


def sessions() -> Any:
    with_doors = Session.objects.filter(gathering__registration_page__isnull=False)
    return with_doors.with_names().select_related("gathering__registration_page")


def check_ins() -> Any:
    return CheckIn.objects.select_related("registration__page", "session")


def door_of(gathering_pk: int, session_pk: int | None) -> str:
    if session_pk:
        return reverse("gatherings:session_door", args=[session_pk])
    return reverse("gatherings:door", args=[gathering_pk])


@requires(Permission.WORK_DOOR, on=opened)
@never_cache
def door(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return at_door(request, gathering, None)


@requires(Permission.WORK_DOOR, on=sessions)
@never_cache
def session_door(request: MemberRequest, session: Session) -> HttpResponse:
    return at_door(request, session.gathering, session)


def at_door(request: MemberRequest, gathering: Gathering, session: Session | None) -> HttpResponse:
    """Somebody is let in by their code, or found by their name; no name is in an address."""
    page, form = gathering.registration_page, FindForm(sent(request))
    found = paper.expected(page, session)
    typed = form.cleaned_data["typed"] if form.is_valid() else ""
    if passes.is_code(typed):
        return by_code(request, typed, gathering, session)
    if typed:  # also who may take a free place: in a session, or in the room after all
        found = paper.holding(page, Booking.objects.all()).filter(name__icontains=typed)
    here = Prefetch("check_ins", here_today(page, session), to_attr="here")
    shown = page_of(request, found.prefetch_related(here))
    for one in shown:  # whoever registered has it in a message
        if one.name and one.how == Registration.How.WALK_IN:
            one.code = passes.code_of(one)
    context = {
        "gathering": gathering,
        "session": session,
        "form": form,
        "typed": typed,
        "page": shown,
        "expected": paper.expected(page, session).count() if typed else shown.paginator.count,
        "figures": counting.doors(page, session, now=timezone.now()),
        "sessions": gathering.sessions.held().filter(day=timezone.localdate()),
        "cleared": page.cleared_on,
    }
    return render(request, "gatherings/door/door.html", context)


def here_today(page: Any, session: Session | None) -> Any:
    there = CheckIn.objects.at(page, session)
    return there if session else there.filter(day=timezone.localdate())


def by_code(
    request: MemberRequest, typed: str, gathering: Gathering, session: Session | None
) -> HttpResponse:
    found = passes.find(typed)
    back = door_of(gathering.pk, session.pk if session else None)
    if found is None or found.page_id != gathering.registration_page.pk:
        messages.error(request, syncing.UNKNOWN)
        return redirect(back)
    act = partial(
        checking_in.check_in, found, session=session, by=request.user, way=CheckIn.Way.CODE
    )
    return let_in(request, found, act, back)


def let_in(request: HttpRequest, registration: Registration, act: Any, back: str) -> HttpResponse:
    try:
        _, new = act()
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, syncing.welcome(registration, new=new))
    return redirect(back)


@requires(Permission.WORK_DOOR, on=registrations)
@require_POST
def came(request: MemberRequest, registration: Registration) -> HttpResponse:
    """The button beside a name, at the door of the gathering or of the session that it names."""
    gathering = registration.page.gathering
    key = request.POST.get("session", "")
    session = get_object_or_404(gathering.sessions, pk=key) if key.isdecimal() else None
    act = partial(checking_in.check_in, registration, session=session, by=request.user)
    return let_in(
        request, registration, act, door_of(gathering.pk, session.pk if session else None)
    )


@requires(Permission.WORK_DOOR, on=check_ins)
@require_POST
def left(request: MemberRequest, check_in: CheckIn) -> HttpResponse:
    act = partial(checking_in.check_out, check_in, by=request.user)
    return do(request, act, done="They have left", to=back_from(check_in))


@requires(Permission.WORK_DOOR, on=check_ins)
@require_POST
def take_back(request: MemberRequest, check_in: CheckIn) -> HttpResponse:
    act = partial(checking_in.take_back, check_in, by=request.user)
    return do(request, act, done="The check-in was taken back", to=back_from(check_in))


def back_from(check_in: CheckIn) -> str:
    return door_of(check_in.registration.page.gathering_id, check_in.session_id)


@requires(Permission.WORK_DOOR, on=opened)
def walk_in(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    page = gathering.registration_page
    back = door_of(gathering.pk, None)
    return form_page(
        request,
        WalkInForm(sent(request), page=page),
        title="Somebody who had not registered",
        save=partial(walk_ins.walk_in, page, by=request.user),
        done="They are checked in",
        back=back,
        to=back,
        submit="Check them in",
        intro="Nothing has to be said. What is said is removed with all other names.",
    )


@requires(Permission.WORK_DOOR, on=opened)
@require_POST
@never_cache
def sync(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """What a telephone wrote down while it had no network, and what it scans now."""
    try:
        presses, clock = read_presses(request.body)
        told = syncing.sync(gathering.registration_page, presses, by=request.user, sent=clock)
    except RuleBroken as rule:
        return JsonResponse({"error": str(rule)}, status=400)
    figures = counting.doors(gathering.registration_page, now=timezone.now())
    return JsonResponse({**told, "figures": figures})


@in_every_language
@public
@never_cache
def door_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where a QR code leads: for those at the door a button, for everybody else what it is for."""
    registration = passes.find(code)
    at_door = request.user.has_perm(Permission.WORK_DOOR, registration)
    context = {
        "code": code if passes.is_code(code) else "",
        "at_door": at_door,
        "registration": registration if at_door else None,
    }
    response = render(request, "gatherings/public/places/door_code.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
