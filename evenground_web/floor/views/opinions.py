"""What the votes on statements say together: for members, and for everybody once it is public."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from evenground_web.core.pages import CSV, do, download, page_of
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.core.tables import csv_bytes
from evenground_web.floor import services
from evenground_web.floor.models import Opinions, Prompt
from evenground_web.floor.opinion_chart import WIDTHS, spec
from evenground_web.floor.opinion_words import Reading
from evenground_web.floor.views.asking import prompts
from evenground_web.insight.services import ChartNotDrawn, drawn
from evenground_web.people.requests import MemberRequest


def with_prompts() -> Any:
    return Opinions.objects.select_related("prompt__floor__gathering", "prompt__topic")


@requires(Permission.SEE, on=prompts)
def opinions(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    """The newest answer about the votes on one question, and what may be done with it."""
    found = with_prompts().filter(prompt=prompt)
    newest = found.first()
    context = {
        "prompt": prompt,
        "floor": prompt.floor,
        "opinions": newest,
        "reading": Reading(newest) if newest else None,
        "public": found.public().first(),
        "is_current": newest and not prompt.is_open and newest.is_of(prompt.closed_at),
    }
    return render(request, "floor/opinions.html", context)


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def look(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    act = partial(services.look_for_groups, prompt, by=request.user)
    return do(request, act, done="This is what the votes say together", to=_page(prompt))


def _page(prompt: Prompt) -> str:
    return Opinions(prompt=prompt).get_absolute_url()


@requires(Permission.MODERATE, on=with_prompts)
@require_POST
def publish(request: MemberRequest, opinions: Opinions) -> HttpResponse:
    act = partial(services.publish_opinions, opinions, by=request.user)
    return do(request, act, done="Everybody can read it now", to=opinions)


@requires(Permission.MODERATE, on=with_prompts)
@require_POST
def take_off(request: MemberRequest, opinions: Opinions) -> HttpResponse:
    act = partial(services.take_opinions_off, opinions, by=request.user)
    return do(request, act, done="It is off the public pages", to=opinions)


@requires(Permission.SEE, on=with_prompts)
def chart(request: MemberRequest, opinions: Opinions, screen: str) -> HttpResponse:
    return _chart(opinions, screen)


@public
def public_list(request: HttpRequest) -> HttpResponse:
    found = with_prompts().public().order_by("-published_at", "-pk")
    return render(request, "floor/public/all_opinions.html", {"page": page_of(request, found)})


@public
def public_opinions(request: HttpRequest, prompt_pk: int) -> HttpResponse:
    found = _public(prompt_pk)
    context = {
        "opinions": found,
        "reading": Reading(found),
        "licence": settings.OPEN_DATA_LICENCE,
        "licence_url": settings.OPEN_DATA_LICENCE_URL,
    }
    return render(request, "floor/public/opinions.html", context)


@public
def public_chart(request: HttpRequest, prompt_pk: int, screen: str) -> HttpResponse:
    return _chart(_public(prompt_pk), screen)


@public
def public_csv(request: HttpRequest, prompt_pk: int) -> HttpResponse:
    reading = Reading(_public(prompt_pk))
    content = csv_bytes([reading.head, *reading.rows])
    return download(content, name=f"votes-{prompt_pk}.csv", kind=CSV)


@public
def public_json(request: HttpRequest, prompt_pk: int) -> HttpResponse:
    found = _public(prompt_pk)
    return JsonResponse(
        {
            "question": str(found.prompt),
            "gathering": str(found.prompt.floor.gathering),
            "licence": settings.OPEN_DATA_LICENCE_URL,
            "seed": found.seed,
            **found.found,
        }
    )


def _public(prompt_pk: int) -> Opinions:
    found: Opinions = get_object_or_404(with_prompts().public(), prompt=prompt_pk)
    return found


def _chart(opinions: Opinions, screen: str) -> HttpResponse:
    """Where no groups are shown there is no drawing."""
    if screen not in WIDTHS or not opinions.groups:
        raise Http404
    try:
        svg = drawn({name: spec(opinions, screen=name) for name in WIDTHS}, screen=screen)
    except ChartNotDrawn:
        text = "The chart could not be drawn. The table says the same."
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(svg, content_type="image/svg+xml")
