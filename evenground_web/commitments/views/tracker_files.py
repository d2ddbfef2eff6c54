"""Feeds, calendars and open data of the public tracker, narrowed as its list is.

A reader who asks again while nothing changed is told so: the record of changes gives each state
of the partnership its own mark. A whole file is made once for each state, whoever asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from evenground_web.commitments.forms.tracker import TrackerFilter
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker import feeds, files
from evenground_web.commitments.services.tracker.finding import find_public
from evenground_web.commitments.services.tracker.reading import to_read
from evenground_web.core import limits
from evenground_web.core.dates import midnight
from evenground_web.core.models import AuditEvent, Partnership
from evenground_web.core.pages import CSV, EXCEL, download
from evenground_web.core.permissions import RuleBroken, public

View = Callable[..., HttpResponse]
ATOM = "application/atom+xml; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
KEPT = 24 * 60 * 60  # seconds; a day that begins is another state
TOO_MANY = (
    "Too many narrowed files were asked for from your network in the last ten minutes. Wait ten "
    "minutes, or take the whole file and narrow it yourself: it is kept ready."
)


def last_change(request: HttpRequest, **kept: Any) -> datetime:
    """When anything changed last; a day that begins may make something late."""
    today = midnight(timezone.localdate())
    event = _last_event(request)
    return max(today, event.at) if event else today


def mark(request: HttpRequest, **kept: Any) -> str:
    event = _last_event(request)
    state = (
        event.hash if event else "", str(timezone.localdate()), request.build_absolute_uri(),
        settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL,
    )  # fmt: skip
    return f'"{hashlib.sha256(" ".join(state).encode()).hexdigest()[:32]}"'


def _last_event(request: Any) -> AuditEvent | None:
    if not hasattr(request, "last_event"):
        request.last_event = AuditEvent.objects.order_by("-position").first()
    return request.last_event


def unless_unchanged(view: View) -> View:
    """Keep a copy, and ask each time whether it still holds: what is taken back is gone at once."""

    answer = require_safe(condition(mark, last_change)(view))

    @wraps(view)
    def checked(request: HttpRequest, **kept: Any) -> HttpResponse:
        response = answer(request, **kept)
        response.headers["Cache-Control"] = "public, no-cache"
        dictionary = request.build_absolute_uri(reverse("commitments:open_data"))
        response.headers["Link"] = (
            f'<{settings.OPEN_DATA_LICENCE_URL}>; rel="license", <{dictionary}>; rel="describedby"'
        )
        return response

    return checked


def of_the_list(view: View) -> View:
    """Hand the view the list as the address narrows it, or say what is wrong with the address."""

    @wraps(view)
    def narrowed(request: HttpRequest, **kept: Any) -> HttpResponse:
        form = TrackerFilter(request.GET)
        unknown = [name for name in request.GET if name not in form.fields]
        if unknown or not form.is_valid():
            return _refused(form, unknown)
        found = find_public(on=timezone.localdate(), **form.asked)
        try:
            return view(request, found=found, form=form, **kept)
        except RuleBroken as rule:
            return HttpResponse(str(rule), status=400, content_type=TEXT)

    return unless_unchanged(made_once(narrowed))


def made_once(view: View) -> View:
    """Keep the whole file of a state ready; narrowed files are made anew, and not without end."""

    @wraps(view)
    def ready(request: HttpRequest, **kept: Any) -> HttpResponse:
        if request.GET:
            if limits.too_many(request, doing="narrowed_files"):
                return HttpResponse(TOO_MANY, status=429, content_type=TEXT)
            return view(request, **kept)
        key = f"tracker.{hashlib.sha256(request.build_absolute_uri().encode()).hexdigest()}"
        state = mark(request)
        made_from, response = cache.get(key, ("", None))
        if made_from != state:
            response = view(request, **kept)
            cache.set(key, (state, response), KEPT)
        return response

    return ready


def _refused(form: TrackerFilter, unknown: list[str]) -> HttpResponse:
    lines = [f"There is no filter called “{name}”." for name in unknown]
    lines += [f"{message}." for messages in form.errors.values() for message in messages]
    lines += [f"The filters are: {', '.join(form.fields)}. Nothing was left out silently."]
    text = "\n".join(lines)
    return HttpResponse(text, status=400, content_type=TEXT)


@public
@of_the_list
def feed(request: HttpRequest, *, found: QuerySet[Commitment], form: TrackerFilter) -> HttpResponse:
    title = f"{_partnership()}: what was promised"
    title += f" ({form.in_words})" if form.in_words else ""
    return _feed(request, found, title=title, page=f"{reverse('commitments:tracker')}?{form.query}")


@public
@unless_unchanged
def commitment_feed(request: HttpRequest, public_pk: int) -> HttpResponse:
    commitment = get_object_or_404(to_read(), pk=public_pk)
    found = to_read().filter(pk=public_pk)
    return _feed(request, found, title=str(commitment), page=_path(commitment))


def _feed(
    request: HttpRequest, found: QuerySet[Commitment], *, title: str, page: str
) -> HttpResponse:
    content = feeds.atom(
        found,
        title=title,
        publisher=_partnership(),
        page=request.build_absolute_uri(page.removesuffix("?")),
        here=request.build_absolute_uri(),
        licence=settings.OPEN_DATA_LICENCE,
        host=request.get_host().partition(":")[0],
        address=partial(_address, request),
        since=last_change(request),
    )
    return HttpResponse(content, content_type=ATOM)


@public
@of_the_list
def calendar(
    request: HttpRequest, *, found: QuerySet[Commitment], form: TrackerFilter
) -> HttpResponse:
    content = feeds.calendar(
        found,
        name=f"{_partnership()}: when promises are due",
        host=request.get_host().partition(":")[0],
        address=partial(_address, request),
        now=last_change(request),
    )
    return HttpResponse(content, content_type=CALENDAR)


@public
@of_the_list
def data_csv(
    request: HttpRequest, *, found: QuerySet[Commitment], form: TrackerFilter, table: str
) -> HttpResponse:
    content = files.as_csv(table, found, about=_about(request, form))
    return download(content, name=f"{table}.csv", kind=CSV)


@public
@of_the_list
def data_json(
    request: HttpRequest, *, found: QuerySet[Commitment], form: TrackerFilter
) -> HttpResponse:
    return HttpResponse(files.as_json(found, about=_about(request, form)), content_type=JSON)


@public
@of_the_list
def data_xlsx(
    request: HttpRequest, *, found: QuerySet[Commitment], form: TrackerFilter
) -> HttpResponse:
    content = files.as_xlsx(found, about=_about(request, form))
    return download(content, name="public-tracker.xlsx", kind=EXCEL)


@public
@unless_unchanged
def data_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(files.schema(about=_about(request)), content_type=JSON)


def _about(request: HttpRequest, form: TrackerFilter | None = None) -> files.About:
    return files.About(
        publisher=_partnership(),
        site=request.build_absolute_uri("/").rstrip("/"),
        dictionary=request.build_absolute_uri(reverse("commitments:open_data")),
        as_at=timezone.localdate(),
        narrowed=form.in_words if form else "",
    )


def _partnership() -> str:
    return str(Partnership.objects.first() or "Evenground")


def _path(commitment: Commitment) -> str:
    return reverse("commitments:public_commitment", args=[commitment.pk])


def _address(request: HttpRequest, commitment: Commitment) -> str:
    return request.build_absolute_uri(_path(commitment))
