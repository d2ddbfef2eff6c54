"""The pack of a meeting, as a page and as a PDF; the private part for those who sit there."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evenground_web.core.pages import download
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.views.agenda import may_read_private
from evenground_web.people.requests import MemberRequest
from evenground_web.reports import services
from evenground_web.reports.formats.html import as_html


def meetings() -> QuerySet[Gathering]:
    return Gathering.objects.exclude(group=None)


@requires(Permission.SEE, on=meetings)
def pack(request: MemberRequest, meeting: Gathering) -> HttpResponse:
    return _page(request, meeting, private=False)


@requires(Permission.SEE, on=meetings)
def pack_file(request: MemberRequest, meeting: Gathering) -> HttpResponse:
    return _file(request, meeting, private=False)


@requires(Permission.SEE, on=meetings)
def private_pack(request: MemberRequest, meeting: Gathering) -> HttpResponse:
    _only_inside(request, meeting)
    return _page(request, meeting, private=True)


@requires(Permission.SEE, on=meetings)
def private_pack_file(request: MemberRequest, meeting: Gathering) -> HttpResponse:
    _only_inside(request, meeting)
    return _file(request, meeting, private=True)


def _page(request: MemberRequest, meeting: Gathering, *, private: bool) -> HttpResponse:
    reading = services.pack(meeting, private=private, on=timezone.localdate())
    context = {
        "meeting": meeting,
        "reading": reading,
        "text": as_html(reading),
        "private": private,
        "may_read_private": may_read_private(request, meeting),
    }
    return render(request, "reports/pack.html", context)


def _file(request: MemberRequest, meeting: Gathering, *, private: bool) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    reading = services.pack(meeting, private=private, on=timezone.localdate(), site=site)
    made = services.FORMATS["pdf"]
    name = reading.title.translate({ord(sign): "-" for sign in '/\\:*?"<>|\n\t'})
    return download(made.make(reading), name=f"{name[:150]}.pdf", kind=made.kind)


def _only_inside(request: MemberRequest, meeting: Gathering) -> None:
    if not may_read_private(request, meeting):
        raise Http404
