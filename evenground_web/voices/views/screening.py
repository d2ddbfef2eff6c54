"""Before words leave the small team: taking names out, translating, setting aside, asking for more."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, download, form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.voices import services
from evenground_web.voices.forms import (
    ClearForm,
    ConcernForm,
    DescribeForm,
    QuestionForm,
    SetAsideForm,
    TakeOutForm,
    TranslationForm,
    WrittenDownForm,
)
from evenground_web.voices.models import State, Voice

PER_PAGE = 20
PLAYED_AS = {
    "jpeg": "image/jpeg", "png": "image/png", "mp4": "video/mp4", "webm": "video/webm",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4", "wav": "audio/wav",
}  # fmt: skip


def in_hand() -> Any:
    """What the small team may work on: not what the circle has."""
    found = Voice.objects.standing().exclude(state=State.CIRCLE)
    return found.select_related("recording", "naming", "place", "gathering", "topic")


def set_aside_ones() -> Any:
    return Voice.objects.filter(state=State.SET_ASIDE, withdrawn_at=None)


@requires(Permission.SEE_PRIVATE_VOICES)
def waiting(request: MemberRequest) -> HttpResponse:
    rows = Voice.objects.waiting().select_related("recording", "topic", "naming")
    context = {
        "page": page_of(request, rows, per_page=PER_PAGE),
        "set_aside": page_of(request, set_aside_ones(), per_page=PER_PAGE),
    }
    return render(request, "voices/waiting.html", context)


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def check(request: MemberRequest, voice: Voice) -> HttpResponse:
    """Suggested names and places to take out; nothing is taken out that nobody confirmed."""
    marks = services.suggestions(voice)
    form = TakeOutForm(sent(request), marks=marks)
    if form.is_valid():
        try:
            services.take_out(voice, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect("voices:check", voice.pk)
    context = {
        "voice": voice,
        "form": form,
        "clear": ClearForm(),
        "combination": services.combination(voice),
        "certain": any(mark.is_certain for mark in marks),
        "questions": voice.questions.all(),
        "may_be_asked": services.may_be_asked(voice),
    }
    return render(request, "voices/check.html", context)


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
@require_POST
def clear(request: MemberRequest, voice: Voice) -> HttpResponse:
    looked = bool(request.POST.get("looked"))
    done = "The words are cleared. They are shown as far as their author allows"
    action = partial(services.clear, voice, by=request.user, looked=looked)
    return do(request, action, done=done, to=reverse("voices:check", args=[voice.pk]))


@requires(Permission.SEE_PRIVATE_VOICES, on=set_aside_ones)
@require_POST
def take_up(request: MemberRequest, voice: Voice) -> HttpResponse:
    action = partial(services.take_up_again, voice, by=request.user)
    return do(request, action, done="It waits again", to=reverse("voices:waiting"))


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
@require_POST
def withdraw_for(request: MemberRequest, voice: Voice) -> HttpResponse:
    """Whoever answered a survey has no code, and asked for it in another way."""
    action = partial(services.withdraw_for, voice, by=request.user)
    return do(request, action, done="The words are erased", to=reverse("voices:waiting"))


def _page(request: MemberRequest, voice: Voice, form: Any, **given: Any) -> HttpResponse:
    back = reverse("voices:check", args=[voice.pk])
    return form_page(request, form, back=back, **{"to": back, "voice": voice, **given})


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def set_aside(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, SetAsideForm(request.POST or None),
        title="Set these words aside",
        intro="For abuse, advertising and the like: they are neither shown nor counted, and whoever "
        "sent them sees that with their code. Hard words about us are no abuse.",
        save=partial(services.set_aside, voice, by=request.user),
        done="They were set aside", to=reverse("voices:waiting"),
    )  # fmt: skip


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def translate(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, TranslationForm(request.POST or None, instance=voice),
        title="Put a translation beside the words",
        template="voices/beside_the_words.html",
        save=partial(services.translate, voice, by=request.user),
        done="The translation stands beside the words. Look at both for names, then clear them",
    )  # fmt: skip


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def describe(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, DescribeForm(request.POST or None, instance=voice),
        title="Say what kind of thing it tells of",
        template="voices/beside_the_words.html",
        save=partial(services.describe, voice, by=request.user), done="It was written down",
        to=lazy(_where_it_is, str)(voice),
    )  # fmt: skip


def _where_it_is(voice: Voice) -> str:
    """The list, once the circle has it."""
    if in_hand().filter(pk=voice.pk).exists():
        return reverse("voices:check", args=[voice.pk])
    return reverse("voices:waiting")


def recorded() -> Any:
    return in_hand().filter(recording__isnull=False)


@requires(Permission.SEE_PRIVATE_VOICES, on=recorded)
def write_down(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, WrittenDownForm(request.POST or None, initial={"text": voice.text}),
        title="Write down what is said",
        template="voices/beside_the_recording.html",
        save=partial(services.write_down, voice, by=request.user), done="The words are kept",
    )  # fmt: skip


@requires(Permission.SEE_PRIVATE_VOICES, on=recorded)
def recording(request: MemberRequest, voice: Voice) -> HttpResponse:
    """The recording itself, for those who write it down."""
    return played(voice.recording.file)


def played(kept: FieldFile) -> HttpResponse:
    """A file to take away, whose name says nothing."""
    try:
        content, suffix = services.open_recording(kept)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return download(content, name=f"recording.{suffix}", kind=PLAYED_AS[suffix])


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def raise_concern(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, ConcernForm(request.POST or None),
        title="Give it to the safeguarding circle",
        intro="From then on nobody but the circle reads the words, until they give them back. If "
        "somebody is in danger now, call 999 first.",
        save=partial(services.raise_concern, voice, by=request.user),
        done="The safeguarding circle has it now", to=reverse("voices:waiting"),
    )  # fmt: skip


@requires(Permission.SEE_PRIVATE_VOICES, on=in_hand)
def ask(request: MemberRequest, voice: Voice) -> HttpResponse:
    return _page(
        request, voice, QuestionForm(request.POST or None),
        title="Ask whoever spoke for more",
        save=partial(services.ask_more, voice, by=request.user),
        done="They were told that there is a question",
    )  # fmt: skip
