"""The queue: several people decide about what the room wrote, each about other items."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of, sent
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.floor import services
from evenground_web.floor.forms.members import DeclineForm
from evenground_web.floor.models import Contribution, Floor
from evenground_web.floor.views.asking import floors
from evenground_web.people.requests import MemberRequest
from evenground_web.voices.forms.handling import ConcernForm, TakeOutForm
from evenground_web.voices.models import Voice
from evenground_web.voices.services import suggestions_in

PER_PAGE = 20
KINDS = Voice.Kind.choices


def contributions() -> Any:
    return Contribution.objects.select_related(
        "prompt__floor__gathering", "claimed_by", "decided_by", "voice"
    )


def back_to(contribution: Contribution) -> str:
    return reverse("floor:queue", args=[contribution.prompt.floor_id])


@requires(Permission.MODERATE, on=floors)
def queue(request: MemberRequest, floor: Floor) -> HttpResponse:
    found = services.queue(floor, by=request.user)
    page = page_of(request, found, per_page=PER_PAGE)
    return render(request, "floor/queue.html", {"floor": floor, "page": page, "kinds": KINDS})


@requires(Permission.MODERATE, on=floors)
@require_POST
def take_next(request: MemberRequest, floor: Floor) -> HttpResponse:
    act = partial(services.take_next, floor, by=request.user)
    to = reverse("floor:queue", args=[floor.pk])
    return do(request, act, done="They are yours for five minutes", to=to)


@requires(Permission.MODERATE, on=floors)
def decided(request: MemberRequest, floor: Floor) -> HttpResponse:
    """What was kept and what was not, the newest first."""
    found = contributions().filter(prompt__floor=floor, state__in=["kept", "declined"])
    page = page_of(request, found.order_by("-pk"), per_page=PER_PAGE)
    return render(request, "floor/decided.html", {"floor": floor, "page": page})


@requires(Permission.MODERATE, on=contributions)
def contribution(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """One of them, with what others said that is much like it."""
    waits = contribution.state == Contribution.State.WAITING
    by = contribution.claimed_by
    context = {
        "contribution": contribution,
        "floor": contribution.prompt.floor,
        "kinds": KINDS,
        "alike": services.much_alike(contribution, by=request.user) if waits else [],
        "panels": [] if waits else panels(contribution, request.user),
        "held_by": by if contribution.is_claimed(now=timezone.now()) and by != request.user else "",
    }
    return render(request, "floor/contribution.html", context)


def _press(
    request: MemberRequest, contribution: Contribution, act: Callable[..., Any], done: str
) -> HttpResponse:
    press = partial(act, contribution, by=request.user)
    return do(request, press, done=done, to=back_to(contribution))


@requires(Permission.MODERATE, on=contributions)
@require_POST
def take(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    return _press(request, contribution, services.take, "It is yours for five minutes")


@requires(Permission.MODERATE, on=contributions)
@require_POST
def keep(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    other = request.POST.get("same_as", "")
    same_as = contributions().filter(pk=other).first() if other.isdecimal() else None
    act = partial(
        services.keep,
        shown=request.POST.get("shown") != "no",
        kind=request.POST.get("kind", ""),
        at_work="at_work" in request.POST,
        same_as=same_as,
    )
    return _press(request, contribution, act, "It is kept")


@requires(Permission.MODERATE, on=contributions)
def take_out(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    """Keep it without what shows who somebody is."""
    marks = suggestions_in(contribution.words)
    return form_page(
        request,
        TakeOutForm(sent(request), marks=marks),
        title="Take something out and keep the rest",
        save=lambda words: services.keep(contribution, by=request.user, without=words),
        done="The rest is kept",
        back=back_to(contribution),
        to=back_to(contribution),
        intro=contribution.words,
        submit="Take these out and keep the rest",
    )


@requires(Permission.MODERATE, on=contributions)
def decline(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    return form_page(
        request,
        DeclineForm(request.POST or None),
        title="Say why it is not kept",
        save=partial(services.decline, contribution, by=request.user),
        done="It is not kept. Whoever wrote it can read why",
        back=back_to(contribution),
        to=back_to(contribution),
        intro=contribution.words,
        submit="Do not keep it",
    )


@requires(Permission.MODERATE, on=contributions)
def to_the_circle(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    return form_page(
        request,
        ConcernForm(request.POST or None),
        title="Give it to the safeguarding circle",
        save=partial(services.to_the_circle, contribution, by=request.user),
        done="The circle has it. Nobody else reads it",
        back=back_to(contribution),
        to=back_to(contribution),
        submit="Give it to the circle",
    )


@requires(Permission.MODERATE, on=contributions)
@require_POST
def put_back(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    return _press(request, contribution, services.put_back, "It waits again")


@requires(Permission.MODERATE, on=contributions)
@require_POST
def show(request: MemberRequest, contribution: Contribution) -> HttpResponse:
    shown = request.POST.get("shown") != "no"
    done = "It may be on the screen" if shown else "It is off the screen"
    return _press(request, contribution, partial(services.show, shown=shown), done)
