"""Pages for everybody, without an account: say something, and come back to it with a code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core import limits
from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.panels import panels
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.voices import services
from evenground_web.voices.forms import (
    AnswerForm,
    ConsentForm,
    ContactForm,
    MoreForm,
    VoiceForm,
)
from evenground_web.voices.models import State, Support, Voice

UNKNOWN_CODE = gettext_noop(
    "We do not know this code. Check each letter and number: a code has no vowels, no L, no 0 and "
    "no 1. Without the right code nobody can open what was said, not even us."
)


@in_every_language
@public
@never_cache
def tell_us(request: HttpRequest) -> HttpResponse:
    form = VoiceForm(request.POST or None, request.FILES or None)
    more = MoreForm(request.POST or None, request.FILES or None)
    status = 200
    if form.is_valid() and more.is_valid():
        if limits.too_many(request, doing="tell"):
            form.add_error(None, limits.WORDS)
            status = 429
        else:
            try:
                voice, code = services.record_voice(
                    by=None, source=Voice.Source.OPEN_PAGE, **form.cleaned_data, **more.about()
                )
            except RuleBroken as rule:
                form.add_error(None, str(rule))
            else:
                context = {**kept(voice, code, form), "support": Support.objects.all()}
                return render(request, "voices/thank_you.html", context)
    context = {"form": form, "more": more, "support": Support.objects.all()}
    return render(request, "voices/tell_us.html", context, status=status)


def kept(voice: Voice, code: str, form: Any) -> dict[str, Any]:
    """What was kept; `sent_before` when the form was changed and sent again after that."""
    typed = (form.cleaned_data["text"].strip(), form.cleaned_data["consent"])
    return {"voice": voice, "code": code, "sent_before": (voice.text, voice.consent) != typed}


@in_every_language
@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    find = services.find_by_code
    return code_page(request, "voices/mine.html", find=find, show=show, unknown=UNKNOWN_CODE)


@in_every_language
@public
@never_cache
@require_POST
def change_consent(request: HttpRequest) -> HttpResponse:
    form = ConsentForm(request.POST)
    voice = opened(request, services.find_by_code)
    if voice is None:
        return mine(request)
    if not form.is_valid():
        return show(request, voice, request.POST["code"], form=form)
    code = form.cleaned_data.pop("code")
    try:
        voice = services.change_consent(voice, **form.cleaned_data)
    except RuleBroken as rule:
        return show(request, voice, code, done=str(rule))
    return show(request, voice, code, done=gettext_noop("Your choice was changed."))


@in_every_language
@public
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer what the small team asked."""
    form = AnswerForm(request.POST)
    voice = opened(request, services.find_by_code)
    if voice is None:
        return mine(request)
    code = request.POST["code"]
    if not form.is_valid():
        return show(request, voice, code, answer_form=form)
    question = voice.questions.filter(pk=form.cleaned_data["question"]).first()
    if question is None:
        return show(request, voice, code)
    try:
        services.answer(question, text=form.cleaned_data["text"])
    except RuleBroken as rule:
        return show(request, voice, code, done=str(rule))
    return show(request, voice, code, done=gettext_noop("Your answer was sent. Thank you."))


@in_every_language
@public
@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    voice = opened(request, services.find_by_code)
    if voice is None:
        return mine(request)
    try:
        voice = services.withdraw(voice)
    except RuleBroken as rule:
        return show(request, voice, request.POST["code"], done=str(rule))
    return show(request, voice, request.POST["code"], done=gettext_noop("Your words were erased."))


@in_every_language
@public
@never_cache
@require_POST
def tell_me(request: HttpRequest) -> HttpResponse:
    """Leave an address, to be told what becomes of it."""
    form = ContactForm(request.POST)
    voice = opened(request, services.find_by_code)
    if voice is None:
        return mine(request)
    if not form.is_valid():
        return show(request, voice, request.POST["code"], contact_form=form)
    code = form.cleaned_data["code"]
    try:
        services.ask_to_be_told(
            voice,
            email=form.cleaned_data["email"],
            may_be_asked=form.cleaned_data["may_be_asked"],
        )
    except RuleBroken as rule:
        return show(request, voice, code, done=str(rule))
    return show(
        request,
        voice,
        code,
        done=gettext_noop("We will write to you when something becomes of it."),
    )


@in_every_language
@public
@never_cache
@require_POST
def stop_telling(request: HttpRequest) -> HttpResponse:
    voice = opened(request, services.find_by_code)
    if voice is None:
        return mine(request)
    services.stop_telling(voice)
    done = "We will not write to you again. Your address was erased."
    return show(request, voice, request.POST["code"], done=done)


def show(
    request: HttpRequest,
    voice: Voice,
    code: str,
    *,
    form: Any = None,
    contact_form: Any = None,
    answer_form: Any = None,
    done: str = "",
) -> HttpResponse:
    """What became of a voice: what it is linked to, and who promised what about it."""
    baselines: Any = []
    if voice.gap_id:
        baselines = voice.gap.baselines.select_related("commitment__owner")  # type: ignore[union-attr]
    news = services.news_for(voice)
    naming = getattr(voice, "naming", None)
    allowed = {"code": code, "consent": voice.consent, "name": naming.name if naming else ""}
    questions = list(voice.questions.all())
    asked = next((one for one in questions if not one.answer), None)
    context = {
        "voice": voice,
        "code": code,
        "done": done,
        "baselines": baselines,
        "moves": [one for one in news if one.release_id],
        "replies": [one for one in news if not one.release_id],
        "panels": panels(voice, request.user),
        "is_told": hasattr(voice, "contact"),
        "contact_form": contact_form or ContactForm(initial={"code": code}),
        "form": form or ConsentForm(initial=allowed),
        "agreed": voice.consents.first(),
        "uses": services.uses_of(voice),
        "support": Support.objects.all(),
        "is_set_aside": voice.state == State.SET_ASIDE,
        "questions": questions,
        "asked": asked,
        "answer_form": answer_form
        or AnswerForm(initial={"code": code, "question": asked.pk if asked else 0}),
    }
    return render(request, "voices/my_voice.html", context)
