"""The wall: what the room sees on its screen. It refreshes by itself, without a script."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.core.permissions import public
from evenground_web.core.qr import qr_code
from evenground_web.floor import services
from evenground_web.floor.models import Contribution, Floor, Prompt
from evenground_web.floor.views.phones import find

SECONDS = 8
SHOWN = 12


@public
def wall(request: HttpRequest, code: str) -> HttpResponse:
    floor = find(code)
    still = "still" in request.GET
    path = reverse("floor:phone", args=[floor.code])
    context = {
        "floor": floor,
        "still": still,
        "qr": qr_code(path, title=f"Code of the page {settings.SITE}{path}"),
        "address": f"{settings.SITE.split('//')[-1]}{reverse('floor:join')}",
        **(on_wall(floor.on_wall, floor) if floor.on_wall else {}),
    }
    response = render(request, "floor/public/wall.html", context)
    response["Cache-Control"] = "no-cache"
    if not still:
        response["Refresh"] = str(SECONDS)
    return response


def on_wall(prompt: Prompt, floor: Floor) -> dict[str, Any]:
    """What the room may see of one question."""
    found: Any = []
    if prompt.kind == Prompt.Kind.WORDS:
        found = (
            Contribution.objects.on_screen().filter(prompt=prompt).select_related("voice")
            .order_by("-pk")
        )[:SHOWN]  # fmt: skip
    return {
        "prompt": prompt,
        "hidden": prompt.hides_results and prompt.kind != Prompt.Kind.WORDS,
        "tallies": [] if prompt.hides_results else services.tallies(prompt),
        "said": [] if prompt.hides_results else found,
    }
