"""The risk register: the list, the heat map, one risk, and what can be done to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.forms.risks import (
    AddRiskForm,
    ReasonForm,
    ReviewForm,
    RiskFilter,
    RiskForm,
)
from evenground_web.commitments.models import Response, Risk
from evenground_web.core.dates import nhs_date
from evenground_web.core.pages import form_page, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest

SHOWN = 30  # a page of the list stays under 60 KB


@requires(Permission.SEE)
def risks(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = RiskFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    escalations = services.Escalations()
    found = services.find_risks(on=today, escalations=escalations, **asked)
    page = page_of(request, found, per_page=SHOWN)
    rows = services.rows_of(list(page), on=today, escalations=escalations)
    context = {"form": form, "page": page, "rows": rows, "group": asked.get("group")}
    return render(request, "commitments/risks.html", context)


@requires(Permission.SEE)
def heat_map(request: MemberRequest) -> HttpResponse:
    form = RiskFilter(request.GET)
    group = form.cleaned_data.get("group") if form.is_valid() else None
    context = {"map": services.heat_map(group), "group": group}
    return render(request, "commitments/risk_map.html", context)


@requires(
    Permission.SEE,
    on=lambda: Risk.objects.select_related(
        "owner", "owner_person", "group", "scale", "assessment__commitment"
    ),
)  # fmt: skip
def risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    today = timezone.localdate()
    quarters = services.by_quarter(risk, on=today)
    escalations = services.Escalations()
    context = {
        "risk": risk,
        "may_review": request.user.has_perm(Permission.REVIEW_RISKS, risk) and not risk.closed_on,
        "scores": _scores(risk),
        "facts": [fact for fact in _facts(risk) if fact[1]],
        "quarters": quarters,
        "direction": services.direction_of(quarters),
        "above": escalations.above(risk),
        "also_on": escalations.also_on(risk),
        "category": risk.scale.category(risk.category),
        "overdue": risk.review_is_overdue(on=today),
        "earlier_scale": risk.scale_id != services.scale_in_use().pk,
        "controls": risk.controls.all(),
        "assurances": risk.assurances.all(),
        "actions": risk.actions.select_related("owner"),
    }
    return render(request, "commitments/risk.html", context)


def _scores(risk: Risk) -> list[tuple[str, str, str, str]]:
    """Inherent, current and target: the score, its band and colour, and how it is made up."""
    sides = (
        ("Without any control (inherent)", risk.inherent_likelihood, risk.inherent_impact),
        ("As it stands (current)", risk.likelihood, risk.impact),
        ("What we work towards (target)", risk.target_likelihood, risk.target_impact),
    )
    return [(label, *_said(risk, likelihood, impact)) for label, likelihood, impact in sides]


def _said(risk: Risk, likelihood: int | None, impact: int | None) -> tuple[str, str, str]:
    if likelihood is None or impact is None:
        return "Not scored", "", ""
    scale = risk.scale
    band = scale.band(likelihood * impact)
    made = f"{scale.likelihoods[likelihood - 1]} ({likelihood}) times {scale.impacts[impact - 1].lower()} ({impact})"
    return f"{likelihood * impact} {band['name']}", band["colour"], made


def _facts(risk: Risk) -> list[tuple[str, Any, str]]:
    """What is known about it: a label, a value, and the page of the record it names."""
    return [
        ("Cause", risk.cause, ""),
        ("Event", risk.event, ""),
        ("Effect", risk.effect, ""),
        ("What is done about it", risk.mitigation, ""),
        ("Response", Response(risk.response).label if risk.response else "Not decided yet", ""),
        ("Why this response", risk.response_reason, ""),
        ("Owner", risk.owner, risk.owner.get_absolute_url()),
        ("Person who answers for it", risk.owner_person or "Nobody is named", ""),
        ("Watched by", risk.group, risk.group.get_absolute_url()),
        ("Next review", nhs_date(risk.next_review) or "No day is set", ""),
        ("Closed", nhs_date(risk.closed_on), ""),
        ("Why it was closed", risk.closed_reason, ""),
    ]


@requires(Permission.EDIT_RISKS)
def add_risk(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        AddRiskForm(request.POST or None),
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


@requires(Permission.REVIEW_RISKS, on=Risk)
def review_risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    return form_page(
        request,
        ReviewForm(request.POST or None, instance=risk),
        title="Look at the risk again",
        save=partial(services.review_risk, risk, by=request.user),
        done="The risk was scored",
        back=risk.get_absolute_url(),
        intro=str(risk),
        submit="Save",
    )


@requires(Permission.EDIT_RISKS, on=Risk)
def close_risk(request: MemberRequest, risk: Risk) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Close the risk",
        submit="Close the risk",
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
        submit="Open the risk again",
        save=partial(services.reopen_risk, risk, by=request.user),
        done="The risk is open again",
        back=risk.get_absolute_url(),
    )
