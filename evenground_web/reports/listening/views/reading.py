"""Reading a report, its files, its other forms and the chain of custody of its quotes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import download, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.accessible.views.making import note_wanted
from evenground_web.reports.accessible.views.reading import show_forms
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.listening import services
from evenground_web.reports.listening.models import ListeningVersion
from evenground_web.reports.services import FORMATS
from evenground_web.reports.views.reading import file_named


def versions() -> QuerySet[ListeningVersion]:
    return ListeningVersion.objects.select_related("report__codebook", "issued_by")


def issued() -> QuerySet[ListeningVersion]:
    return versions().exclude(issued_at=None)


def hide_drafts(request: MemberRequest, version: ListeningVersion) -> None:
    if not (version.is_issued or request.user.has_perm(Permission.WRITE_REPLIES)):
        raise Http404


@requires(Permission.SEE)
def reports(request: MemberRequest) -> HttpResponse:
    found = ListeningVersion.objects.current().open_to(request.user).listed()
    return render(request, "listening/reports.html", {"page": page_of(request, found)})


@requires(Permission.SEE, on=versions)
def report(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    hide_drafts(request, version)
    if not version.is_issued:
        return redirect("listening:draft", version.pk)
    context = {
        "version": version,
        "text": as_html(services.reading(version)),
        "formats": FORMATS.values(),
        "panels": panels(version, request.user),
    }
    return render(request, "listening/report.html", context)


@requires(Permission.WRITE_REPLIES, on=versions)
def custody(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    """Each quote with its consent, its coders and who took names out."""
    rows = services.custody_of(version, on=timezone.localdate())
    return render(request, "listening/custody.html", {"version": version, "rows": rows})


@requires(Permission.SEE, on=issued)
def file(request: MemberRequest, version: ListeningVersion, paper_format: str) -> HttpResponse:
    return _file(request, version, paper_format)


def _file(
    request: HttpRequest, version: ListeningVersion, key: str, *, public: bool = False
) -> HttpResponse:
    if key not in FORMATS:
        raise Http404
    made = FORMATS[key]
    site = request.build_absolute_uri("/").rstrip("/")
    content = made.make(services.reading(version, site=site, public=public))
    parts = [version.title] + ([f"version {version.version}"] if version.version > 1 else [])
    return download(content, name=file_named(parts, made), kind=made.kind)


@requires(Permission.SEE, on=issued)
def forms(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return show_forms(request, version)


@requires(Permission.EDIT_PAPERS, on=issued)
@require_POST
def want(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return note_wanted(request, version)


def published(number: int) -> ListeningVersion:
    """An issued report that everybody may read, or nothing at all."""
    return get_object_or_404(versions().filter(pk__in=ListeningVersion.objects.public()), pk=number)


@public
def public_reports(request: HttpRequest) -> HttpResponse:
    found = ListeningVersion.objects.current().public().listed()
    return render(request, "listening/public_reports.html", {"page": page_of(request, found)})


@public
def public_report(request: HttpRequest, listening: int) -> HttpResponse:
    version = published(listening)
    context: dict[str, Any] = {
        "version": version,
        "text": as_html(services.reading(version, public=True)),
        "formats": FORMATS.values(),
        "panels": panels(version, AnonymousUser()),
    }
    return render(request, "listening/public_report.html", context)


@public
@makes_a_file
def public_file(request: HttpRequest, listening: int, paper_format: str) -> HttpResponse:
    return _file(request, published(listening), paper_format, public=True)
