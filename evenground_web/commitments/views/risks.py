from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenground_web.commitments import services
from evenground_web.commitments.forms.risks import IMPACT, LIKELIHOOD, ReasonForm, RiskForm
from evenground_web.commitments.models import Risk
from evenground_web.core.permissions import Permission, RuleBroken, requires


@requires(Permission.SEE)
def risks(request: HttpRequest) -> HttpResponse:
    found = services.risks_worst_first()
    context = {
        "open_risks": [risk for risk in found if not risk.closed_on],
        "closed_risks": [risk for risk in found if risk.closed_on],
        "may_edit": request.user.has_perm(Permission.EDIT_RISKS),
    }
    return render(request, "commitments/risks.html", context)


@requires(Permission.SEE, on=Risk)
def risk(request: HttpRequest, risk: Risk) -> HttpResponse:
    context = {
        "risk": risk,
        "may_edit": request.user.has_perm(Permission.EDIT_RISKS, risk),
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
def add_risk(request: HttpRequest) -> HttpResponse:
    form = RiskForm(request.POST or None)
    if form.is_valid():
        try:
            added = services.add_risk(by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The risk was added")
            return redirect(added)
    return render(request, "form.html", {"title": "Add a risk", "form": form, "back": ".."})


@requires(Permission.EDIT_RISKS, on=Risk)
def edit_risk(request: HttpRequest, risk: Risk) -> HttpResponse:
    form = RiskForm(request.POST or None, instance=risk)
    return _do(request, risk, form, services.edit_risk, "Change the risk", "The risk was changed")


@requires(Permission.EDIT_RISKS, on=Risk)
def close_risk(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Close an open risk, or open a closed one again."""
    form = ReasonForm(request.POST or None)
    if risk.closed_on:
        title, done, service = "Open the risk again", "The risk is open", services.reopen_risk
    else:
        title, done, service = "Close the risk", "The risk was closed", services.close_risk
    return _do(request, risk, form, service, title, done)


def _do(
    request: HttpRequest, risk: Risk, form: Any, service: Any, title: str, done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            service(risk, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, done)
            return redirect(risk)
    context = {"title": title, "form": form, "back": risk.get_absolute_url(), "submit": "Save"}
    return render(request, "form.html", context)
