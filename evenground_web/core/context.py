"""What every page shows: the partnership's name, and the thread as navigation."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from evenground_web.core import tongues
from evenground_web.core.models import Partnership
from evenground_web.core.permissions import Permission

THREAD = (  # the words, the page, and other addresses that belong to it
    ("Gaps", "insight:gaps"),
    ("Voices", "voices:voices"),
    ("Commitments", "commitments:commitments"),
    ("Gatherings", "gatherings:gatherings", "/floor/"),
    ("Papers", "reports:papers"),
    ("Partnership", "people:partnership"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    def navigation() -> list[dict[str, Any]]:
        user = getattr(request, "user", None)  # an address that is refused has nobody yet
        if not (user and user.has_perm(Permission.SEE)):
            return []
        links = [(text, reverse(name), beside) for text, name, *beside in THREAD]
        return [
            {"text": text, "href": href, "current": request.path.startswith((href, *beside))}
            for text, href, beside in links
        ]

    return {
        "partnership": cache(Partnership.objects.first),  # asked several times on a page
        "navigation": navigation,
        "demo": settings.DEMO,
        "tongue": tongues.active(),
        "wanted_tongue": tongues.chosen(request),
        "tongues": tongues.tongues().values(),
    }
