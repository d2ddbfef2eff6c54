"""Controls, assurances and actions of a risk; the scale and the thresholds of the register."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.risks import (
    ActionForm,
    AssuranceForm,
    ControlForm,
    EscalationForm,
    ScaleForm,
)
from evenground_web.commitments.models import Assurance, Commitment, Control, Escalation, Risk
from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


@requires(Permission.REVIEW_RISKS, on=Risk)
def add_control(request: MemberRequest, risk: Risk) -> HttpResponse:
    save = partial(services.add_control, risk, by=request.user)
    return _page(request, risk, ControlForm(request.POST or None), "Add a control", save)


@requires(Permission.REVIEW_RISKS, on=lambda: Control.objects.select_related("risk"))
def edit_control(request: MemberRequest, control: Control) -> HttpResponse:
    form = ControlForm(request.POST or None, instance=control)
    save = partial(services.edit_control, control, by=request.user)
    return _page(request, control.risk, form, "Change the control", save)


@requires(Permission.REVIEW_RISKS, on=lambda: Control.objects.select_related("risk"))
@require_POST
def remove_control(request: MemberRequest, control: Control) -> HttpResponse:
    remove = partial(services.remove_control, control, by=request.user)
    return do(request, remove, done="The control was taken away", to=control.risk)


@requires(Permission.REVIEW_RISKS, on=Risk)
def add_assurance(request: MemberRequest, risk: Risk) -> HttpResponse:
    save = partial(services.add_assurance, risk, by=request.user)
    return _page(request, risk, AssuranceForm(request.POST or None), "Add an assurance", save)


@requires(Permission.REVIEW_RISKS, on=lambda: Assurance.objects.select_related("risk"))
def edit_assurance(request: MemberRequest, assurance: Assurance) -> HttpResponse:
    form = AssuranceForm(request.POST or None, instance=assurance)
    save = partial(services.edit_assurance, assurance, by=request.user)
    return _page(request, assurance.risk, form, "Change the assurance", save)


@requires(Permission.REVIEW_RISKS, on=lambda: Assurance.objects.select_related("risk"))
@require_POST
def remove_assurance(request: MemberRequest, assurance: Assurance) -> HttpResponse:
    remove = partial(services.remove_assurance, assurance, by=request.user)
    return do(request, remove, done="The assurance was taken away", to=assurance.risk)


@requires(Permission.REVIEW_RISKS, on=Risk)
def link_action(request: MemberRequest, risk: Risk) -> HttpResponse:
    save = partial(services.link_action, risk, by=request.user)
    title = "Say which commitment lowers the risk"
    return _page(request, risk, ActionForm(request.POST or None), title, save)


@requires(Permission.REVIEW_RISKS, on=Risk)
@require_POST
def unlink_action(request: MemberRequest, risk: Risk, commitment_pk: int) -> HttpResponse:
    commitment = get_object_or_404(Commitment, pk=commitment_pk)
    unlink = partial(services.unlink_action, risk, by=request.user, commitment=commitment)
    return do(request, unlink, done="The commitment was taken off the risk", to=risk)


def _page(request: MemberRequest, risk: Risk, form: Any, title: str, save: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        save=save,
        done="The risk was changed",
        back=risk.get_absolute_url(),
        to=risk,
        intro=str(risk),
        submit="Save",
    )


@requires(Permission.SEE)
def risk_scale(request: MemberRequest) -> HttpResponse:
    """How risks are scored, and from which score on they are passed on."""
    scale = services.scale_in_use()
    context = {
        "scale": scale,
        "bands": services.bands_of(scale),
        "categories": scale.content["category"],
        "escalations": services.escalations(),
    }
    return render(request, "commitments/risk_scale.html", context)


@requires(Permission.EDIT_RISKS)
def load_scale(request: MemberRequest) -> HttpResponse:
    def save(file: tuple[str, str]) -> Any:
        name, text = file
        return services.load_scale(text, by=request.user, file=name)

    return form_page(
        request,
        ScaleForm(request.POST or None, request.FILES or None),
        title="Load how risks are scored",
        save=save,
        done="The scale is in use from now on",
        back=reverse("commitments:risk_scale"),
        to="commitments:risk_scale",
        template="commitments/risk_scale_load.html",
        submit="Load",
        example=services.scale_file(),
    )


@requires(Permission.EDIT_RISKS)
def set_escalation(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        EscalationForm(request.POST or None),
        title="Say from which score on risks are passed on",
        save=partial(services.set_escalation, by=request.user),
        done="The threshold was saved",
        back=reverse("commitments:risk_scale"),
        to="commitments:risk_scale",
        submit="Save",
    )


@requires(Permission.EDIT_RISKS, on=lambda: Escalation.objects.select_related("group", "to"))
@require_POST
def end_escalation(request: MemberRequest, escalation: Escalation) -> HttpResponse:
    end = partial(services.end_escalation, escalation, by=request.user)
    return do(request, end, done="The threshold was taken away", to="commitments:risk_scale")
