"""Pages for everybody, without an account: say something, and come back to it with a code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.permissions import RuleBroken, public
from evenground_web.voices import limits, services
from evenground_web.voices.forms import CodeForm, ConsentForm, VoiceForm
from evenground_web.voices.models import Voice

UNKNOWN_CODE = (
    "We do not know this code. Check each letter and number: a code has no vowels, no L, no 0 and "
    "no 1. Without the right code nobody can open what was said, not even us."
)


@public
@never_cache
def tell_us(request: HttpRequest) -> HttpResponse:
    form = VoiceForm(request.POST or None)
    if form.is_valid():
        if limits.too_many(request, doing="tell"):
            form.add_error(None, limits.WORDS)
            return render(request, "voices/tell_us.html", {"form": form}, status=429)
        try:
            voice, code = services.record_voice(
                by=None, source=Voice.Source.OPEN_PAGE, **form.cleaned_data
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return render(request, "voices/thank_you.html", kept(voice, code, form))
    return render(request, "voices/tell_us.html", {"form": form})


def kept(voice: Voice, code: str, form: Any) -> dict[str, Any]:
    """What was kept; `sent_before` when the form was changed and sent again after that."""
    typed = (form.cleaned_data["text"].strip(), form.cleaned_data["consent"])
    return {"voice": voice, "code": code, "sent_before": (voice.text, voice.consent) != typed}


@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if limits.too_many(request, doing="open"):
            form.add_error(None, limits.WORDS)
            return render(request, "voices/mine.html", {"form": form}, status=429)
        if voice := services.find_by_code(form.cleaned_data["code"]):
            return show(request, voice, form.cleaned_data["code"])
        form.add_error("code", UNKNOWN_CODE)
    return render(request, "voices/mine.html", {"form": form})


@public
@never_cache
@require_POST
def change_consent(request: HttpRequest) -> HttpResponse:
    form = ConsentForm(request.POST)
    voice = opened(request)
    if voice is None:
        return mine(request)
    if not form.is_valid():
        return show(request, voice, request.POST["code"], form=form)
    try:
        voice = services.change_consent(voice, consent=form.cleaned_data["consent"])
    except RuleBroken as rule:
        return show(request, voice, form.cleaned_data["code"], done=str(rule))
    return show(request, voice, form.cleaned_data["code"], done="Your choice was changed.")


@public
@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    voice = opened(request)
    if voice is None:
        return mine(request)
    try:
        voice = services.withdraw(voice)
    except RuleBroken as rule:
        return show(request, voice, request.POST["code"], done=str(rule))
    return show(request, voice, request.POST["code"], done="Your words were erased.")


def opened(request: HttpRequest) -> Voice | None:
    """The voice whose code came with the button, unless there were too many tries."""
    form = CodeForm(request.POST)
    if not form.is_valid() or limits.too_many(request, doing="open"):
        return None
    return services.find_by_code(form.cleaned_data["code"])


def show(
    request: HttpRequest, voice: Voice, code: str, *, form: Any = None, done: str = ""
) -> HttpResponse:
    """What became of a voice: what it is linked to, and who promised what about it."""
    baselines: Any = []
    if voice.gap_id:
        baselines = voice.gap.baselines.select_related("commitment__owner")  # type: ignore[union-attr]
    context = {
        "voice": voice,
        "code": code,
        "done": done,
        "baselines": baselines,
        "form": form or ConsentForm(initial={"code": code, "consent": voice.consent}),
    }
    return render(request, "voices/my_voice.html", context)
