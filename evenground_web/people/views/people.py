from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms import EndRoleForm, PersonFilter, PersonForm, RoleForm
from evenground_web.people.models import Membership, Person
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def people(request: MemberRequest) -> HttpResponse:
    form = PersonFilter(request.GET)
    form.is_valid()
    current = Membership.objects.current(on=timezone.localdate())
    rows = Person.objects.prefetch_related(
        Prefetch("memberships", current.select_related("organisation"), to_attr="roles_now")
    )
    if text := form.cleaned_data.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(job_title__icontains=text))
    if organisation := form.cleaned_data.get("organisation"):
        rows = rows.filter(pk__in=current.filter(organisation=organisation).values("person"))
    context = {
        "form": form,
        "page": page_of(request, rows),
    }
    return render(request, "people/people.html", context)


@requires(Permission.SEE, on=Person)
def person(request: MemberRequest, person: Person) -> HttpResponse:
    today = timezone.localdate()
    memberships = list(person.memberships.select_related("organisation"))
    context = {
        "person": person,
        "current": [m for m in memberships if m.is_current(on=today)],
        "former": [m for m in memberships if m.ends and m.ends <= today],
        "seats": person.seats.current(on=today).select_related("group"),
        "groups_led": person.groups_led.all(),
        "panels": panels(person, request.user),
    }
    return render(request, "people/person.html", context)


@requires(Permission.EDIT_PARTNERSHIP)
def add_person(request: MemberRequest) -> HttpResponse:
    def save(**typed: Any) -> Person:
        added = services.add_person(by=request.user, **typed)
        invite_if_possible(request, added)
        return added

    return form_page(
        request,
        PersonForm(request.POST or None),
        title="Add a person",
        save=save,
        done="The person was added",
        back=reverse("people:people"),
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Person)
def edit_person(request: MemberRequest, person: Person) -> HttpResponse:
    had = person.email
    response = form_page(
        request,
        PersonForm(request.POST or None, instance=person),
        title=f"Edit {person}",
        save=partial(services.edit_person, person, by=request.user),
        done="The person was changed",
        back=person.get_absolute_url(),
    )
    person.refresh_from_db()
    if person.email != had and not person.has_usable_password():
        invite_if_possible(request, person)
    return response


def invite_if_possible(request: MemberRequest, person: Person) -> None:
    if person.email and person.is_active:
        services.invite_person(person, by=request.user)
        messages.info(request, f"{person} gets a message with a link to choose a password")


@requires(Permission.EDIT_PARTNERSHIP, on=Person)
@require_POST
def invite(request: MemberRequest, person: Person) -> HttpResponse:
    return do(
        request,
        partial(services.invite_person, person, by=request.user),
        done=f"{person} gets a message with a link to choose a password",
        to=person,
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Person)
@require_POST
def close_account(request: MemberRequest, person: Person) -> HttpResponse:
    return do(
        request,
        partial(services.close_account, person, by=request.user),
        done=f"{person} can no longer sign in",
        to=person,
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Person)
@require_POST
def open_account(request: MemberRequest, person: Person) -> HttpResponse:
    return do(
        request,
        partial(services.open_account, person, by=request.user),
        done=f"{person} can sign in again",
        to=person,
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Person)
def give_role(request: MemberRequest, person: Person) -> HttpResponse:
    return form_page(
        request,
        RoleForm(request.POST or None),
        title=f"Give {person} a role",
        submit="Give the role",
        save=partial(services.give_role, person, by=request.user),
        done="The role was given",
        back=person.get_absolute_url(),
        to=person,
    )


@requires(
    Permission.EDIT_PARTNERSHIP,
    on=lambda: Membership.objects.select_related("person", "organisation"),
)
def end_role(request: MemberRequest, membership: Membership) -> HttpResponse:
    return form_page(
        request,
        EndRoleForm(request.POST or None, initial={"ends": timezone.localdate()}),
        title=f"End the role {membership.held.name} of {membership.person}",
        save=partial(services.end_role, membership, by=request.user),
        done="The role was ended",
        back=membership.person.get_absolute_url(),
        to=membership.person,
        submit="End the role",
    )
