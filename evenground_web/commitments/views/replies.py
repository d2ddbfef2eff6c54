"""Replies for everybody: all of them, what is still waited for, one reply, its versions and its words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from evenground_web.commitments.forms.replies import ReplyFilter
from evenground_web.commitments.models import ReplyVersion
from evenground_web.commitments.services.replies import reading, waiting
from evenground_web.commitments.services.replies.telling import as_letter, message_of
from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import public

SHOWN = 20
WAITING_SHOWN = 10


@public
def replies(request: HttpRequest) -> HttpResponse:
    form = ReplyFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    promised = waiting.promised_replies(on=today)
    late = ReplyVersion.objects.overdue(on=today).with_subject().order_by("by_day", "pk")
    context = {
        "form": form,
        "page": page_of(request, reading.find_replies(**asked), per_page=SHOWN),
        "promised": [(one, waiting.days_late(one, on=today)) for one in promised[:WAITING_SHOWN]],
        "late": [(one, (today - one.by_day).days) for one in late[:WAITING_SHOWN] if one.by_day],
    }
    return render(request, "commitments/replies/replies.html", context)


@public
def reply(request: HttpRequest, reply_pk: int) -> HttpResponse:
    return _page(request, newest(reply_pk))


@public
def version(request: HttpRequest, reply_pk: int, number: int) -> HttpResponse:
    found = ReplyVersion.objects.published().with_subject()
    return _page(request, get_object_or_404(found, reply=reply_pk, version=number))


def _page(request: HttpRequest, version: ReplyVersion) -> HttpResponse:
    versions = list(reading.versions_of(version.reply))
    newer = versions[0] if versions[0].version > version.version else None
    context: dict[str, Any] = {
        "read": reading.read(version, on=timezone.localdate()),
        "version": version,
        "reply": version.reply,
        "versions": versions,
        "newer": newer,
        "panels": panels(version, request.user),
    }
    return render(request, "commitments/replies/reply.html", context)


@public
def words(request: HttpRequest, reply_pk: int) -> HttpResponse:
    """The reply as a text message, and as plain text for an e-mail."""
    version = newest(reply_pk)
    found = reading.read(version, on=timezone.localdate())
    context = {"version": version, "message": message_of(version), "letter": as_letter(found)}
    return render(request, "commitments/replies/words.html", context)


def newest(reply_pk: int) -> ReplyVersion:
    return get_object_or_404(ReplyVersion.objects.newest().with_subject(), reply=reply_pk)
