"""Wishes: what people hope for, apart from what somebody promised."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evenground_web.commitments.forms.pledges import ProposeForm
from evenground_web.commitments.forms.wishes import TakeUpForm, WishFilter, WishForm
from evenground_web.commitments.models import Wish
from evenground_web.commitments.services.pledges import pledges
from evenground_web.commitments.services.pledges import wishes as services
from evenground_web.core.pages import form_page, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.models import Gathering
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def wishes(request: MemberRequest) -> HttpResponse:
    form = WishFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, services.find_wishes(**chosen))
    return render(request, "commitments/pledges/wishes.html", {"form": form, "page": page})


@requires(Permission.KEEP_PLEDGES, on=Gathering)
def add(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        WishForm(request.POST or None, gathering=gathering),
        title=f"Write down a wish at {gathering}",
        save=partial(services.add_wish, by=request.user, gathering=gathering),
        done="The wish is kept",
        back=gathering.get_absolute_url(),
        to=gathering,
        intro="A wish is what people hope for, and nobody has promised yet.",
        submit="Keep this wish",
    )


@requires(Permission.ADD_COMMITMENTS)
def make_pledge(request: MemberRequest, wish_pk: int) -> HttpResponse:
    """A wish becomes a pledge; the chain from one to the other is kept."""
    wish = get_object_or_404(Wish.objects.select_related("gathering", "topic"), pk=wish_pk)
    initial = {"level": "organisation", "gathering": wish.gathering, "topic": wish.topic}
    return form_page(
        request,
        ProposeForm(request.POST or None, person=request.user, initial=initial),
        title="Make a pledge of a wish",
        save=partial(pledges.propose_pledge, by=request.user, wish=wish),
        done="The wish became a pledge. Somebody has to sign it before it can be agreed",
        back=wish.get_absolute_url(),
        intro=f"People wished: {wish.text}",
        submit="Propose it",
    )


@requires(Permission.KEEP_PLEDGES, on=Wish)
def take_up(request: MemberRequest, wish: Wish) -> HttpResponse:
    return form_page(
        request,
        TakeUpForm(request.POST or None),
        title="Say which pledge takes a wish up",
        save=partial(services.take_up, wish, by=request.user),
        done="The wish is tied to the pledge",
        back=reverse("commitments:wishes"),
        to=wish,
        intro=f"People wished: {wish.text}",
        submit="Tie them",
    )
