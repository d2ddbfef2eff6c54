"""What came of gatherings, for everybody, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import in_every_language, public
from evenground_web.gatherings.models import Closing
from evenground_web.gatherings.services import closing as services
from evenground_web.people.services.small_numbers import is_small


@in_every_language
@public
def closings(request: HttpRequest) -> HttpResponse:
    newest = Closing.objects.newest().select_related("gathering")
    page = page_of(request, newest.order_by("-gathering__ends", "-pk"), per_page=20)
    return render(request, "gatherings/public/closings.html", {"page": page})


@in_every_language
@public
def closing(request: HttpRequest, closed_pk: int) -> HttpResponse:
    found = Closing.objects.newest().select_related("gathering")
    return show(request, get_object_or_404(found, gathering=closed_pk))


@in_every_language
@public
def version(request: HttpRequest, closed_pk: int, number: int) -> HttpResponse:
    """An earlier version, as everybody could read it."""
    found = Closing.objects.published().select_related("gathering")
    return show(request, get_object_or_404(found, gathering=closed_pk, number=number))


def show(request: HttpRequest, closing: Closing) -> HttpResponse:
    versions = list(Closing.objects.published().filter(gathering=closing.gathering_id))
    context = {
        "closing": closing,
        "content": services.as_public(closing),
        "few": closing.came is not None and is_small(closing.came),
        "current": versions[0],
        "versions": versions,
        "panels": panels(closing, request.user),
    }
    return render(request, "gatherings/public/closing.html", context)
