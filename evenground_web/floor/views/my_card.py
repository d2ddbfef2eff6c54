"""Whoever wrote a card comes back to it with the code that they tore off, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.floor import services
from evenground_web.floor.models import Card
from evenground_web.floor.views import phones


@in_every_language
@public
@never_cache
def my_card(request: HttpRequest) -> HttpResponse:
    return code_page(request, "floor/public/my_card.html", find=services.card_of_code, show=show)


def show(request: HttpRequest, card: Card, code: str, *, done: str = "") -> HttpResponse:
    """Words that were typed in open where those of phones do, or as a voice."""
    if card.contribution:
        return phones.show(request, card.contribution, code, done=done)
    context = {"card": card, "code": code, "done": done}
    return render(request, "floor/public/card.html", context)


@in_every_language
@public
@never_cache
@require_POST
def take_card_back(request: HttpRequest) -> HttpResponse:
    card = opened(request, services.card_of_code)
    if card is None:
        return my_card(request)
    done = gettext_noop("You took your card back. Nobody will type it in.")
    try:
        card = services.take_card_back(card)
    except RuleBroken as rule:
        done = str(rule)
    return show(request, card, request.POST["code"], done=done)
