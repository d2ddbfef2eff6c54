"""What every page shows: the partnership's name, and the thread as navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from evenground_web.core.models import Partnership
from evenground_web.core.permissions import Permission

THREAD = (
    ("Gaps", "insight:gaps", Permission.SEE),
    ("Voices", "voices:voices", Permission.SEE),
    ("Commitments", "commitments:commitments", Permission.SEE),
    ("Gatherings", "gatherings:gatherings", Permission.SEE),
    ("Papers", "reports:papers", Permission.SEE),
    ("Partnership", "people:partnership", Permission.SEE),
)


def page(request: HttpRequest) -> dict[str, Any]:
    def navigation() -> list[dict[str, Any]]:
        links = [
            {"text": text, "href": reverse(name)}
            for text, name, permission in THREAD
            if request.user.has_perm(permission)
        ]
        return [{**link, "current": request.path.startswith(link["href"])} for link in links]

    return {
        "partnership": Partnership.objects.first,
        "navigation": navigation,
        "demo": settings.DEMO,
    }
