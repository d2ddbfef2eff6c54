"""How the partnership is made up: what was declared, and declaring it anew."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.core.pages import form_page, page_of, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms import MixForm
from evenground_web.people.models import Mix
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def mixes(request: MemberRequest) -> HttpResponse:
    current = [(of.label, services.current_mix(of)) for of in Mix.Of]
    context = {"current": current, "page": page_of(request, Mix.objects.order_by("-declared_at"))}
    return render(request, "people/mixes.html", context)


@requires(Permission.SEE, on=Mix)
def mix(request: MemberRequest, mix: Mix) -> HttpResponse:
    parts = services.parts_of(mix)
    newest = Mix.objects.filter(of=mix.of).first()
    rows = [
        (parts.names[part.key], part.number, 100 * parts.shares[part.key])
        for part in mix.parts.all()
    ]
    context = {"mix": mix, "rows": rows, "is_current": mix == newest}
    return render(request, "people/mix.html", context)


@requires(Permission.ADD_DATA)
def declare(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        MixForm(sent(request)),
        title="Say how the partnership is made up",
        save=partial(services.declare_mix, by=request.user),
        done="Who took part is compared with this from now on",
        back=reverse("people:mixes"),
        intro="Counts of people, or a target that was agreed. What was declared before stays on record.",
    )
