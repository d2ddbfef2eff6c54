"""What every page shows: the partnership's name, and the thread as navigation."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from evenground_web.core.models import Partnership
from evenground_web.core.permissions import Permission

THREAD = (
    ("Gaps", "insight:gaps"),
    ("Voices", "voices:voices"),
    ("Commitments", "commitments:commitments"),
    ("Gatherings", "gatherings:gatherings"),
    ("Papers", "reports:papers"),
    ("Partnership", "people:partnership"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    def navigation() -> list[dict[str, Any]]:
        if not request.user.has_perm(Permission.SEE):
            return []
        links = [(text, reverse(name)) for text, name in THREAD]
        return [
            {"text": text, "href": href, "current": request.path.startswith(href)}
            for text, href in links
        ]

    return {
        "partnership": cache(Partnership.objects.first),  # asked several times on a page
        "navigation": navigation,
        "demo": settings.DEMO,
    }
