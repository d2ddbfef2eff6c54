"""Trying the workspace as each of its people. Routed only when EVENGROUND_DEMO is 1."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evenground_web.core.models import Partnership
from evenground_web.core.outbox.models import Message
from evenground_web.core.outbox.services.writing import blocks
from evenground_web.core.pages import page_of
from evenground_web.core.permissions import public
from evenground_web.demo import services


@public
def personas(request: HttpRequest) -> HttpResponse:
    only_in_the_demonstration()
    return render(request, "demo/personas.html", {"personas": services.personas()})


@public
@require_POST
def continue_as(request: HttpRequest, pk: int) -> HttpResponse:
    only_in_the_demonstration()
    person = get_object_or_404(services.persona_accounts(), pk=pk)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("front")


@public
def messages(request: HttpRequest) -> HttpResponse:
    """What a real partnership's people would find in their mail. Here it goes nowhere."""
    only_in_the_demonstration()
    page = page_of(request, Message.objects.select_related("person").defer("text"))
    return render(request, "demo/messages.html", {"page": page})


@public
def message(request: HttpRequest, pk: int) -> HttpResponse:
    only_in_the_demonstration()
    message = get_object_or_404(Message.objects.select_related("person"), pk=pk)
    return render(request, "demo/message.html", {"message": message, "words": blocks(message)})


def only_in_the_demonstration() -> None:
    """A real partnership is never opened without a password, whatever the environment says."""
    if not (settings.DEMO and Partnership.objects.filter(fictional=True).exists()):
        raise Http404
