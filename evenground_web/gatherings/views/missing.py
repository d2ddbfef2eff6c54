"""Who is missing at a gathering, and over the last gatherings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.missing import OfForm
from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.services.turnout import comparing
from evenground_web.people.models import Mix
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE, on=lambda: Gathering.objects.select_related("registration_page"))
def missing(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    tables = comparing.missing(gathering, on=timezone.localdate())
    return render(
        request, "gatherings/turnout/missing.html", {"gathering": gathering, "tables": tables}
    )


@requires(Permission.SEE)
def over_time(request: MemberRequest) -> HttpResponse:
    form = OfForm(request.GET)
    form.is_valid()
    of = form.cleaned_data.get("of") or Mix.Of.SECTOR
    trend = comparing.over_time(of, on=timezone.localdate())
    return render(request, "gatherings/turnout/over_time.html", {"form": form, "trend": trend})
