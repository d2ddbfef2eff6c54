"""The record of who did what, for those who may see all of it."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.pages import page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.forms import RecordFilter
from evenground_web.people.models import Person
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE_AUDIT)
def record(request: MemberRequest) -> HttpResponse:
    form = RecordFilter(request.GET, kinds=kinds())
    form.is_valid()
    # By the day that is told, not by position: between its neighbours, a voice that is dated to
    # the month would still tell the minute.
    events = AuditEvent.objects.order_by("-at", "-position")
    if about := form.cleaned_data.get("about"):
        events = events.filter(subject_type=about)
    if person := form.cleaned_data.get("person"):
        events = events.filter(actor_id=str(person.pk))
    page = page_of(request, events)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (event, kinds().get(event.subject_type, ""), address(event, seen_by=request.user))
            for event in page
        ],
        "checked": "check" in request.GET,
        "faults": list(audit.faults()) if "check" in request.GET else [],
    }
    return render(request, "people/record.html", context)


@cache
def models() -> dict[str, type[Model]]:
    return {
        model._meta.label_lower: model
        for model in apps.get_models()
        if model.__module__.startswith("evenground_web.") and not issubclass(model, AuditEvent)
    }


@cache
def kinds() -> dict[str, str]:
    """The types of record that somebody can do something to, in words."""
    named = {label: str(m._meta.verbose_name).capitalize() for label, m in models().items()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def address(event: AuditEvent, *, seen_by: Person) -> str:
    """Where the record is, without asking the database; nothing where there is no page for them."""
    model = models().get(event.subject_type)
    if model is None or not hasattr(model, "get_absolute_url") or "dated_to" in event.details:
        return ""
    url = str(model(pk=event.subject_id).get_absolute_url())  # type: ignore[attr-defined]
    if not url:
        return ""
    permission = getattr(resolve(urlsplit(url).path).func, "permission", None)
    return url if permission is None or seen_by.has_perm(permission) else ""
