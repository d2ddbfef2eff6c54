"""Pages for members: what may be shown of what people said."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render

from evenground_web.core import audit
from evenground_web.core.pages import form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.models import Gathering
from evenground_web.people.requests import MemberRequest
from evenground_web.people.services.small_numbers import protected
from evenground_web.voices import services
from evenground_web.voices.before import known
from evenground_web.voices.forms import BeforeForm, GapForm, HeardForm, MoreHeardForm, VoiceFilter
from evenground_web.voices.models import Support, Voice
from evenground_web.voices.views.everybody import kept

PER_PAGE = 20


@requires(Permission.SEE)
def voices(request: MemberRequest) -> HttpResponse:
    form = VoiceFilter(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows = Voice.objects.visible_to(request.user).filter(**chosen)
    context = {
        "form": form,
        "page": page_of(request, rows.select_related(*RELATED), per_page=PER_PAGE),
        "counts": counts_by_kind(),
    }
    return render(request, "voices/voices.html", context)


@requires(Permission.SEE)
def heard(request: MemberRequest) -> HttpResponse:
    """How many spoke, by what they spoke of and who they are."""
    total, tables = services.heard()
    return render(request, "voices/heard.html", {"total": total, "tables": tables})


@requires(Permission.SEE)
def participation(request: MemberRequest) -> HttpResponse:
    """Who spoke, beside who lives here."""
    parts, places = services.by_place()
    context = {"groups": services.by_group(), "parts": parts, "places": places}
    return render(request, "voices/participation.html", context)


@requires(Permission.SEE)
def already(request: MemberRequest) -> HttpResponse:
    """What was heard before about a topic, and what came of it."""
    form = BeforeForm(request.GET)
    form.is_valid()
    before = services.heard_before(
        form.cleaned_data.get("words", ""), place=form.cleaned_data.get("place")
    )
    context = {
        "form": form,
        "before": before,
        "page": page_of(request, before.quotes.select_related(*RELATED), per_page=PER_PAGE),
        "panels": known(before.about, request.user) if before.about.words else [],
    }
    return render(request, "voices/already.html", context)


@requires(Permission.SEE)
def taken_back(request: MemberRequest) -> HttpResponse:
    """Papers and replies that quoted words which may be shown no more, for who has printed copies."""
    return render(request, "voices/taken_back.html", {"uses": services.uses_taken_back()})


RELATED = ("place", "gathering", "topic", "gap__indicator", "gap__place", "naming")


def counts_by_kind() -> list[tuple[str, str]]:
    """How many voices of each kind may be counted but not shown, protected.

    The counts are of the whole partnership whatever the filter: narrower ones, taken from each
    other, would point at somebody.
    """
    rows = Voice.objects.only_counted().order_by()
    found = dict(rows.values_list("kind").annotate(Count("pk")))
    return [(kind.label, protected(found.get(kind.value, 0))) for kind in Voice.Kind]


@requires(Permission.SEE, on=lambda: Voice.objects.select_related(*RELATED))
def voice(request: MemberRequest, voice: Voice) -> HttpResponse:
    may_link = request.user.has_perm(Permission.SEE_PRIVATE_VOICES)
    if not voice.readable_by(request.user):
        raise Http404
    context: dict[str, Any] = {"voice": voice, "may_link": may_link}
    if may_link:
        context["events"] = audit.history(voice)
    return render(request, "voices/voice.html", context)


@requires(Permission.SEE_PRIVATE_VOICES, on=Voice.objects.standing)
def link(request: MemberRequest, voice: Voice) -> HttpResponse:
    return form_page(
        request,
        GapForm(request.POST or None, instance=voice),
        title="Say which gap this voice is about",
        save=partial(services.link_to_gap, voice, by=request.user),
        done="The voice was linked",
        back=voice.get_absolute_url(),
    )


@requires(Permission.ADD_VOICES, on=Gathering)
def record(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return _written_down(
        request,
        gathering,
        template="voices/record.html",
        title=f"Write down what somebody said at {gathering}",
        back=gathering.get_absolute_url(),
        intro="Ask first whether they want it written down. Afterwards you get a code to give "
        "to them: with it they can see what became of it, or take it back.",
    )


@requires(Permission.ADD_VOICES)
def for_somebody(request: MemberRequest) -> HttpResponse:
    """What to read out by telephone, and the form of the open page to fill in."""
    return _written_down(
        request,
        None,
        template="voices/for_somebody.html",
        title="Write down what somebody tells you",
        support=Support.objects.all(),
    )


def _written_down(
    request: MemberRequest, gathering: Gathering | None, *, template: str, **page: Any
) -> HttpResponse:
    form = HeardForm(sent(request), gathering=gathering)
    called = {} if gathering else {"channel": Voice.Channel.CALL}
    more = MoreHeardForm(sent(request), initial=called)
    if form.is_valid() and more.is_valid():
        try:
            voice, code = services.record_voice(
                by=request.user,
                source=Voice.Source.GATHERING if gathering else Voice.Source.OPEN_PAGE,
                gathering=gathering,
                **form.cleaned_data,
                **more.about(),
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            context = {**kept(voice, code, form), "gathering": gathering}
            return render(request, "voices/recorded.html", context)
    context = {"form": form, "more": more, "submit": "Keep these words", **page}
    return render(request, template, context)
