from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.pages import form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people import services
from evenground_web.people.forms import AliasForm, OrganisationFilter, OrganisationForm
from evenground_web.people.models import Alias, Organisation
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def organisations(request: MemberRequest) -> HttpResponse:
    form = OrganisationFilter(request.GET)
    form.is_valid()
    rows = Organisation.objects.select_related("place").with_use(on=timezone.localdate())
    context = {
        "form": form,
        "page": page_of(request, chosen(rows, **form.cleaned_data)),
    }
    return render(request, "people/organisations.html", context)


def chosen(
    rows: QuerySet[Organisation], *, text: str = "", sector: str = "", place: Any = None
) -> QuerySet[Organisation]:
    if text:
        named = Alias.objects.filter(name__icontains=text).values("organisation")
        rows = rows.filter(Q(name__icontains=text) | Q(code__iexact=text) | Q(pk__in=named))
    if sector:
        rows = rows.filter(sector=sector)
    return rows.filter(place=place) if place else rows


@requires(Permission.SEE, on=lambda: Organisation.objects.select_related("place"))
def organisation(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "aliases": organisation.aliases.all(),
        "memberships": organisation.memberships.current(on=today)
        .select_related("person")
        .order_by("person__name"),
        "groups": organisation.member_groups.all(),
        "panels": panels(organisation, request.user),
    }
    return render(request, "people/organisation.html", context)


@requires(Permission.EDIT_PARTNERSHIP)
def add_organisation(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        OrganisationForm(request.POST or None),
        title="Add an organisation",
        save=partial(services.add_organisation, by=request.user),
        done="The organisation was added",
        back=reverse("people:organisations"),
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Organisation)
def edit_organisation(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    return form_page(
        request,
        OrganisationForm(request.POST or None, instance=organisation),
        title=f"Edit {organisation}",
        save=partial(services.edit_organisation, organisation, by=request.user),
        done="The organisation was changed",
        back=organisation.get_absolute_url(),
    )


@requires(Permission.EDIT_PARTNERSHIP, on=Organisation)
def add_alias(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    return form_page(
        request,
        AliasForm(request.POST or None),
        title=f"Add another name of {organisation}",
        save=partial(services.add_alias, organisation, by=request.user),
        done="The other name was added",
        back=organisation.get_absolute_url(),
        to=organisation,
    )


@requires(Permission.EDIT_PARTNERSHIP, on=lambda: Alias.objects.select_related("organisation"))
def edit_alias(request: MemberRequest, alias: Alias) -> HttpResponse:
    return form_page(
        request,
        AliasForm(request.POST or None, instance=alias),
        title=f"Edit the other name {alias}",
        save=partial(services.edit_alias, alias, by=request.user),
        done="The other name was changed",
        back=alias.organisation.get_absolute_url(),
        to=alias.organisation,
    )
