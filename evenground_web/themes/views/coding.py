"""Coding in the browser: one voice after the other, without a script or with one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.themes import services
from evenground_web.themes.forms.coding import CodingForm, FinishForm
from evenground_web.themes.models import Codebook, Coding
from evenground_web.themes.views.codebooks import with_scope
from evenground_web.voices.models import Voice

PER_PAGE = 20


def chosen(request: MemberRequest, codebook: Codebook, voice_pk: int) -> Voice:
    """The voice, if this person may read it for this codebook."""
    found = services.may_be_coded(codebook, by=request.user).filter(pk=voice_pk)
    voice = found.select_related("topic", "gathering", "naming").first()
    if voice is None:
        raise Http404
    return voice


def address(name: str, codebook: Codebook, voice: Voice) -> str:
    return reverse(f"themes:{name}", args=[codebook.pk, voice.pk])


@requires(Permission.CODE_VOICES, on=with_scope)
def to_code(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """The voices that still need this person, and those they have coded."""
    left = services.left_to_code(codebook, by=request.user).select_related("topic", "naming")
    mine = services.may_be_coded(codebook, by=request.user).filter(
        readings__codebook=codebook, readings__coder=request.user
    )
    context = {
        "codebook": codebook,
        "page": page_of(request, left, per_page=PER_PAGE),
        "done": mine.count(),
        "lately": mine.order_by("-readings__pk")[:5],
        "any_theme": codebook.themes.in_use().exists(),
    }
    return render(request, "themes/to_code.html", context)


@requires(Permission.CODE_VOICES, on=with_scope)
def code(request: MemberRequest, codebook: Codebook, *, voice_pk: int) -> HttpResponse:
    voice = chosen(request, codebook, voice_pk)
    form = CodingForm(sent(request), codebook=codebook, voice=voice)
    if form.is_valid():
        try:
            services.code(voice, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect(f"{address('code', codebook, voice)}#found")
    return render(request, "themes/code.html", _page(request, codebook, voice, form))


def _page(
    request: MemberRequest, codebook: Codebook, voice: Voice, form: CodingForm
) -> dict[str, Any]:
    found = services.found_in(codebook, voice)
    mine = found.pop(request.user, [])
    is_open = services.is_open_to(codebook, voice)
    return {
        "codebook": codebook,
        "voice": voice,
        "form": form,
        "finish": FinishForm(auto_id="finish_%s"),
        "mine": mine,
        "finished": codebook.readings.filter(voice=voice, coder=request.user).first(),
        "settlement": services.settlement_of(codebook, voice),
        "others": list(found.items()) if is_open else [],
        "is_open": is_open,
    }


@requires(Permission.CODE_VOICES, on=with_scope)
def finish(request: MemberRequest, codebook: Codebook, *, voice_pk: int) -> HttpResponse:
    """Done with this voice; on to the next."""
    voice = chosen(request, codebook, voice_pk)
    form = FinishForm(sent(request))
    if not form.is_valid():
        return redirect(address("code", codebook, voice))
    action = partial(services.finish, codebook, voice, by=request.user, **form.cleaned_data)
    following = services.left_to_code(codebook, by=request.user).exclude(pk=voice.pk).first()
    to = address("code", codebook, following) if following else codebook.get_absolute_url()
    done = "Finished. Here is the next voice" if following else "Finished. That was the last one"
    return do(request, action, done=done, to=to)


@requires(Permission.CODE_VOICES, on=with_scope)
@require_POST
def open_again(request: MemberRequest, codebook: Codebook, *, voice_pk: int) -> HttpResponse:
    voice = chosen(request, codebook, voice_pk)
    action = partial(services.open_again, codebook, voice, by=request.user)
    to = address("code", codebook, voice)
    return do(request, action, done="You can go on coding it", to=to)


def codings() -> Any:
    return Coding.objects.standing().select_related("theme__codebook", "voice")


@requires(Permission.CODE_VOICES, on=codings)
@require_POST
def take_out(request: MemberRequest, coding: Coding) -> HttpResponse:
    action = partial(services.uncode, coding, by=request.user)
    to = address("code", coding.theme.codebook, coding.voice)
    return do(request, action, done="It was taken out", to=f"{to}#found")
