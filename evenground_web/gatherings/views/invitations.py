"""Who is invited to a gathering, and what they answered."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.places import InviteForm
from evenground_web.gatherings.models import Gathering, Invitation
from evenground_web.gatherings.services.places import inviting
from evenground_web.people.requests import MemberRequest


def with_names() -> Any:
    return Invitation.objects.select_related(
        "gathering", "person", "for_place", "for_group", "reserved"
    )


@requires(Permission.KEEP_PLACES, on=Gathering)
def invitations(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    found = with_names().filter(gathering=gathering)
    answers = Counter(found.filter(taken_back=False).values_list("answer", flat=True))
    context = {
        "gathering": gathering,
        "page": page_of(request, found),
        "answers": [(label, answers[key]) for key, label in COUNTED],
        "today": timezone.localdate(),
        "removed": found.filter(removed=True).exists(),
    }
    return render(request, "gatherings/places/invitations.html", context)


COUNTED = (
    ("yes", "Coming"),
    ("no", "Not coming"),
    ("perhaps", "Do not know yet"),
    ("", "No answer yet"),
)


@requires(Permission.KEEP_PLACES, on=Gathering)
def invite(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    back = reverse("gatherings:invitations", args=[gathering.pk])
    return form_page(
        request,
        InviteForm(request.POST or None, gathering=gathering),
        title=f"Invite people to {gathering}",
        save=partial(inviting.invite, gathering, by=request.user),
        done="The invitations are on their way",
        back=back,
        to=back,
        submit="Send the invitations",
        intro="Each person gets a link of their own and answers without an account. "
        "Nobody is invited twice.",
    )


@requires(Permission.KEEP_PLACES, on=with_names)
@require_POST
def send_again(request: MemberRequest, invitation: Invitation) -> HttpResponse:
    again = partial(inviting.send_again, invitation, by=request.user)
    return do(request, again, done="The invitation was sent again", to=invitation)


@requires(Permission.KEEP_PLACES, on=with_names)
@require_POST
def take_back(request: MemberRequest, invitation: Invitation) -> HttpResponse:
    back = partial(inviting.take_back, invitation, by=request.user)
    return do(request, back, done="The invitation was taken back", to=invitation)
