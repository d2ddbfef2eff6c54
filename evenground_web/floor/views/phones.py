"""Pages for phones: no account, no script, a code from the screen and large buttons.

A phone is known by a pass in a cookie that only these pages get, so that it votes once and cannot flood
the room; a whole hall may share one address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core import limits
from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.pages import sent
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.floor import services
from evenground_web.floor.forms.phones import (
    AllowForm,
    JoinForm,
    PollForm,
    SayForm,
    VoteForm,
)
from evenground_web.floor.models import Contribution, Floor, Prompt
from evenground_web.voices.models import Support

COOKIE = "phone"
HOURS = 16
JUST_JOINED = gettext_noop(
    "This phone has only now joined. Press the button once more: what you chose or typed is still here."
)


def find(code: str) -> Floor:
    floor = services.find_floor(code)
    if floor is None:
        raise Http404
    return floor


def with_phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view its floor and the pass of the phone; a new phone gets one for its next press."""

    @wraps(view)
    def known(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        floor = find(code)
        phone = services.read_pass(request.COOKIES.get(COOKIE, ""))
        full = not phone and limits.too_many(
            request, doing=f"join {floor.pk}", most=2 * floor.expected
        )
        if full and request.method == "POST":
            return render(request, "floor/public/full.html", {"floor": floor}, status=429)
        response = view(request, floor, phone, **kwargs)
        if not phone and not full:
            response.set_cookie(
                COOKIE, services.new_pass(), max_age=HOURS * 3600, path=reverse("floor:join"),
                httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
            )  # fmt: skip
        return response

    return known


@in_every_language
@public
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(sent(request))
    if form.is_valid():
        if floor := services.find_floor(form.cleaned_data["code"]):
            return redirect("floor:phone", code=floor.code)
        form.add_error(
            "code",
            gettext_noop(
                "We do not know this code. Look at the screen, and check each letter and number"
            ),
        )
    return render(request, "floor/public/join.html", {"form": form})


@in_every_language
@public
@never_cache
@with_phone
def floor(request: HttpRequest, floor: Floor, phone: str) -> HttpResponse:
    prompts = floor.prompts.open() if floor.is_open else []
    return render(request, "floor/public/floor.html", {"floor": floor, "prompts": prompts})


@in_every_language
@public
@never_cache
@with_phone
def answer(request: HttpRequest, floor: Floor, phone: str, prompt_pk: int) -> HttpResponse:
    prompt = get_object_or_404(floor.prompts.exclude(opened_at=None), pk=prompt_pk)
    prompt.floor = floor
    return ANSWERS[Prompt.Kind(prompt.kind)](request, prompt, phone)


def words(request: HttpRequest, prompt: Prompt, phone: str) -> HttpResponse:
    form = SayForm(sent(request))
    context = {
        "floor": prompt.floor,
        "prompt": prompt,
        "form": form,
        "support": Support.objects.all(),
    }
    if form.is_valid():
        if not phone:
            form.add_error(None, JUST_JOINED)
            return render(request, "floor/public/words.html", context)
        try:
            contribution, code = services.say(prompt, phone=phone, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            other = contribution.words not in ("", form.cleaned_data["words"].strip())
            context |= {"code": code, "contribution": contribution, "sent_before": other}
            return render(request, "floor/public/sent.html", context)
    return render(request, "floor/public/words.html", context)


def statements(request: HttpRequest, prompt: Prompt, phone: str) -> HttpResponse:
    form = VoteForm(sent(request), prompt=prompt)
    problem = ""
    if form.is_bound and not phone:
        problem = JUST_JOINED
    elif form.is_valid():
        try:
            services.vote(phone=phone, **form.cleaned_data)
        except RuleBroken as rule:
            problem = str(rule)
        else:
            return redirect("floor:answer", code=prompt.floor.code, prompt_pk=prompt.pk)
    elif form.is_bound:
        problem = gettext_noop("Press one of the three buttons.")
    return render(request, "floor/public/statements.html", voting(prompt, phone, problem))


def voting(prompt: Prompt, phone: str, problem: str) -> dict[str, Any]:
    """The next statement, or the results as far as they may be seen."""
    statement = services.next_statement(prompt, phone=phone) if prompt.is_open else None
    done = statement is None and not prompt.hides_results
    return {
        "floor": prompt.floor,
        "prompt": prompt,
        "statement": statement,
        "problem": problem,
        "tallies": services.tallies(prompt) if done else [],
        "together": not prompt.is_open and prompt.opinions.public().exists(),
    }


def poll(request: HttpRequest, prompt: Prompt, phone: str) -> HttpResponse:
    form = PollForm(
        sent(request), prompt=prompt, initial={"option": services.chosen(prompt, phone=phone)}
    )
    if form.is_valid():
        if not phone:
            form.add_error(None, JUST_JOINED)
        else:
            try:
                services.choose(form.cleaned_data["option"], phone=phone)
            except RuleBroken as rule:
                form.add_error(None, str(rule))
            else:
                return redirect("floor:answer", code=prompt.floor.code, prompt_pk=prompt.pk)
    context = {
        "floor": prompt.floor,
        "prompt": prompt,
        "form": form,
        "answered": form.initial["option"] is not None,
        "tallies": [] if prompt.hides_results else services.tallies(prompt),
    }
    return render(request, "floor/public/poll.html", context)


ANSWERS = {
    Prompt.Kind.WORDS: words,
    Prompt.Kind.STATEMENTS: statements,
    Prompt.Kind.POLL: poll,
}


@in_every_language
@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    return code_page(request, "floor/public/mine.html", find=services.find_contribution, show=show)


def show(
    request: HttpRequest,
    contribution: Contribution,
    code: str,
    *,
    form: AllowForm | None = None,
    done: str = "",
) -> HttpResponse:
    context = {
        "contribution": contribution,
        "floor": contribution.prompt.floor,
        "code": code,
        "done": done,
        "form": form or AllowForm(initial={"code": code, "consent": contribution.consent}),
    }
    return render(request, "floor/public/my_words.html", context)


@in_every_language
@public
@never_cache
@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    form = AllowForm(request.POST)
    contribution = opened(request, services.find_contribution)
    if contribution is None:
        return mine(request)
    if not form.is_valid():
        return show(request, contribution, request.POST["code"], form=form)
    done = gettext_noop("Your choice was changed.")
    try:
        contribution = services.allow(contribution, consent=form.cleaned_data["consent"])
    except RuleBroken as rule:
        done = str(rule)
    return show(request, contribution, request.POST["code"], done=done)


@in_every_language
@public
@never_cache
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    contribution = opened(request, services.find_contribution)
    if contribution is None:
        return mine(request)
    done = gettext_noop("Your words were erased.")
    try:
        contribution = services.take_back(contribution)
    except RuleBroken as rule:
        done = str(rule)
    return show(request, contribution, request.POST["code"], done=done)
