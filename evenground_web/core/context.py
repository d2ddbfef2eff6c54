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
    (
        "Gaps",
        "insight:gaps",
        "Measured differences between groups of people, with how sure we are.",
    ),
    ("Voices", "voices:voices", "What people lived and said, shared only as they agreed."),
    (
        "Commitments",
        "commitments:commitments",
        "Who promised what, by when, and how far it has come.",
    ),
    ("Gatherings", "gatherings:gatherings", "Meetings, summits and forums, and what they decided."),
    ("Papers", "reports:papers", "Reports for boards and the public, built from live records."),
    ("Partnership", "people:partnership", "Places, organisations, groups, people and their roles."),
)


def page(request: HttpRequest) -> dict[str, Any]:
    def navigation() -> list[dict[str, Any]]:
        if not request.user.has_perm(Permission.SEE):
            return []
        links = [(text, reverse(name), description) for text, name, description in THREAD]
        return [
            {
                "text": text,
                "href": href,
                "description": description,
                "current": request.path.startswith(href),
            }
            for text, href, description in links
        ]

    return {
        "partnership": cache(Partnership.objects.first),  # asked several times on a page
        "navigation": navigation,
        "demo": settings.DEMO,
    }
