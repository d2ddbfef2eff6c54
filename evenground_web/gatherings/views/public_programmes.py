"""Programmes for everybody, without an account, and for calendars."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.pages import download, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import in_every_language, public
from evenground_web.gatherings.forms.programme import ProgrammeFilter
from evenground_web.gatherings.models import Gathering, ProgrammeVersion
from evenground_web.gatherings.services import programme as services
from evenground_web.gatherings.views.programme import where_to_register

CALENDAR = "text/calendar; charset=utf-8"
VERSIONS_TOLD = 5


def newest(gathering_pk: int) -> ProgrammeVersion:
    """The last version, when that is for everybody."""
    version = services.published_to_all(get_object_or_404(Gathering, pk=gathering_pk))
    if version is None:
        raise Http404
    return version


@in_every_language
@public
def programmes(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = Gathering.objects.with_public_programme().select_related("place")
    context = {
        "coming": found.filter(ends__gte=today).order_by("starts", "title"),
        "page": page_of(request, found.filter(ends__lt=today), per_page=20),
    }
    return render(request, "gatherings/public/programmes.html", context)


@in_every_language
@public
def programme(request: HttpRequest, gathering_pk: int) -> HttpResponse:
    version = newest(gathering_pk)
    return show(request, version, current=version)


@in_every_language
@public
def version(request: HttpRequest, gathering_pk: int, number: int) -> HttpResponse:
    """An earlier version, as everybody could read it."""
    current = newest(gathering_pk)
    found = current.gathering.programme_versions.filter(public=True)
    return show(request, get_object_or_404(found, number=number), current=current)


def show(request: HttpRequest, version: ProgrammeVersion, *, current: Any) -> HttpResponse:
    gathering = version.gathering
    names = services.names_of(gathering, public=True)
    form = ProgrammeFilter(request.GET, rows=version.sessions)
    context = {
        "gathering": gathering,
        "version": version,
        "current": current,
        "sign_up_at": where_to_register(gathering),
        "closed": gathering.closings.published().exists(),
        "form": form,
        "days": services.by_day([row for row in version.sessions if form.fits(row)], names),
        "told": told(version, names),
        "panels": panels(version, request.user),
    }
    return render(request, "gatherings/public/programme.html", context)


def told(version: ProgrammeVersion, names: dict[int, str]) -> list[dict[str, Any]]:
    """What changed with this version and with those just before it, the newest first."""
    found = version.gathering.programme_versions.filter(public=True, number__lte=version.number)
    versions = list(found[: VERSIONS_TOLD + 1])
    every = [
        {"version": after, "changes": services.changes(before.sessions, after.sessions, names)}
        for after, before in pairwise(versions)
    ]
    return [one for one in every if one["changes"]]


@in_every_language
@public
def session(request: HttpRequest, gathering_pk: int, session_pk: int) -> HttpResponse:
    version = newest(gathering_pk)
    names = services.names_of(version.gathering, public=True)
    row = row_of(version, session_pk)
    context = {
        "gathering": version.gathering,
        "version": version,
        "sign_up_at": where_to_register(version.gathering),
        "day": services.by_day([row], names)[0]["day"],
        "row": services.by_day([row], names)[0]["rows"][0],
    }
    return render(request, "gatherings/public/session.html", context)


def row_of(version: ProgrammeVersion, session: int) -> dict[str, Any]:
    for row in version.sessions:
        if row["id"] == session:
            return dict(row)
    raise Http404


@public
def programme_file(request: HttpRequest, gathering_pk: int) -> HttpResponse:
    """The whole programme, for a calendar that asks again by itself."""
    version = newest(gathering_pk)
    entries = services.entries_of(version, public=True)
    return calendar_file(request, entries, name=str(version.gathering))


@public
def session_file(request: HttpRequest, gathering_pk: int, session_pk: int) -> HttpResponse:
    version = newest(gathering_pk)
    row = row_of(version, session_pk)
    entries = services.entries_of(version, public=True, session=session_pk)
    return calendar_file(request, entries, name=row["title"])


@public
def private_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The sessions of one member, at an address that only they know."""
    person = services.person_with(secret)
    if person is None:
        raise Http404
    found = services.entries_for(person)
    response = calendar_file(request, found, name=f"Sessions of {person}", route="session")
    response["Cache-Control"] = "private, no-store"
    return response


def calendar_file(
    request: HttpRequest, entries: Any, *, name: str, route: str = "public_session"
) -> HttpResponse:
    def address(entry: Any) -> str:
        keys = [entry.row["id"]]
        if route == "public_session":
            keys = [entry.version.gathering_id, *keys]
        return request.build_absolute_uri(reverse(f"gatherings:{route}", args=keys))

    content = services.calendar(entries, name=name, host=request.get_host(), address=address)
    return download(content, name="programme.ics", kind=CALENDAR)
