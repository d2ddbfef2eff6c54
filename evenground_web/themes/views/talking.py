"""Where coders found different things: both beside each other, and what they agree on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.themes import services
from evenground_web.themes.forms.coding import SettleForm
from evenground_web.themes.models import Codebook, Settlement
from evenground_web.themes.views.codebooks import with_scope
from evenground_web.themes.views.coding import PER_PAGE, address, chosen


@requires(Permission.CODE_VOICES, on=with_scope)
def to_talk_about(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    found = services.may_be_coded(codebook, by=request.user).filter(
        pk__in=services.to_talk_about(codebook)
    )
    page = page_of(request, found.select_related("topic", "naming"), per_page=PER_PAGE)
    return render(request, "themes/to_talk_about.html", {"codebook": codebook, "page": page})


@requires(Permission.CODE_VOICES, on=with_scope)
def talk(request: MemberRequest, codebook: Codebook, *, voice_pk: int) -> HttpResponse:
    voice = chosen(request, codebook, voice_pk)
    if not services.is_open_to(codebook, voice) or services.settlement_of(codebook, voice):
        return redirect(address("code", codebook, voice))
    found = services.found_in(codebook, voice)
    form = SettleForm(
        sent(request), codebook=codebook, voice=voice, found=services.passages_in(found)
    )
    if form.is_valid():
        try:
            services.settle(codebook, voice, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect(reverse("themes:to_talk_about", args=[codebook.pk]))
    context = {
        "codebook": codebook, "voice": voice, "form": form, "found": list(found.items()),
        "memos": codebook.readings.filter(voice=voice).exclude(memo="").select_related("coder"),
    }  # fmt: skip
    return render(request, "themes/talk.html", context)


def settlements() -> Any:
    return Settlement.objects.standing().select_related("codebook", "voice")


@requires(Permission.KEEP_CODEBOOKS, on=settlements)
@require_POST
def take_back(request: MemberRequest, settlement: Settlement) -> HttpResponse:
    action = partial(services.take_back, settlement, by=request.user)
    to = address("code", settlement.codebook, settlement.voice)
    return do(request, action, done="What was agreed was taken back", to=to)


@requires(Permission.CODE_VOICES, on=with_scope)
def agreement(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """How far coders agree, theme by theme."""
    context = {"codebook": codebook, "measured": services.measure(codebook)}
    return render(request, "themes/agreement.html", context)
