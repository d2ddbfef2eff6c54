"""The list of commitments, one commitment, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.core.templatetags.evenground import nhs_date

A_PAGE = 50


@requires(Permission.SEE)
def commitments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = services.find_commitments(on=today, **asked)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(commitment, commitment.is_late(on=today)) for commitment in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "commitments/commitments.html", context)


@requires(
    Permission.SEE,
    on=lambda: Commitment.objects.select_related(
        "owner", "owner_person", "group", "gathering", "topic", "parent"
    ).prefetch_related("partners"),
)
def commitment(request: HttpRequest, commitment: Commitment) -> HttpResponse:
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
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST or None, person=request.user, initial=request.GET.dict())
    if form.is_valid():
        try:
            added = services.add_commitment(by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, f"{added.reference} was added")
            return redirect(added)
    back = request.GET.get("back", "")
    context = {"title": "Add a commitment", "form": form, "back": back or ".."}
    return render(request, "form.html", context)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def edit(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = EditForm(request.POST or None, person=request.user, instance=commitment)
    context: dict[str, Any] = {
        "title": f"Change {commitment.reference}",
        "back": commitment.get_absolute_url(),
        "submit": "Save",
    }
    if form.is_valid():
        try:
            services.edit_commitment(commitment, by=request.user, **form.cleaned_data)
        except services.Conflict as conflict:
            form.add_error(None, str(conflict))
            form.build_on(conflict.current)
            context["differences"] = form.differences(conflict.current)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The commitment was changed")
            return redirect(commitment)
    return render(request, "commitments/edit.html", {**context, "form": form})


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def delivery_status(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = StatusForm(
        request.POST or None,
        choices=DeliveryStatus.choices,
        initial={"status": commitment.delivery_status},
    )
    return _do(
        request, commitment, form, services.change_delivery_status,
        title="Change the delivery status", done="The delivery status was changed",
    )  # fmt: skip


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def impact_status(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = StatusForm(
        request.POST or None,
        choices=ImpactStatus.choices,
        initial={"status": commitment.impact_status},
    )
    return _do(
        request, commitment, form, services.change_impact_status,
        title="Change the impact status", done="The impact status was changed",
    )  # fmt: skip


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def due_date(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = DueDateForm(request.POST or None, commitment=commitment)
    title = "Move the due date" if commitment.due else "Set the due date"
    done = "The due date was saved"
    return _do(request, commitment, form, services.move_due_date, title=title, done=done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def add_milestone(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = MilestoneForm(request.POST or None)
    done = "The milestone was added"
    return _do(
        request, commitment, form, services.add_milestone, title="Add a milestone", done=done
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Milestone)
@require_POST
def complete_milestone(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    services.complete_milestone(milestone, by=request.user)
    messages.success(request, f"The milestone “{milestone}” is done")
    return redirect(milestone.commitment)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def add_update(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    form = UpdateForm(request.POST or None, request.FILES or None)
    done = "The update was added"
    return _do(request, commitment, form, services.add_update, title="Add an update", done=done)


@requires(Permission.SEE, on=Update)
def evidence(request: HttpRequest, update: Update) -> FileResponse:
    """Always a download: nothing a partner uploads is shown inside our own pages."""
    try:
        file = update.evidence_file.open()
    except (ValueError, FileNotFoundError) as missing:
        raise Http404 from missing
    response = FileResponse(file, as_attachment=True, filename=update.evidence_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _do(
    request: HttpRequest,
    commitment: Commitment,
    form: BaseForm,
    service: Callable[..., Any],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    """The page of one form about one commitment: keep what was typed when a rule is broken."""
    if form.is_valid():
        try:
            service(commitment, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, done)
            return redirect(commitment)
    context = {
        "title": title,
        "intro": str(commitment),
        "form": form,
        "back": commitment.get_absolute_url(),
        "submit": "Save",
    }
    return render(request, "form.html", context)
