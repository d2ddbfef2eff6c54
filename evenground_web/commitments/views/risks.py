from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.forms.risks import IMPACT, LIKELIHOOD, ReasonForm, RiskForm
from evenground_web.commitments.models import Risk
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def risks(request: MemberRequest) -> HttpResponse:
    found = services.risks_worst_first()
    context = {
        "open_risks": [risk for risk in found if not risk.closed_on],
        "closed_risks": [risk for risk in found if risk.closed_on],
    }
    return render(request, "commitments/risks.html", context)


@requires(Permission.SEE, on=Risk)
def risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    context = {
        "risk": risk,
        "rows": [
            ("Cause", risk.cause),
            ("Event", risk.event),
            ("Effect", risk.effect),
            ("Mitigation", risk.mitigation),
            ("Likelihood", f"{risk.likelihood}: {LIKELIHOOD[risk.likelihood - 1]}"),
            ("Impact", f"{risk.impact}: {IMPACT[risk.impact - 1]}"),
            ("Score", f"{risk.score}: {risk.band}"),
            ("Owner", risk.owner),
            ("Watched by", risk.group),
        ],
    }
    return render(request, "commitments/risk.html", context)


@requires(Permission.EDIT_RISKS)
def add_risk(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        RiskForm(request.POST or None),
        title="Add a risk",
        save=partial(services.add_risk, by=request.user),
        done="The risk was added",
        back=reverse("commitments:risks"),
    )


@requires(Permission.EDIT_RISKS, on=Risk)
def edit_risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    return form_page(
        request,
        RiskForm(request.POST or None, instance=risk),
        title="Change the risk",
        save=partial(services.edit_risk, risk, by=request.user),
        done="The risk was changed",
        back=risk.get_absolute_url(),
    )


@requires(Permission.EDIT_RISKS, on=Risk)
def close_risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Close the risk",
        save=partial(services.close_risk, risk, by=request.user),
        done="The risk was closed",
        back=risk.get_absolute_url(),
    )


@requires(Permission.EDIT_RISKS, on=Risk)
def reopen_risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Open the risk again",
        save=partial(services.reopen_risk, risk, by=request.user),
        done="The risk is open again",
        back=risk.get_absolute_url(),
    )
