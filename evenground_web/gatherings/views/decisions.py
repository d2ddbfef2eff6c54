from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evenground_web.core.pages import form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.decisions import DecisionFilter, DecisionForm, ReviewForm
from evenground_web.gatherings.models import AgendaItem, Decision
from evenground_web.gatherings.services.search import decisions_for, find_decisions
from evenground_web.gatherings.views.agenda import may_read_private
from evenground_web.gatherings.views.minutes import under
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def decisions(request: MemberRequest) -> HttpResponse:
    form = DecisionFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = find_decisions(decisions_for(request.user, on=today), on=today, **asked)
    context = {"form": form, "page": page_of(request, found), "today": today}
    return render(request, "gatherings/decisions.html", context)


@requires(Permission.SEE, on=lambda: Decision.objects.with_names().with_review())
def decision(request: MemberRequest, decision: Decision) -> HttpResponse:
    if decision.item.private and not may_read_private(request, decision.item.gathering):
        raise Http404
    declared = decision.item.declarations.select_related("person", "interest")
    context = {
        "decision": decision,
        "declarations": declared,
        "papers": decision.papers.all(),
        "reviews": decision.reviews.select_related("by"),
        "later": [*decision.superseded_by.all(), *decision.ratified_by.all()],
        "today": timezone.localdate(),
        "panels": panels(decision, request.user),
    }
    return render(request, "gatherings/decision.html", context)


@requires(
    Permission.EDIT_GATHERINGS, on=lambda: AgendaItem.objects.select_related("gathering__meeting")
)
def decide(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        DecisionForm(request.POST or None, item=item),
        title=f"Write down a decision: {item}",
        submit="Record the decision",
        save=partial(services.record_decision, item, by=request.user),
        done="The decision was written down",
        back=under(item),
        to=under(item),
    )


@requires(
    Permission.EDIT_GATHERINGS,
    on=lambda: Decision.objects.select_related("item__gathering__meeting"),
)
def edit_decision(request: MemberRequest, decision: Decision) -> HttpResponse:
    return form_page(
        request,
        DecisionForm(request.POST or None, item=decision.item, instance=decision),
        title=f"Change the decision {decision.reference}",
        save=partial(services.edit_decision, decision, by=request.user),
        done="The decision was changed",
        back=decision.get_absolute_url(),
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Decision.objects.select_related("item__gathering"))
def review(request: MemberRequest, decision: Decision) -> HttpResponse:
    return form_page(
        request,
        ReviewForm(request.POST or None),
        title=f"Look again at {decision}",
        submit="Record what was found",
        save=partial(services.review_decision, decision, by=request.user),
        done="The review was recorded",
        back=decision.get_absolute_url(),
        to=decision,
    )
