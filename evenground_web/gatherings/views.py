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
from evenground_web.gatherings.forms import (
    AgendaItemForm,
    GatheringFilter,
    GatheringForm,
    MeetingForm,
    NewGatheringForm,
    OrganisationsForm,
    TopicForm,
)
from evenground_web.gatherings.models import AgendaItem, Gathering, Topic
from evenground_web.people.models import Group, Organisation
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
    Permission.SEE, on=lambda: Gathering.objects.select_related("place", "group").with_lists()
)
def gathering(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    context = {
        "gathering": gathering,
        "topics": gathering.topic_list,  # type: ignore[attr-defined]
        "sectors": by_sector(gathering.organisation_list),  # type: ignore[attr-defined]
        "agenda": agenda(gathering, request) if gathering.group_id else [],
        "panels": panels(gathering, request.user),
        "is_over": gathering.ends < timezone.localdate(),
    }
    return render(request, "gatherings/gathering.html", context)


def by_sector(organisations: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    sectors = sorted(Organisation.Sector, key=lambda sector: sector.label)
    there = [(s.label, [o for o in organisations if o["sector"] == s]) for s in sectors]
    return [(label, found) for label, found in there if found]


def agenda(gathering: Gathering, request: MemberRequest) -> list[dict[str, Any]]:
    """Each item with its paper, where there is one that this person may read."""
    items = gathering.agenda.select_related("presenter", "paper").defer("paper__content")
    editor = request.user.has_perm(Permission.EDIT_PAPERS)
    rows = []
    for item in items:
        paper = getattr(item, "paper", None)
        readable = paper and (editor or paper.issued_at)
        rows.append({"item": item, "paper": paper if readable else None, "fixed": bool(paper)})
    return rows


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


@requires(Permission.EDIT_GATHERINGS, on=Group)
def plan_meeting(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        MeetingForm(request.POST or None),
        title=f"Plan a meeting of {group}",
        save=partial(services.plan_meeting, group, by=request.user),
        done="The meeting was planned",
        back=group.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Gathering.objects.exclude(group=None))
def add_agenda_item(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        AgendaItemForm(request.POST or None),
        title=f"Add to the agenda of {gathering}",
        save=partial(services.add_agenda_item, gathering, by=request.user),
        done="The item is on the agenda",
        back=gathering.get_absolute_url(),
        to=gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: AgendaItem.objects.select_related("gathering"))
def edit_agenda_item(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        AgendaItemForm(request.POST or None, instance=item),
        title=f"Edit the agenda item {item}",
        save=partial(services.edit_agenda_item, item, by=request.user),
        done="The agenda item was changed",
        back=item.gathering.get_absolute_url(),
        to=item.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: AgendaItem.objects.select_related("gathering"))
@require_POST
def move_agenda_item(request: MemberRequest, item: AgendaItem, up: bool) -> HttpResponse:
    return do(
        request,
        partial(services.move_agenda_item, item, by=request.user, up=up),
        done="The order was changed",
        to=item.gathering,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: AgendaItem.objects.select_related("gathering"))
@require_POST
def remove_agenda_item(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return do(
        request,
        partial(services.remove_agenda_item, item, by=request.user),
        done="The item was taken off the agenda",
        to=item.gathering,
    )
