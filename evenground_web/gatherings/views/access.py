"""Access and dietary needs, for those who arrange them."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.gatherings.forms.places import ArrangeForm
from evenground_web.gatherings.models import AccessCase, Gathering, Registration
from evenground_web.gatherings.services.places import arranging, keeping
from evenground_web.gatherings.views.places import opened
from evenground_web.gatherings.views.registering import of_mine, press
from evenground_web.people.requests import MemberRequest


@requires(Permission.ARRANGE_ACCESS, on=opened)
def access(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    page = gathering.registration_page
    cases = arranging.standing_cases(page).with_names().order_by("arranged_on", "pk")
    context = {
        "gathering": gathering,
        "page": page_of(request, cases),
        "remove_on": keeping.remove_needs_on(page),
        "untold": arranging.untold(page).exists(),
    }
    return render(request, "gatherings/places/access.html", context)


@requires(Permission.ARRANGE_ACCESS, on=AccessCase.objects.with_names)
def arrange(request: MemberRequest, case: AccessCase) -> HttpResponse:
    return form_page(
        request,
        ArrangeForm(
            request.POST or None, instance=case, initial={"owner": case.owner or request.user}
        ),
        title=f"{case.get_kind_display()}: what {case.registration.name} needs",
        save=partial(arranging.arrange, case, by=request.user),
        done="It was written down",
        back=case.get_absolute_url(),
        intro=case.need,
    )


@requires(Permission.ARRANGE_ACCESS, on=AccessCase.objects.with_names)
@require_POST
def confirm(request: MemberRequest, case: AccessCase) -> HttpResponse:
    act = partial(arranging.confirm, case, by=request.user)
    return do(request, act, done="It is confirmed", to=case)


@requires(Permission.ARRANGE_ACCESS, on=opened)
def venue(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """A page to print or read out, without names; pressing the button says that it was told."""
    if request.method == "POST":
        tell = partial(arranging.tell_venue, gathering.registration_page, by=request.user)
        back = reverse("gatherings:access", args=[gathering.pk])
        return do(request, tell, done="It is written down that the venue was told", to=back)
    context = {"gathering": gathering, "needs": arranging.for_venue(gathering)}
    return render(request, "gatherings/places/venue.html", context)


@public
@require_POST
@of_mine
def confirm_mine(
    request: HttpRequest, registration: Registration, token: str, case_pk: int
) -> HttpResponse:
    case = get_object_or_404(registration.needs, pk=case_pk)
    return press(request, token, partial(arranging.confirm, case), "Thank you for telling us")
