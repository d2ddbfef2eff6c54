from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evenground_web.core.dates import nhs_date
from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import download as as_download
from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import (
    Permission,
    RuleBroken,
    in_every_language,
    public,
    requires,
)
from evenground_web.gatherings.views.agenda import may_read_private
from evenground_web.insight.services import ChartNotDrawn
from evenground_web.people.requests import MemberRequest
from evenground_web.reports import services
from evenground_web.reports.formats.drawings import svg_of
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.models import Paper


def with_item() -> Any:
    return Paper.objects.with_item()


def hide_drafts(request: MemberRequest, paper: Paper) -> None:
    """Drafts are for those who edit papers, and what is private for those who sit in the group."""
    if not (paper.is_issued or request.user.has_perm(Permission.EDIT_PAPERS, paper)):
        raise Http404
    if paper.item.private and not may_read_private(request, paper.item.gathering):
        raise Http404


@requires(Permission.SEE)
def papers(request: MemberRequest) -> HttpResponse:
    editor = request.user.has_perm(Permission.EDIT_PAPERS)
    listed = Paper.objects.with_item().listed().open_to(request.user)
    context = {
        "editor": editor,
        "papers": page_of(request, listed.current() if editor else listed.newest()),
        "waiting": services.waiting_for_paper(on=timezone.localdate()),
    }
    return render(request, "reports/papers.html", context)


@requires(Permission.SEE, on=with_item)
def paper(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    if not paper.is_issued:
        return draft(request, paper)
    reading = services.reading(paper)
    context = {"paper": paper, "text": as_html(reading), "panels": panels(paper, request.user)}
    return render(request, "reports/issued.html", context)


def draft(request: MemberRequest, paper: Paper) -> HttpResponse:
    reading, content = services.live(paper, on=timezone.localdate())
    context = {
        "paper": paper,
        "text": as_html(reading),
        "suggestions": services.suggestions(content),
    }
    return render(request, "reports/draft.html", context)


@requires(Permission.SEE, on=with_item)
def today(request: MemberRequest, paper: Paper) -> HttpResponse:
    """The same paper from the records of today, beside the one that was issued."""
    hide_drafts(request, paper)
    if not paper.is_issued:
        return redirect(paper)
    reading, _ = services.live(paper, on=timezone.localdate(), anew=True)
    return render(request, "reports/today.html", {"paper": paper, "text": as_html(reading)})


@requires(Permission.SEE, on=with_item)
def history(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return render(request, "reports/history.html", {"paper": paper})


@requires(Permission.SEE, on=with_item)
def downloads(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return render(
        request, "reports/downloads.html", {"paper": paper, "files": files(request, paper)}
    )


@requires(Permission.SEE, on=with_item)
def download(request: MemberRequest, paper: Paper, paper_format: str) -> HttpResponse:
    hide_drafts(request, paper)
    return file_of(request, paper, paper_format)


@requires(Permission.SEE, on=with_item)
def chart(request: MemberRequest, paper: Paper, number: int, screen: str) -> HttpResponse:
    """A picture of an issued paper, drawn from the numbers that were frozen with it."""
    hide_drafts(request, paper)
    return picture_of(paper, number, screen)


def picture_of(paper: Paper, number: int, screen: str) -> HttpResponse:
    charts = [block for block in paper.document if block["kind"] == "chart"]
    if number >= len(charts):
        raise Http404
    try:
        svg = svg_of(charts[number], screen=screen)
    except ChartNotDrawn:
        text = "The picture could not be drawn. The table below it says the same."
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(svg, content_type="image/svg+xml")


def reading_of(request: HttpRequest, paper: Paper, *, public: bool = False) -> Any:
    """The paper with whole addresses, as files need them."""
    site = request.build_absolute_uri("/").rstrip("/")
    if paper.is_issued:
        return services.reading(paper, site=site, public=public)
    return services.live(paper, on=timezone.localdate(), site=site)[0]


def files(request: HttpRequest, paper: Paper, *, public: bool = False) -> list[dict[str, Any]]:
    reading = reading_of(request, paper, public=public)
    return [{"format": made, "size": _size(reading, made)} for made in services.FORMATS.values()]


def _size(reading: Any, made: services.Format) -> str:
    """How large a file is; nothing of one that cannot be made just now."""
    try:
        return services.size(reading, made)
    except RuleBroken:
        return ""


def file_of(request: HttpRequest, paper: Paper, key: str, *, public: bool = False) -> HttpResponse:
    if key not in services.FORMATS:
        raise Http404
    made = services.FORMATS[key]
    content = made.make(reading_of(request, paper, public=public))
    return as_download(content, name=file_name(paper, made), kind=made.kind)


def file_name(paper: Paper, made: services.Format) -> str:
    """Progress on race, 3 February 2026, version 2, large print.pdf"""
    parts = [paper.title, nhs_date(paper.item.gathering.starts)]
    parts += [f"version {paper.version}"] if paper.version > 1 else []
    return file_named(parts, made, *([] if paper.is_issued else ["DRAFT"]))


def file_named(parts: list[str], made: services.Format, *state: str) -> str:
    """The name of a file from what it is, which a computer of any kind can keep."""
    large = ["large print"] if made.key == "large-print" else []
    name = ", ".join([*parts, *large, *state]).translate(
        {ord(sign): "-" for sign in '/\\:*?"<>|\n\t'}
    )
    return f"{name[:150]}.{made.suffix}"


def published(number: int) -> Paper:
    """An issued paper that everybody may read, or nothing at all."""
    opened = Paper.objects.with_item().issued().public()
    return get_object_or_404(opened, pk=number)


@in_every_language
@public
def public_papers(request: HttpRequest) -> HttpResponse:
    opened = Paper.objects.with_item().newest().listed().public()
    return render(request, "reports/public_papers.html", {"papers": page_of(request, opened)})


@in_every_language
@public
def public_paper(request: HttpRequest, paper: int) -> HttpResponse:
    found = published(paper)
    text = as_html(services.reading(found, public=True))
    context = {"paper": found, "text": text, "panels": panels(found, AnonymousUser())}
    return render(request, "reports/public_paper.html", context)


@in_every_language
@public
def public_downloads(request: HttpRequest, paper: int) -> HttpResponse:
    found = published(paper)
    context = {"paper": found, "public": True, "files": files(request, found, public=True)}
    return render(request, "reports/downloads.html", context)


@public
@makes_a_file
def public_download(request: HttpRequest, paper: int, paper_format: str) -> HttpResponse:
    return file_of(request, published(paper), paper_format, public=True)


@public
def public_chart(request: HttpRequest, paper: int, number: int, screen: str) -> HttpResponse:
    return picture_of(published(paper), number, screen)
