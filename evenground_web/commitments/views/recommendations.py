"""Recommendations: where they come from, whom they are addressed to, what those answered."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.forms.recommendations import (
    AddressForm,
    RecommendationForm,
    ResponseForm,
    SourceForm,
    StopAskingForm,
)
from evenground_web.commitments.models import Addressee, Commitment, Source
from evenground_web.core.pages import form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


def recommendations() -> QuerySet[Commitment]:
    return Commitment.objects.filter(kind=Commitment.Kind.RECOMMENDATION)


@requires(Permission.ADD_COMMITMENTS)
def add_recommendation(request: MemberRequest) -> HttpResponse:
    form = RecommendationForm(sent(request), person=request.user, initial=request.GET.dict())
    return form_page(
        request,
        form,
        title="Add a recommendation",
        save=partial(services.add_recommendation, by=request.user),
        done="The recommendation was added, and is addressed",
        back=reverse("commitments:commitments"),
        intro="From a report, a summit or a review. Those it is addressed to are asked to answer it.",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=recommendations)
def source(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    kept = Source.objects.filter(commitment=commitment).first()
    return form_page(
        request,
        SourceForm(sent(request), instance=kept or Source()),
        title="Where it comes from",
        save=partial(services.set_source, commitment, by=request.user),
        done="The source was saved",
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=str(commitment),
        submit="Save",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=recommendations)
def address(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return form_page(
        request,
        AddressForm(sent(request), initial=request.GET.dict()),
        title="Address it to an organisation",
        save=partial(services.address, commitment, by=request.user),
        done="The recommendation is addressed",
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=str(commitment),
        submit="Save",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=recommendations)
def stop_asking(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return form_page(
        request,
        StopAskingForm(sent(request), commitment=commitment),
        title="Take an addressee off",
        save=partial(services.stop_asking, commitment, by=request.user),
        done="It is no longer asked to answer. The reason is in the history",
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=str(commitment),
        submit="Take it off",
    )


@requires(
    Permission.RESPOND, on=lambda: Addressee.objects.select_related("commitment", "organisation")
)
def respond(request: MemberRequest, addressee: Addressee) -> HttpResponse:
    initial = {name: getattr(addressee, name) for name in ("answer", "reason", "spoken_by")}
    return form_page(
        request,
        ResponseForm(sent(request), addressee=addressee, initial=initial),
        title=f"Answer for {addressee.organisation}",
        save=partial(services.respond, addressee, by=request.user),
        done="The response was recorded",
        back=addressee.commitment.get_absolute_url(),
        to=addressee.commitment,
        intro=str(addressee.commitment),
        submit="Save the response",
    )
