"""The places of a gathering, for those who keep who comes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, download, form_page, page_of, sent
from evenground_web.core.paper import as_printed
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.forms.places import (
    ListFilter,
    NeedsForm,
    PaperRegisterForm,
    PlacesForm,
    PrintFormsForm,
    ReservedForm,
    StaffRegisterForm,
)
from evenground_web.gatherings.models import (
    Booking,
    Companion,
    Gathering,
    Registration,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.services.places import (
    keeping,
    on_paper,
    online,
    pages,
    registering,
    waiting,
)
from evenground_web.people.requests import MemberRequest

USUAL_CONTACT = "ring us, and we register you"


def with_page() -> Any:
    return Gathering.objects.select_related("registration_page")


def opened() -> Any:
    return Gathering.objects.filter(registration_page__isnull=False).select_related(
        "registration_page"
    )


def registrations() -> Any:
    return Registration.objects.select_related("page__gathering", "reserved", "place", "written_by")


def page_or_none(gathering: Gathering) -> RegistrationPage | None:
    return getattr(gathering, "registration_page", None)


def back_to(gathering_pk: int) -> str:
    return reverse("gatherings:places", args=[gathering_pk])


@requires(Permission.KEEP_PLACES, on=with_page)
def places(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    page, today = page_or_none(gathering), timezone.localdate()
    context: dict[str, Any] = {"gathering": gathering, "registration_page": page}
    if page is not None:
        form = ListFilter(request.GET)
        wanted = form.cleaned_data["state"] if form.is_valid() else ""
        context |= {
            "form": form,
            "figures": pages.figures(page, on=today),
            "page": page_of(request, listed(page, wanted)),
            "remove_on": keeping.remove_on(page),
            "remove_needs_on": keeping.remove_needs_on(page),
        }
    return render(request, "gatherings/places/places.html", context)


def listed(page: RegistrationPage, state: str) -> Any:
    found = Booking.objects.at(page)
    found = found.filter(state=state) if state else found.standing()
    return found.select_related(
        "registration__reserved", "registration__page__gathering"
    ).prefetch_related(Prefetch("registration__companions", Companion.objects.all()))


@requires(Permission.KEEP_PLACES, on=with_page)
def set_places(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    page = page_or_none(gathering)
    initial = {} if page else {"opens": timezone.localdate(), "contact": USUAL_CONTACT}
    return form_page(
        request,
        PlacesForm(request.POST or None, instance=page, initial=initial),
        title=f"Places at {gathering}",
        save=partial(pages.set_places, gathering, by=request.user),
        done="The places were kept",
        back=gathering.get_absolute_url(),
    )


@requires(Permission.KEEP_PLACES, on=opened)
def reserve(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        ReservedForm(request.POST or None),
        title="Keep places for a community",
        save=partial(pages.reserve, gathering.registration_page, by=request.user),
        done="The places are kept",
        back=back_to(gathering.pk),
        to=back_to(gathering.pk),
    )


@requires(Permission.KEEP_PLACES, on=lambda: Reserved.objects.select_related("page"))
def change_reserved(request: MemberRequest, reserved: Reserved) -> HttpResponse:
    return form_page(
        request,
        ReservedForm(request.POST or None, instance=reserved),
        title=f"Places kept for {reserved}",
        save=partial(pages.change_reserved, reserved, by=request.user),
        done="The places were changed",
        back=reserved.get_absolute_url(),
    )


@requires(Permission.KEEP_PLACES, on=opened)
def register_somebody(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        StaffRegisterForm(
            request.POST or None,
            page=gathering.registration_page,
            initial={"paper": request.GET.get("paper", "")},
        ),
        title="Register somebody",
        save=partial(registering.register, gathering, by=request.user, how="staff"),
        done="They are on the list. Look at whether they have a place or wait",
        back=back_to(gathering.pk),
        to=back_to(gathering.pk),
        intro="For somebody who rang, wrote, came by or filled in a form on paper. Say to them whether there "
        "is a place. It is kept that you registered them on their behalf.",
    )


@requires(Permission.KEEP_PLACES, on=opened)
def print_forms(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """The questions of the page on paper, for those who would rather write."""
    page, form = gathering.registration_page, PrintFormsForm(sent(request))
    typed_at = reverse("gatherings:register_somebody", args=[gathering.pk])
    if form.is_valid():
        try:
            content = on_paper.forms_pdf(
                page,
                by=request.user,
                fields=as_printed(PaperRegisterForm(page=page)),
                typed_at=f"{typed_at}?paper=",
                remove_on=keeping.remove_on(page),
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return download(content, name=f"register-{gathering.pk}.pdf", kind="application/pdf")
    context = {
        "form": form,
        "title": "Print forms to register on paper",
        "intro": "A PDF with a form on each page, with the questions of the page for everybody. Each has a "
        "number, and a code that opens the page on which you type it in.",
        "back": back_to(gathering.pk),
        "submit": "Print",
    }
    return render(request, "form.html", context)


@requires(Permission.KEEP_PLACES, on=registrations)
def registration(request: MemberRequest, registration: Registration) -> HttpResponse:
    context = {
        "registration": registration,
        "gathering": registration.page.gathering,
        "bookings": registration.bookings.select_related("session"),
        "companions": registration.companions.all(),
        "offered": registration.bookings.filter(state=Booking.State.OFFERED, session=None).exists(),
    }
    return render(request, "gatherings/places/registration.html", context)


@requires(Permission.KEEP_PLACES, on=registrations)
@require_POST
def take_for(request: MemberRequest, registration: Registration) -> HttpResponse:
    return do(
        request,
        partial(waiting.take, registration, by=request.user),
        done="They have the place",
        to=registration,
    )


@requires(Permission.KEEP_PLACES, on=registrations)
@require_POST
def attend_for(request: MemberRequest, registration: Registration, attends: str) -> HttpResponse:
    return do(
        request,
        partial(online.attend, registration, attends, by=request.user),
        done="How they take part was changed",
        to=registration,
    )


@requires(Permission.KEEP_PLACES, on=registrations)
@require_POST
def end_registration(request: MemberRequest, registration: Registration) -> HttpResponse:
    return do(
        request,
        partial(registering.give_up, registration, by=request.user),
        done="They are not coming. What we knew of them is erased",
        to=back_to(registration.page.gathering_id),
    )


@requires(Permission.ARRANGE_ACCESS, on=registrations)
def change_registration(request: MemberRequest, registration: Registration) -> HttpResponse:
    """Needs are on this form, so it is for those who may read them."""
    if not registration.active:
        return redirect(back_to(registration.page.gathering_id))
    return form_page(
        request,
        NeedsForm(sent(request), initial=needs_of(registration)),
        title="Who comes along, and what is needed",
        save=partial(registering.change_registration, registration, by=request.user),
        done="It was changed",
        back=back_to(registration.page.gathering_id),
        to=reverse("gatherings:access", args=[registration.page.gathering_id]),
    )


def needs_of(registration: Registration) -> dict[str, Any]:
    needs = dict(registration.needs.values_list("kind", "need"))
    return {
        "companions": [one.kind for one in registration.companions.all()],
        "access": needs.get("access", ""),
        "diet": needs.get("diet", ""),
    }
