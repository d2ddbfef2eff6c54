"""The list of commitments, one commitment, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import FilterForm
from evenground_web.commitments.forms.records import (
    AddForm,
    DueDateForm,
    EditForm,
    MilestoneForm,
    StatusForm,
    UpdateForm,
)
from evenground_web.commitments.models import (
    Commitment,
    DeliveryStatus,
    ImpactStatus,
    Milestone,
    Update,
)
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict
from evenground_web.core.pages import do, download, form_page, page_of
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest

SHOWN = 40  # a page of the list stays under 60 KB


@requires(Permission.SEE)
def commitments(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = services.find_commitments(on=today, **asked)
    page = page_of(request, found, per_page=SHOWN)
    rows = [(commitment, commitment.is_late(on=today)) for commitment in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "commitments/commitments.html", context)


@requires(
    Permission.SEE,
    on=lambda: Commitment.objects.select_related(
        "owner", "owner_person", "group", "gathering", "topic", "parent"
    ).prefetch_related("partners"),
)
def commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    context = {
        "commitment": commitment,
        "late": commitment.is_late(on=timezone.localdate()),
        "may_update": request.user.has_perm(Permission.UPDATE_COMMITMENTS, commitment),
        "due_moves": commitment.due_moves.select_related("by"),
        "status_changes": commitment.status_changes.select_related("by"),
        "milestones": commitment.milestones.order_by(F("due").asc(nulls_last=True), "pk"),
        "updates": commitment.updates.select_related("by"),
        "children": commitment.children.select_related("owner"),
        "gaps": services.then_and_now(commitment),
        "facts": [fact for fact in _facts(commitment) if fact[1]],
    }
    return render(request, "commitments/commitment.html", context)


def _facts(commitment: Commitment) -> list[tuple[str, Any, str]]:
    """What is known about it: a label, a value, and the page of the record it names."""
    linked = [
        ("Group it reports to", commitment.group),
        ("Agreed at", commitment.gathering),
        ("Puts into practice", commitment.parent),
    ]
    return [
        ("Partners", ", ".join(str(partner) for partner in commitment.partners.all()), ""),
        ("Priority population", commitment.priority_population, ""),
        ("Action plan", commitment.plan, ""),
        ("Starts", nhs_date(commitment.starts), ""),
        *((label, record, record.get_absolute_url()) for label, record in linked if record),
        ("Topic", commitment.topic, ""),
    ]


@requires(Permission.ADD_COMMITMENTS)
def add(request: MemberRequest) -> HttpResponse:
    form = AddForm(request.POST or None, person=request.user, initial=request.GET.dict())
    return form_page(
        request,
        form,
        title="Add a commitment",
        save=partial(services.add_commitment, by=request.user),
        done="The commitment was added",
        back=reverse("commitments:commitments"),
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def edit(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = EditForm(request.POST or None, person=request.user, instance=commitment)
    save = partial(services.edit_commitment, commitment, by=request.user)
    context: dict[str, Any] = {
        "title": f"Change {commitment.reference}",
        "back": commitment.get_absolute_url(),
        "submit": "Save",
    }
    if form.is_valid():
        try:
            save(**form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            form.build_on(conflict.current)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The commitment was changed")
            return redirect(commitment)
    return render(request, "form.html", {**context, "form": form})


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def delivery_status(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    initial = {"status": commitment.delivery_status}
    form = StatusForm(request.POST or None, choices=DeliveryStatus.choices, initial=initial)
    title, done = "Change the delivery status", "The delivery status was changed"
    return _page(request, commitment, form, services.change_delivery_status, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def impact_status(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    initial = {"status": commitment.impact_status}
    form = StatusForm(request.POST or None, choices=ImpactStatus.choices, initial=initial)
    title, done = "Change the impact status", "The impact status was changed"
    return _page(request, commitment, form, services.change_impact_status, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def due_date(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = DueDateForm(request.POST or None, commitment=commitment)
    title = "Move the due date" if commitment.due else "Set the due date"
    done = "The due date was saved"
    return _page(request, commitment, form, services.move_due_date, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def add_milestone(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = MilestoneForm(request.POST or None)
    title, done = "Add a milestone", "The milestone was added"
    return _page(request, commitment, form, services.add_milestone, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Milestone)
@require_POST
def complete_milestone(request: MemberRequest, milestone: Milestone) -> HttpResponse:
    complete = partial(services.complete_milestone, milestone, by=request.user)
    return do(request, complete, done=f"“{milestone}” is done", to=milestone.commitment)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def add_update(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = UpdateForm(request.POST or None, request.FILES or None)
    title, done = "Add an update", "The update was added"
    return _page(request, commitment, form, services.add_update, title, done)


@requires(Permission.SEE, on=Update)
def evidence(request: MemberRequest, update: Update) -> HttpResponse:
    """Always a download: nothing a partner uploads is shown inside our own pages."""
    try:
        with update.evidence_file.open() as file:
            content = file.read()
    except (ValueError, FileNotFoundError) as missing:
        raise Http404 from missing
    return download(content, name=update.evidence_name)


def _page(
    request: MemberRequest,
    commitment: Commitment,
    form: BaseForm,
    service: Callable[..., Any],
    title: str,
    done: str,
) -> HttpResponse:
    """The page of one form about one commitment."""
    return form_page(
        request,
        form,
        title=title,
        save=partial(service, commitment, by=request.user),
        done=done,
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=str(commitment),
        submit="Save",
    )
