"""The register of interests: for everybody, for members, one's own, and for those who keep it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.pages import form_page, page_of
from evenground_web.core.permissions import Permission, in_every_language, public, requires
from evenground_web.people import services
from evenground_web.people.forms.interests import (
    ConfirmForm,
    EndInterestForm,
    InterestForm,
    KeptInterestForm,
)
from evenground_web.people.models import Interest, Person
from evenground_web.people.requests import MemberRequest

MINE = "people:my_interests"


@in_every_language
@public
def public_register(request: HttpRequest) -> HttpResponse:
    people = page_of(request, services.register(on=timezone.localdate()))
    return render(request, "people/public_register.html", {"page": people})


@requires(Permission.SEE)
def register(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "page": page_of(request, services.register(on=today)),
        "unconfirmed": services.without_confirmation(on=today),
    }
    return render(request, "people/register.html", context)


def shown(request: MemberRequest, person: Person, *, own: bool) -> dict[str, Any]:
    """What somebody may read about a person's interests; the keeper and the person see all."""
    everything = own or request.user.has_perm(Permission.KEEP_INTERESTS)
    interests = person.interests.all()
    if not everything:
        interests = interests.shown(on=timezone.localdate()).filter(withheld="")
    return {
        "person": person,
        "own": own,
        "everything": everything,
        "today": timezone.localdate(),
        "interests": interests,
        "confirmation": person.confirmations.first(),
    }


@requires(Permission.DECLARE_INTERESTS)
def mine(request: MemberRequest) -> HttpResponse:
    return render(request, "people/interests.html", shown(request, request.user, own=True))


@requires(Permission.SEE, on=Person)
def interests_of(request: MemberRequest, person: Person) -> HttpResponse:
    return render(request, "people/interests.html", shown(request, person, own=False))


def _declare(request: MemberRequest, person: Person, *, form: Any, back: str) -> HttpResponse:
    return form_page(
        request,
        form(request.POST or None),
        title="Declare an interest" if person == request.user else f"Enter an interest of {person}",
        save=partial(services.declare_interest, person, by=request.user),
        done="The interest is in the register",
        back=back,
        to=back,
        intro="Declare it within 28 days. The register says so when it took longer.",
    )


def _edit(request: MemberRequest, interest: Interest, *, form: Any, back: str) -> HttpResponse:
    return form_page(
        request,
        form(request.POST or None, instance=interest),
        title="Change the interest",
        save=partial(services.edit_interest, interest, by=request.user),
        done="The interest was changed",
        back=back,
        to=back,
    )


def _end(request: MemberRequest, interest: Interest, *, back: str) -> HttpResponse:
    return form_page(
        request,
        EndInterestForm(request.POST or None),
        title="End the interest",
        submit="End the interest",
        save=partial(services.end_interest, interest, by=request.user),
        done="The end was recorded",
        back=back,
        to=back,
        intro=f"{interest.description}\n\nIt stays on record. It is published for six more months.",
    )


def _confirm(request: MemberRequest, person: Person, *, back: str) -> HttpResponse:
    there = person.interests.current(on=timezone.localdate())
    names = (
        "\n".join(interest.description for interest in there) or "The register says nothing yet."
    )
    return form_page(
        request,
        ConfirmForm(request.POST or None),
        title=f"Confirm what the register says about {person}",
        submit="Confirm",
        save=partial(services.confirm, person, by=request.user),
        done="Thank you. The register was confirmed",
        back=back,
        to=back,
        intro=names,
    )


@requires(Permission.DECLARE_INTERESTS)
def declare_mine(request: MemberRequest) -> HttpResponse:
    return _declare(request, request.user, form=InterestForm, back=reverse(MINE))


@requires(Permission.DECLARE_INTERESTS)
def confirm_mine(request: MemberRequest) -> HttpResponse:
    return _confirm(request, request.user, back=reverse(MINE))


def only_own(request: MemberRequest, interest: Interest) -> None:
    if interest.person_id != request.user.pk:
        raise Http404


@requires(Permission.DECLARE_INTERESTS, on=Interest)
def edit_mine(request: MemberRequest, interest: Interest) -> HttpResponse:
    only_own(request, interest)
    return _edit(request, interest, form=InterestForm, back=reverse(MINE))


@requires(Permission.DECLARE_INTERESTS, on=Interest)
def end_mine(request: MemberRequest, interest: Interest) -> HttpResponse:
    only_own(request, interest)
    return _end(request, interest, back=reverse(MINE))


@requires(Permission.KEEP_INTERESTS, on=Person)
def declare_for(request: MemberRequest, person: Person) -> HttpResponse:
    back = reverse("people:interests_of", args=[person.pk])
    return _declare(request, person, form=KeptInterestForm, back=back)


@requires(Permission.KEEP_INTERESTS, on=Person)
def confirm_for(request: MemberRequest, person: Person) -> HttpResponse:
    return _confirm(request, person, back=reverse("people:interests_of", args=[person.pk]))


@requires(Permission.KEEP_INTERESTS, on=lambda: Interest.objects.select_related("person"))
def edit_for(request: MemberRequest, interest: Interest) -> HttpResponse:
    return _edit(request, interest, form=KeptInterestForm, back=interest.get_absolute_url())


@requires(Permission.KEEP_INTERESTS, on=lambda: Interest.objects.select_related("person"))
def end_for(request: MemberRequest, interest: Interest) -> HttpResponse:
    return _end(request, interest, back=interest.get_absolute_url())
