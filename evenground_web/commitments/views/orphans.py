"""What hangs loose: six lists, each with its count and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evenground_web.commitments.forms.orphans import (
    LooseCommitments,
    LooseGaps,
    LooseGatherings,
    LooseReplies,
    LooseTopics,
    LooseVoices,
)
from evenground_web.commitments.services.replies.waiting import days_late
from evenground_web.core.lists import CountOf
from evenground_web.core.models import Partnership
from evenground_web.core.pages import page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.insight.pages import GapRow
from evenground_web.people.requests import MemberRequest

PER_PAGE = 20
LISTS: dict[str, tuple[str, type[Any]]] = {
    "orphans": ("Gaps nobody owns", LooseGaps),
    "orphan_commitments": ("Commitments without a gap", LooseCommitments),
    "orphan_topics": ("Topics people spoke about, without a commitment", LooseTopics),
    "orphan_voices": ("Voices without a gap", LooseVoices),
    "orphan_gatherings": ("Gatherings without a reply to those who spoke", LooseGatherings),
    "orphan_replies": ("Gaps people spoke about, without a reply", LooseReplies),
}


@requires(Permission.SEE)
def gaps(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphans")


@requires(Permission.SEE)
def commitments(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphan_commitments")


@requires(Permission.SEE)
def topics(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphan_topics")


@requires(Permission.SEE)
def voices(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphan_voices")


@requires(Permission.SEE)
def gatherings(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphan_gatherings")


@requires(Permission.SEE)
def replies(request: MemberRequest) -> HttpResponse:
    return _list(request, "orphan_replies")


def _counts(lists: Iterable[str], person: Any) -> dict[str, int]:
    """How long these lists are, in one query."""
    columns = {name: CountOf(LISTS[name][1].every(person)) for name in lists}
    return dict(zip(columns, Partnership.objects.values_list(*columns.values()).get(), strict=True))


def _list(request: MemberRequest, chosen: str) -> HttpResponse:
    title, kind = LISTS[chosen]
    form = kind(request.GET)
    page = page_of(request, form.loose(request.user), per_page=PER_PAGE)
    counts = {chosen: page.paginator.count}
    counts |= _counts([n for n in LISTS if n != chosen or form.narrows], request.user)
    tabs = [
        (f"commitments:{name}", words, counts[name], name == chosen)
        for name, (words, _) in LISTS.items()
    ]
    context = {"title": title, "form": form, "page": page, "tabs": tabs, "which": chosen}
    if chosen == "orphans":
        context["rows"] = [GapRow(gap) for gap in page]
    if chosen == "orphan_gatherings":
        today = timezone.localdate()
        context["rows"] = [(one, days_late(one, on=today)) for one in page]
    if chosen == "orphan_commitments":
        may = Permission.UPDATE_COMMITMENTS
        context["may_tie"] = {one.pk for one in page if request.user.has_perm(may, one)}
    return render(request, "commitments/orphans.html", context)
