"""Trying the workspace as each of its people. Routed only when EVENGROUND_DEMO is 1."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evenground_web.core.models import Partnership
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


def only_in_the_demonstration() -> None:
    """A real partnership is never opened without a password, whatever the environment says."""
    if not (settings.DEMO and Partnership.objects.filter(fictional=True).exists()):
        raise Http404
