"""The partnership as a whole: its places, its roles, its name."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.core.models import Partnership
from evenground_web.core.pages import form_page
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms import PartnershipForm, PlaceForm
from evenground_web.people.models import Group, Organisation, Person, Place
from evenground_web.people.requests import MemberRequest
from evenground_web.people.roles import IN_WORDS, ROLES


@requires(Permission.SEE)
def partnership(request: MemberRequest) -> HttpResponse:
    context = {
        "tree": tree(),
        "organisations": Organisation.objects.count(),
        "people": Person.objects.count(),
        "groups": Group.objects.select_related("lead"),
        "record": Partnership.objects.first(),
    }
    return render(request, "people/partnership.html", context)


def tree() -> list[dict[str, Any]]:
    """All places as nested branches, from one query."""
    places = list(Place.objects.order_by("name"))
    branches: dict[int, dict[str, Any]] = {
        place.pk: {"place": place, "children": []} for place in places
    }
    top: list[dict[str, Any]] = []
    for place in places:
        below = branches[place.parent_id]["children"] if place.parent_id else top
        below.append(branches[place.pk])
    return top


@requires(Permission.SEE)
def roles(request: MemberRequest) -> HttpResponse:
    return render(
        request,
        "people/roles.html",
        {
            "roles": [
                {"role": role, "can": [IN_WORDS[p] for p in Permission if p in role.permissions]}
                for role in ROLES.values()
            ]
        },
    )


@requires(Permission.EDIT_PARTNERSHIP)
def edit_partnership(request: MemberRequest) -> HttpResponse:
    now = Partnership.objects.first()
    return form_page(
        request,
        PartnershipForm(request.POST or None, initial={"name": now.name if now else ""}),
        title="Name the partnership",
        save=partial(services.name_partnership, by=request.user),
        done="The partnership has a new name",
        back=reverse("people:partnership"),
        to="people:partnership",
    )


@requires(Permission.SEE, on=lambda: Place.objects.select_related("parent__parent__parent__parent"))
def place(request: MemberRequest, place: Place) -> HttpResponse:
    above: list[Place] = []
    while (above[0] if above else place).parent:
        above.insert(0, (above[0] if above else place).parent)  # type: ignore[arg-type]
    context = {
        "place": place,
        "above": above,
        "children": place.children.all(),
        "organisations": place.organisation_set.all(),
        "panels": panels(place, request.user),
    }
    return render(request, "people/place.html", context)


@requires(Permission.EDIT_PARTNERSHIP)
def add_place(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        PlaceForm(request.POST or None),
        title="Add a place",
        save=partial(services.add_place, by=request.user),
        done="The place was added",
        back=reverse("people:partnership"),
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Place)
def edit_place(request: MemberRequest, place: Place) -> HttpResponse:
    return form_page(
        request,
        PlaceForm(request.POST or None, instance=place),
        title=f"Edit {place}",
        save=partial(services.edit_place, place, by=request.user),
        done="The place was changed",
        back=place.get_absolute_url(),
    )
