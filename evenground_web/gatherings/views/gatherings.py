from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.gatherings import (
    GatheringFilter,
    GatheringForm,
    NewGatheringForm,
    OrganisationsForm,
    TopicForm,
)
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.gatherings.views.agenda import agenda
from evenground_web.people.models import Organisation
from evenground_web.people.requests import MemberRequest

PER_PAGE = 20


@requires(Permission.SEE)
def gatherings(request: MemberRequest) -> HttpResponse:
    form = GatheringFilter(request.GET)
    form.is_valid()
    today = timezone.localdate()
    past = form.cleaned_data.get("when") == "past"
    rows = Gathering.objects.past(on=today) if past else Gathering.objects.upcoming(on=today)
    if kind := form.cleaned_data.get("kind"):
        rows = rows.filter(kind=kind)
    context = {
        "form": form,
        "past": past,
        "page": page_of(request, rows.select_related("place"), per_page=PER_PAGE),
    }
    return render(request, "gatherings/gatherings.html", context)


@requires(
    Permission.SEE,
    on=lambda: Gathering.objects.select_related(
        "place", "group", "registration_page", "payment_offer__policy"
    ).with_lists(),
)
def gathering(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    context = {
        "gathering": gathering,
        "topics": gathering.topic_list,  # type: ignore[attr-defined]
        "sectors": by_sector(gathering.organisation_list),  # type: ignore[attr-defined]
        **(agenda(gathering, request) if gathering.group_id else {}),
        "panels": panels(gathering, request.user),
        "has_begun": gathering.starts <= timezone.localdate(),
        "is_over": gathering.ends < timezone.localdate(),
    }
    return render(request, "gatherings/gathering.html", context)


def by_sector(organisations: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    sectors = sorted(Organisation.Sector, key=lambda sector: sector.label)
    there = [(s.label, [o for o in organisations if o["sector"] == s]) for s in sectors]
    return [(label, found) for label, found in there if found]


@requires(Permission.EDIT_GATHERINGS)
def add_gathering(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        NewGatheringForm(request.POST or None),
        title="Add a gathering",
        save=partial(services.add_gathering, by=request.user),
        done="The gathering was added",
        back=reverse("gatherings:gatherings"),
    )


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def edit_gathering(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        GatheringForm(request.POST or None, instance=gathering),
        title=f"Edit {gathering}",
        save=partial(services.edit_gathering, gathering, by=request.user),
        done="The gathering was changed",
        back=gathering.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def edit_organisations(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        OrganisationsForm(request.POST or None, instance=gathering),
        title=f"Who took part in {gathering}",
        save=partial(services.edit_gathering, gathering, by=request.user),
        done="The organisations that took part were changed",
        back=gathering.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def add_topic(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        TopicForm(request.POST or None),
        title=f"Add a topic of {gathering}",
        save=partial(services.add_topic, gathering, by=request.user),
        done="The topic was added",
        back=gathering.get_absolute_url(),
        to=gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Topic.objects.select_related("gathering"))
def rename_topic(request: MemberRequest, topic: Topic) -> HttpResponse:
    return form_page(
        request,
        TopicForm(request.POST or None, instance=topic),
        title=f"Rename the topic {topic}",
        save=partial(services.rename_topic, topic, by=request.user),
        done="The topic was renamed",
        back=topic.gathering.get_absolute_url(),
        to=topic.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Topic.objects.select_related("gathering"))
@require_POST
def move_topic(request: MemberRequest, topic: Topic, up: bool) -> HttpResponse:
    return do(
        request,
        partial(services.move_topic, topic, by=request.user, up=up),
        done="The order was changed",
        to=topic.gathering,
    )
