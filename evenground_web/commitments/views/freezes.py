"""A plan frozen on a day, and what changed since."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, PlanFreeze
from evenground_web.core.pages import do
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


@requires(Permission.IMPORT_COMMITMENTS)
@require_POST
def freeze_plan(request: MemberRequest, plan: str) -> HttpResponse:
    if not Commitment.objects.filter(plan=plan).exists():
        raise Http404
    freeze = partial(services.freeze_plan, plan, by=request.user)
    return do(request, freeze, done=f"{plan} is frozen as it stands today", to="commitments:plans")


@requires(Permission.SEE, on=lambda: PlanFreeze.objects.select_related("by"))
def freeze(request: MemberRequest, freeze: PlanFreeze) -> HttpResponse:
    context = {
        "freeze": freeze,
        "difference": services.difference(freeze),
        "others": PlanFreeze.objects.filter(plan=freeze.plan)
        .exclude(pk=freeze.pk)
        .defer("content"),
        "today": timezone.localdate(),
    }
    return render(request, "commitments/freeze.html", context)
