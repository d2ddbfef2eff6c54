"""Themes suggested for words nobody finished: how right they are, and to confirm or refuse each."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.themes import services
from evenground_web.themes.models import Codebook, Suggestion
from evenground_web.themes.views.codebooks import with_scope

PER_PAGE = 10


def address(codebook: Codebook) -> str:
    return reverse("themes:suggestions", args=[codebook.pk])


@requires(Permission.CODE_VOICES, on=with_scope)
def suggestions(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    suggested = services.suggested_to(codebook, by=request.user)
    learned = services.last_learned(codebook)
    context = {
        "codebook": codebook,
        "last": codebook.learnings.first(),
        "learned": learned,
        "heard": services.heard(codebook, learned) if learned else [],
        "page": page_of(request, suggested, per_page=PER_PAGE),
    }
    return render(request, "themes/suggestions.html", context)


@requires(Permission.CODE_VOICES, on=with_scope)
@require_POST
def ask(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    action = partial(services.ask, codebook, by=request.user)
    done = "Asked for. It takes about a minute; you can go on with something else"
    return do(request, action, done=done, to=address(codebook))


def undecided() -> Any:
    return Suggestion.objects.select_related("theme__codebook", "voice")


@requires(Permission.CODE_VOICES, on=undecided)
@require_POST
def confirm(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    action = partial(services.confirm, suggestion, by=request.user)
    done = f"You coded it “{suggestion.theme}”"
    return do(request, action, done=done, to=f"{address(suggestion.theme.codebook)}#suggested")


@requires(Permission.CODE_VOICES, on=undecided)
@require_POST
def refuse(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    action = partial(services.refuse, suggestion, by=request.user)
    done = f"“{suggestion.theme}” will not be suggested to you for these words again"
    return do(request, action, done=done, to=f"{address(suggestion.theme.codebook)}#suggested")
