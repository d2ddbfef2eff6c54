from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils import timezone

from evenground_web.core.pages import form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms.groups import EditSeatForm, EndSeatForm, RulesForm, SeatForm
from evenground_web.people.models import Group, MeetingRules, Seat
from evenground_web.people.requests import MemberRequest


@requires(Permission.KEEP_GROUPS, on=Group)
def give_seat(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        SeatForm(request.POST or None, initial={"starts": timezone.localdate()}),
        title=f"Give a seat in {group}",
        submit="Give the seat",
        save=partial(services.give_seat, group, by=request.user),
        done="The seat was given",
        back=group.get_absolute_url(),
        to=group,
    )


@requires(Permission.KEEP_GROUPS, on=lambda: Seat.objects.select_related("group", "person"))
def edit_seat(request: MemberRequest, seat: Seat) -> HttpResponse:
    return form_page(
        request,
        EditSeatForm(request.POST or None, instance=seat),
        title=f"Change the seat of {seat.person}",
        save=partial(services.edit_seat, seat, by=request.user),
        done="The seat was changed",
        back=seat.group.get_absolute_url(),
        to=seat.group,
    )


@requires(Permission.KEEP_GROUPS, on=lambda: Seat.objects.select_related("group", "person"))
def end_seat(request: MemberRequest, seat: Seat) -> HttpResponse:
    return form_page(
        request,
        EndSeatForm(request.POST or None),
        title=f"End the seat of {seat.person}",
        submit="End the seat",
        save=partial(services.end_seat, seat, by=request.user),
        done="The seat was ended",
        back=seat.group.get_absolute_url(),
        to=seat.group,
    )


@requires(Permission.KEEP_GROUPS, on=Group)
def rules(request: MemberRequest, group: Group) -> HttpResponse:
    kept = MeetingRules.objects.filter(group=group).first()
    return form_page(
        request,
        RulesForm(sent(request), instance=kept),
        title=f"Rules of the meetings of {group}",
        save=partial(services.set_rules, group, by=request.user),
        done="The rules were set",
        back=group.get_absolute_url(),
        to=group,
    )
