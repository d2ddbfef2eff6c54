"""Panels drawn by lot: for those who draw them, and what everybody can check."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evenground_web.core.pages import CSV, download, form_page, page_of
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.core.tables import csv_bytes
from evenground_web.gatherings.forms.draws import AskDrawnForm, DrawForm, SaidNoForm, SeedForm
from evenground_web.gatherings.models import Draw
from evenground_web.gatherings.pools import can_be_asked
from evenground_web.gatherings.services import draws as services
from evenground_web.people.requests import MemberRequest
from evenground_web.people.services.small_numbers import protected


def all_draws() -> Any:
    return Draw.objects.select_related("gathering").prefetch_related("rounds")


@requires(Permission.DRAW_PANELS)
def draws(request: MemberRequest) -> HttpResponse:
    page = page_of(request, all_draws())
    return render(request, "gatherings/draws/draws.html", {"page": page})


@requires(Permission.DRAW_PANELS)
def add_draw(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        DrawForm(request.POST or None, request.FILES or None),
        title="Draw a panel by lot",
        save=partial(services.prepare_draw, by=request.user),
        done="The pool and the mix are frozen, and everybody can read how it will be drawn",
        back=reverse("gatherings:draws"),
        intro="First freeze whom the panel is drawn from and which mix it should have. Then let the seed come "
        "about in public. Nobody can then choose who is drawn, and anybody can draw it again.",
        submit="Freeze the pool and the mix",
    )


@requires(Permission.DRAW_PANELS, on=all_draws)
def draw(request: MemberRequest, draw: Draw) -> HttpResponse:
    context = {
        "draw": draw,
        "people": draw.people,
        "can_be_asked": can_be_asked(draw.source),
        "is_pool_kept": draw.pooled.exists(),
    }
    return render(request, "gatherings/draws/draw.html", context)


@requires(Permission.DRAW_PANELS, on=all_draws)
def draw_now(request: MemberRequest, draw: Draw) -> HttpResponse:
    return form_page(
        request,
        SeedForm(request.POST or None),
        title=f"Draw the panel {draw}",
        save=partial(services.draw_panel, draw, by=request.user),
        done="The panel is drawn",
        back=draw.get_absolute_url(),
        to=draw,
        intro=f"The seed comes about so: {draw.seed_from}. A panel is drawn once.",
        submit="Draw",
    )


@requires(Permission.DRAW_PANELS, on=all_draws)
def said_no(request: MemberRequest, draw: Draw) -> HttpResponse:
    return form_page(
        request,
        SaidNoForm(request.POST or None, draw=draw),
        title="Draw the next in line",
        save=partial(services.replace, draw, by=request.user),
        done="The next in line are drawn",
        back=draw.get_absolute_url(),
        to=draw,
        intro="Everybody else stays. The next are taken in the order of the same draw, so that the mix holds.",
        submit="Draw the next",
    )


@requires(Permission.DRAW_PANELS, on=all_draws)
def ask_drawn(request: MemberRequest, draw: Draw) -> HttpResponse:
    return form_page(
        request,
        AskDrawnForm(request.POST or None),
        title="Ask those who were drawn",
        save=partial(services.ask_panel, draw, by=request.user),
        done="Those who were drawn are asked",
        back=draw.get_absolute_url(),
        to=draw,
        intro="They are written to without anybody seeing who they are. Who takes part tells you so; "
        "nobody can see from that what they told us.",
        submit="Write to them",
    )


@requires(Permission.DRAW_PANELS, on=all_draws)
def pool_file(request: MemberRequest, draw: Draw) -> HttpResponse:
    """What `evenground draw` reads. It is no public file: few people may share what is said of one."""
    pool = draw.pool
    if not pool:
        raise Http404
    names = sorted({name for said in pool.values() for name in said})
    rows = [[person, *(said.get(name, "") for name in names)] for person, said in pool.items()]
    return download(csv_bytes([["id", *names], *rows]), name=f"pool-{draw.pk}.csv", kind=CSV)


@public
def mix_file(request: HttpRequest, draw_pk: int) -> HttpResponse:
    draw = get_object_or_404(Draw, pk=draw_pk)
    columns = ["characteristic", "group", "least", "most"]
    rows = [[quota[name] for name in columns] for quota in draw.mix]
    return download(csv_bytes([columns, *rows]), name=f"mix-{draw.pk}.csv", kind=CSV)


@public
def public_draws(request: HttpRequest) -> HttpResponse:
    page = page_of(request, all_draws())
    return render(request, "gatherings/draws/public_draws.html", {"page": page})


@public
def public_draw(request: HttpRequest, draw_pk: int) -> HttpResponse:
    draw = get_object_or_404(all_draws(), pk=draw_pk)
    context = {"draw": draw, "people": protected(draw.people)}
    return render(request, "gatherings/draws/public_draw.html", context)
