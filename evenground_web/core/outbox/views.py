"""The mail a person wants, and for administrators what waits and why."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.outbox import kinds, services
from evenground_web.core.outbox.forms import MessageFilter, PreferencesForm
from evenground_web.core.outbox.models import Message
from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.permissions import Permission, requires


@requires(Permission.SEE)
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "outbox/account.html")


@requires(Permission.SEE)
def preferences(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        PreferencesForm(request.POST or None, person=request.user),
        title="The mail you get",
        save=partial(services.choose, request.user, by=request.user),
        done="Your choice was kept",
        back=reverse("outbox:account"),
        to=reverse("outbox:account"),
        submit="Save",
    )


@requires(Permission.EDIT_PARTNERSHIP)
def messages(request: HttpRequest) -> HttpResponse:
    form = MessageFilter(request.GET)
    found = Message.objects.select_related("person")
    if form.is_valid() and form.cleaned_data["state"]:
        found = found.filter(state=form.cleaned_data["state"])
    page = page_of(request, found.defer("text"))
    context = {
        "form": form,
        "page": page,
        "waiting": Message.objects.waiting().filter(how=kinds.AT_ONCE).count(),
        "sender": services.sender(),
        "now": timezone.now(),
    }
    return render(request, "outbox/messages.html", context)


@requires(
    Permission.EDIT_PARTNERSHIP, on=lambda: Message.objects.select_related("person", "digest")
)
def message(request: HttpRequest, message: Message) -> HttpResponse:
    context: dict[str, Any] = {
        "message": message,
        "kind": kinds.kind(message.kind),
        "attempts": message.attempts.all(),
        "unsettled": message.state in {Message.State.WAITING, Message.State.REFUSED},
        "came_back": message.bounces.all(),
        "failures": services.failures(message.sent_to).count() if message.sent_to else 0,
        "stopped": services.is_stopped(message.address),
    }
    return render(request, "outbox/message.html", context)


@requires(Permission.EDIT_PARTNERSHIP, on=Message)
@require_POST
def try_again(request: HttpRequest, message: Message) -> HttpResponse:
    again = partial(services.try_again, message, by=request.user)
    return do(request, again, done="The message will be sent within a minute", to=message)


@requires(Permission.EDIT_PARTNERSHIP, on=Message)
@require_POST
def write_again(request: HttpRequest, message: Message) -> HttpResponse:
    again = partial(services.write_again, message, by=request.user)
    return do(request, again, done="Mail goes to this address again", to=message)


@requires(Permission.EDIT_PARTNERSHIP, on=Message)
@require_POST
def call_off(request: HttpRequest, message: Message) -> HttpResponse:
    off = partial(services.call_off, message, by=request.user)
    return do(request, off, done="The message was called off", to=message)
