"""The files of a published programme."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from evenground_web.core.pages import download
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.gatherings.models import Gathering, ProgrammeVersion
from evenground_web.people.requests import MemberRequest
from evenground_web.reports import services
from evenground_web.reports.services.programmes import reading_of_programme
from evenground_web.reports.views.reading import file_named


@requires(Permission.SEE, on=lambda: ProgrammeVersion.objects.select_related("gathering"))
def programme_file(
    request: MemberRequest, version: ProgrammeVersion, paper_format: str
) -> HttpResponse:
    return file_of(version, paper_format, for_everybody=False)


@public
def public_programme_file(
    request: HttpRequest, gathering_pk: int, number: int, paper_format: str
) -> HttpResponse:
    gathering = get_object_or_404(Gathering.objects.with_public_programme(), pk=gathering_pk)
    versions = gathering.programme_versions.filter(public=True)
    return file_of(get_object_or_404(versions, number=number), paper_format, for_everybody=True)


def file_of(version: ProgrammeVersion, paper_format: str, *, for_everybody: bool) -> HttpResponse:
    if paper_format not in services.FORMATS:
        raise Http404
    made = services.FORMATS[paper_format]
    parts = [f"Programme - {version.gathering}", f"version {version.number}"]
    reading = reading_of_programme(version, public=for_everybody)
    return download(made.make(reading), name=file_named(parts, made), kind=made.kind)
