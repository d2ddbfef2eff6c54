"""The public tracker: every commitment that the partnership made public, for everybody to follow."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from evenground_web.commitments.forms.tracker import TrackerFilter
from evenground_web.commitments.models import public_commitments
from evenground_web.commitments.services.tracker.files import TITLES
from evenground_web.commitments.services.tracker.finding import find_public, times_moved
from evenground_web.commitments.services.tracker.reading import (
    owner_of,
    read,
    status_of,
    to_read,
)
from evenground_web.commitments.services.tracker.tables import TABLES
from evenground_web.core.pages import page_of
from evenground_web.core.permissions import public

SHOWN = 20  # a page of the list stays under 60 KB


@public
def tracker(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = TrackerFilter(request.GET)
    found = find_public(on=today, **form.asked) if form.is_valid() else public_commitments().none()
    page = page_of(request, found, per_page=SHOWN)
    moved = times_moved(page.object_list)
    rows = [
        {
            "commitment": one,
            "owner": owner_of(one),
            "status": status_of(one),
            "late": one.is_late(on=today),
            "moved": _moved(moved.get(one.pk, 0)),
        }
        for one in page
    ]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "commitments/tracker/tracker.html", context)


def _moved(times: int) -> str:
    if not times:
        return ""
    return "Moved once" if times == 1 else f"Moved {times} times"


@public
def public_commitment(request: HttpRequest, public_pk: int) -> HttpResponse:
    commitment = get_object_or_404(to_read(), pk=public_pk)
    shown = read(commitment, on=timezone.localdate())
    context = {"shown": shown, "commitment": commitment, "status": status_of(commitment)}
    return render(request, "commitments/tracker/commitment.html", context)


@public
def open_data(request: HttpRequest) -> HttpResponse:
    context = {
        "tables": [(TITLES[name], columns) for name, columns in TABLES.items()],
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
    }
    return render(request, "commitments/tracker/open_data.html", context)
