"""For the safeguarding circle: what must be acted on, and who looked at it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.voices import services
from evenground_web.voices.forms import (
    CloseForm,
    IntoGroupForm,
    LookForm,
    PassOnForm,
    SupportForm,
)
from evenground_web.voices.models import Concern, Support
from evenground_web.voices.views.screening import played


def with_voice() -> Any:
    return Concern.objects.select_related("voice__sealed", "voice__recording", "passed_to")


def open_ones() -> Any:
    return with_voice().exclude(state=Concern.State.CLOSED)


@requires(Permission.SAFEGUARD)
def concerns(request: MemberRequest) -> HttpResponse:
    page = page_of(request, Concern.objects.select_related("passed_to"))
    context = {
        "page": page,
        "circle": services.the_circle(),
        "looks": services.looks(page.object_list)[:50],
        "support": Support.objects.all(),
    }
    return render(request, "voices/concerns.html", context)


@requires(Permission.SAFEGUARD, on=with_voice)
@never_cache
def concern(request: MemberRequest, concern: Concern) -> HttpResponse:
    """The words stand here only after somebody said why they open them."""
    form, opened = LookForm(request.POST or None), None
    if form.is_valid():
        try:
            services.look(concern, by=request.user, **form.cleaned_data)
            opened = concern.voice
            if request.POST.get("recording") and hasattr(opened, "recording"):
                return played(opened.recording.file)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
    context = {
        "concern": concern,
        "form": form,
        "opened": opened,
        "has_recording": hasattr(concern.voice, "recording"),
        "sealed": getattr(concern.voice, "sealed", None),
        "looks": services.looks([concern]),
    }
    return render(request, "voices/concern.html", context)


def _form(request: MemberRequest, concern: Concern, form: Any, **given: Any) -> HttpResponse:
    return form_page(request, form, back=concern.get_absolute_url(), **given)


@requires(Permission.SAFEGUARD, on=open_ones)
def pass_on(request: MemberRequest, concern: Concern) -> HttpResponse:
    return _form(
        request, concern, PassOnForm(request.POST or None),
        title="Pass it on", save=partial(services.pass_on, concern, by=request.user),
        intro="Tell them yourself, in the way you have agreed with them. Nothing is sent from here.",
        done="It is written down to whom you passed it on",
    )  # fmt: skip


@requires(Permission.SAFEGUARD, on=open_ones)
def close(request: MemberRequest, concern: Concern) -> HttpResponse:
    return _form(
        request, concern, CloseForm(request.POST or None),
        title="Close the concern", save=partial(services.close, concern, by=request.user),
        done="It is closed, and the words wait for the small team",
    )  # fmt: skip


@requires(Permission.SAFEGUARD)
def own_words(request: MemberRequest) -> HttpResponse:
    """Put how people describe themselves into groups that can be counted, without what they said."""
    found = [words for words, _ in services.unmapped()]
    here = reverse("voices:own_words")
    return form_page(
        request, IntoGroupForm(request.POST or None, own_words=found),
        title="Put people's own words into groups",
        template="voices/own_words.html", own_words=found,
        save=partial(services.put_into_group, by=request.user),
        done="They are counted in that group", back=reverse("voices:concerns"), to=here,
    )  # fmt: skip


@requires(Permission.SAFEGUARD)
def add_support(request: MemberRequest) -> HttpResponse:
    return _support(request, None, SupportForm(request.POST or None))


@requires(Permission.SAFEGUARD, on=Support)
def edit_support(request: MemberRequest, support: Support) -> HttpResponse:
    return _support(request, support, SupportForm(request.POST or None, instance=support))


def _support(request: MemberRequest, support: Support | None, form: SupportForm) -> HttpResponse:
    back = reverse("voices:concerns")
    return form_page(
        request, form, title="Where people find help",
        intro="Shown to everybody before and after they tell us something. Check the number.",
        save=partial(services.keep_support, support, by=request.user),
        done="The list is as you wrote it", back=back, to=back,
    )  # fmt: skip


@requires(Permission.SAFEGUARD, on=Support)
@require_POST
def remove_support(request: MemberRequest, support: Support) -> HttpResponse:
    action = partial(services.remove_support, support, by=request.user)
    return do(request, action, done="It is off the list", to=reverse("voices:concerns"))
