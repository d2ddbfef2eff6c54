"""For those who run the floor: the code, the questions, opening and closing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.core.qr import qr_code
from evenground_web.floor import services
from evenground_web.floor.forms.members import ExpectedForm, PromptForm
from evenground_web.floor.models import Floor, Prompt
from evenground_web.gatherings.models import Gathering
from evenground_web.people.requests import MemberRequest


def floors() -> Any:
    return Floor.objects.select_related("gathering", "on_wall")


def prompts() -> Any:
    return Prompt.objects.select_related("floor__gathering")


@requires(Permission.RUN_FLOOR, on=Gathering)
def open_floor(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        ExpectedForm(request.POST or None, initial={"expected": 300}),
        title=f"Let people speak by phone at {gathering}",
        save=partial(services.open_floor, gathering, by=request.user),
        done="The floor is open. Write the first question",
        back=gathering.get_absolute_url(),
        intro="People in the room get a short code. With it they answer questions on their phone, "
        "without an account. Nothing they write is shown before a moderator has read it.",
        submit="Open the floor",
    )


@requires(Permission.WRITE_NOTES, on=floors)
def floor(request: MemberRequest, floor: Floor) -> HttpResponse:
    """Everything about one floor: questions, how many answered, where to go from here."""
    path = reverse("floor:phone", args=[floor.code])
    found = services.with_answers(floor)
    others = services.by_channel(floor)
    context = {
        "floor": floor,
        "prompts": [(prompt, others.get(prompt.pk, "")) for prompt in found],
        "qr": qr_code(path, title=f"Code of the page for phones at {floor.gathering}"),
        "path": path,
        "waiting": sum(prompt.waiting for prompt in found),
    }
    return render(request, "floor/floor.html", context)


@requires(Permission.RUN_FLOOR, on=floors)
def expect(request: MemberRequest, floor: Floor) -> HttpResponse:
    return form_page(
        request,
        ExpectedForm(request.POST or None, instance=floor),
        title="How many people are there",
        save=partial(services.expect, floor, by=request.user),
        done="The number was changed",
        back=floor.get_absolute_url(),
    )


@requires(Permission.RUN_FLOOR, on=floors)
@require_POST
def close_floor(request: MemberRequest, floor: Floor) -> HttpResponse:
    close = partial(services.close_floor, floor, by=request.user)
    return do(request, close, done="The floor is closed", to=floor)


@requires(Permission.RUN_FLOOR, on=floors)
@require_POST
def reopen_floor(request: MemberRequest, floor: Floor) -> HttpResponse:
    reopen = partial(services.reopen_floor, floor, by=request.user)
    return do(request, reopen, done="The floor is open again", to=floor)


@requires(Permission.RUN_FLOOR, on=floors)
def add_prompt(request: MemberRequest, floor: Floor) -> HttpResponse:
    return form_page(
        request,
        PromptForm(request.POST or None, floor=floor),
        title="Write a question",
        save=partial(services.add_prompt, floor, by=request.user),
        done="The question was added. Open it when you ask it",
        back=floor.get_absolute_url(),
    )


@requires(Permission.RUN_FLOOR, on=prompts)
def edit_prompt(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return form_page(
        request,
        PromptForm(request.POST or None, instance=prompt, floor=prompt.floor),
        title="Change the question",
        save=partial(services.edit_prompt, prompt, by=request.user),
        done="The question was changed",
        back=prompt.get_absolute_url(),
    )


def _press(
    request: MemberRequest, prompt: Prompt, act: Callable[..., Any], done: str
) -> HttpResponse:
    return do(request, partial(act, prompt, by=request.user), done=done, to=prompt)


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def open_prompt(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return _press(request, prompt, services.open_prompt, "The question is open, and on the wall")


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def close_prompt(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return _press(request, prompt, services.close_prompt, "The question is closed")


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def put_on_wall(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return _press(request, prompt, services.put_on_wall, "It is on the wall")


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def raise_prompt(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return _press(request, prompt, partial(services.move_prompt, up=True), "The question moved up")


@requires(Permission.RUN_FLOOR, on=prompts)
@require_POST
def lower_prompt(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    return _press(
        request, prompt, partial(services.move_prompt, up=False), "The question moved down"
    )
