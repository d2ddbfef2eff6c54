"""The files of a reply to those who spoke, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from evenground_web.commitments.models import ReplyVersion
from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import download
from evenground_web.core.permissions import public
from evenground_web.reports import services
from evenground_web.reports.services.replies import reading_of_reply
from evenground_web.reports.views.reading import file_named


@public
@makes_a_file
def reply_file(request: HttpRequest, reply_pk: int, number: int, paper_format: str) -> HttpResponse:
    if paper_format not in services.FORMATS:
        raise Http404
    found = ReplyVersion.objects.published().with_subject()
    version = get_object_or_404(found, reply=reply_pk, version=number)
    made = services.FORMATS[paper_format]
    parts = [f"We asked, you said, we did - {version.reply}"]
    parts += [f"version {version.version}"] if version.version > 1 else []
    return download(
        made.make(reading_of_reply(version)), name=file_named(parts, made), kind=made.kind
    )
