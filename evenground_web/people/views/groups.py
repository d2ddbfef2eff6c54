from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms.groups import (
    GroupForm,
    NewGroupForm,
    StandingItemForm,
)
from evenground_web.people.models import Group, MeetingRules, StandingItem
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def groups(request: MemberRequest) -> HttpResponse:
    context = {
        "groups": Group.objects.select_related("lead"),
    }
    return render(request, "people/groups.html", context)


@requires(Permission.SEE, on=lambda: Group.objects.select_related("lead"))
def group(request: MemberRequest, group: Group) -> HttpResponse:
    context = {
        "group": group,
        "seats": group.seats.current(on=timezone.localdate()).select_related(
            "person", "organisation", "deputy"
        ),
        "rules": MeetingRules.objects.filter(group=group).first(),
        "organisations": group.organisations.all(),
        "items": group.standing_items.current(),
        "meetings": group.meetings.all()[:10],
        "panels": panels(group, request.user),
    }
    return render(request, "people/group.html", context)


@requires(Permission.EDIT_PARTNERSHIP)
def add_group(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        NewGroupForm(request.POST or None),
        title="Add a group",
        save=partial(services.add_group, by=request.user),
        done="The group was added",
        back=reverse("people:groups"),
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Group)
def edit_group(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        GroupForm(request.POST or None, instance=group),
        title=f"Edit {group}",
        save=partial(services.edit_group, group, by=request.user),
        done="The group was changed",
        back=group.get_absolute_url(),
    )


@requires(Permission.KEEP_GROUPS, on=Group)
def add_standing_item(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        StandingItemForm(request.POST or None),
        title=f"Add a standing item of {group}",
        save=partial(services.add_standing_item, group, by=request.user),
        done="The item will be on every future agenda",
        back=group.get_absolute_url(),
        to=group,
    )


@requires(Permission.KEEP_GROUPS, on=lambda: StandingItem.objects.select_related("group"))
def edit_standing_item(request: MemberRequest, item: StandingItem) -> HttpResponse:
    return form_page(
        request,
        StandingItemForm(request.POST or None, instance=item),
        title=f"Change the standing item {item}",
        save=partial(services.edit_standing_item, item, by=request.user),
        done="Future agendas show the item like this",
        back=item.group.get_absolute_url(),
        to=item.group,
    )


@requires(Permission.KEEP_GROUPS, on=lambda: StandingItem.objects.select_related("group"))
@require_POST
def move_standing_item(request: MemberRequest, item: StandingItem, up: bool) -> HttpResponse:
    return do(
        request,
        partial(services.move_standing_item, item, by=request.user, up=up),
        done="The order was changed",
        to=item.group,
    )


@requires(Permission.KEEP_GROUPS, on=lambda: StandingItem.objects.select_related("group"))
@require_POST
def end_standing_item(request: MemberRequest, item: StandingItem) -> HttpResponse:
    return do(
        request,
        partial(services.end_standing_item, item, by=request.user),
        done="The item will not be on future agendas",
        to=item.group,
    )
