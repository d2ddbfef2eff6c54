"""The door on paper: a list to print, ticking people off afterwards, and badges."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from evenground_web.core.pages import PDF, download, form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.forms.door import TickForm
from evenground_web.gatherings.models import CheckIn, Gathering
from evenground_web.gatherings.services.door import badges, paper
from evenground_web.gatherings.views.places import opened
from evenground_web.people.requests import MemberRequest

ON_A_PAGE = 60


def days_of(gathering: Gathering) -> list[date]:
    last = min(gathering.ends, gathering.starts + timedelta(30))
    return [gathering.starts + timedelta(n) for n in range((last - gathering.starts).days + 1)]


def chosen_day(request: MemberRequest, gathering: Gathering) -> date:
    """The day that the address asks for; otherwise the last that has begun."""
    days = days_of(gathering)
    asked = [day for day in days if day.isoformat() == request.GET.get("day")]
    begun = [day for day in days if day <= timezone.localdate()]
    return (asked or begun[-1:] or days)[0]


@requires(Permission.WORK_DOOR, on=opened)
@never_cache
def paper_list(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    context = {
        "gathering": gathering,
        "people": paper.expected(gathering.registration_page).select_related("reserved"),
        "large": "large" in request.GET,
        "days": days_of(gathering),
    }
    return render(request, "gatherings/door/paper.html", context)


@requires(Permission.WORK_DOOR, on=opened)
@never_cache
def tick_off(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """One page of the list at a time; ticked names that are there already are left out.

    `?online` is the list of those who take part online while others come.
    """
    page, day = gathering.registration_page, chosen_day(request, gathering)
    online = "online" in request.GET
    coming = paper.joining(page) if online else paper.expected(page)
    names = page_of(request, coming, per_page=ON_A_PAGE)
    if request.method == "GET":  # whoever is sent may have been let in, or moved on the list, since
        there = CheckIn.objects.at(page).filter(day=day).values("registration")
        coming = coming.filter(pk__in=[one.pk for one in names]).exclude(pk__in=there)
    back = reverse("gatherings:door", args=[gathering.pk])
    context: dict[str, Any] = {"gathering": gathering, "day": day, "page": names}
    return form_page(
        request,
        TickForm(
            sent(request),
            people=coming,
            ask_others=not online and names.number == names.paginator.num_pages,
        ),
        title="Tick off who took part online" if online else "Tick off the list on paper",
        save=partial(paper.tick_off, page, by=request.user, day=day, online=online),
        done="They are counted as there",
        back=back,
        to=f"{request.path}?day={day.isoformat()}&page={min(names.number + 1, names.paginator.num_pages)}"
        f"{'&online' if online else ''}",
        online=online,
        template="gatherings/door/tick_off.html",
        days=days_of(gathering),
        **context,
    )


@requires(Permission.WORK_DOOR, on=opened)
@never_cache
def print_badges(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    try:
        content = badges.as_pdf(gathering.registration_page, on=timezone.localdate())
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect(gathering)
    return download(content, name="badges.pdf", kind=PDF)
