"""The list of commitments, one commitment, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import FilterForm
from evenground_web.commitments.forms.records import (
    AddForm,
    DueDateForm,
    EditForm,
    StatusForm,
    UpdateForm,
)
from evenground_web.commitments.forms.tracker import offer_to_show
from evenground_web.commitments.models import (
    CLOSED,
    Commitment,
    DeliveryStatus,
    ImpactStatus,
    Update,
    public_commitments,
)
from evenground_web.commitments.services.lists.having import rare, with_what_it_has
from evenground_web.commitments.views import pledges
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict
from evenground_web.core.pages import download, form_page, page_of, sent
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest

SHOWN = 36  # all of them late and waiting, the page stays below 60 KB
UPDATES_SHOWN = 10


@requires(Permission.SEE)
def commitments(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = services.find_commitments(on=today, **asked)
    page = page_of(request, found, per_page=SHOWN)
    marks = services.marks_of(page.object_list, on=today)
    rows = [(commitment, marks[commitment.pk]) for commitment in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "commitments/commitments.html", context)


def with_what_it_names() -> QuerySet[Commitment]:
    named = (
        "owner",
        "owner_person",
        "group",
        "gathering",
        "topic",
        "session",
        "parent",
        "carried_from__owner",
        "pledge",
        "room_source__note__floor",
        "room_source__contribution__prompt",
    )
    found = Commitment.objects.select_related(*named, "source").prefetch_related("partners")
    return services.with_assessment(with_what_it_has(found))


@requires(Permission.SEE, on=with_what_it_names)
def commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    today, person = timezone.localdate(), request.user
    updates = list(services.updates_of(commitment)[: UPDATES_SHOWN + 1])
    context = {
        "commitment": commitment,
        "late": commitment.is_late(on=today),
        "closed": commitment.delivery_status in CLOSED,
        "may_update": person.has_perm(Permission.UPDATE_COMMITMENTS, commitment),
        "public": _is_public(commitment),
        "may_publish": commitment.kind != Commitment.Kind.PLEDGE
        and person.has_perm(Permission.PUBLISH_COMMITMENTS, commitment),
        "may_own": person.has_perm(Permission.UPDATE_COMMITMENTS, commitment.owner),
        "due_moves": rare(commitment, "due_moves").select_related("by"),
        "status_changes": rare(commitment, "status_changes").select_related("by"),
        "gaps": [(one, _target(one)) for one in services.then_and_now(commitment)],
        "story": rare(commitment, "stories").select_related("told_by").first(),
        "work": services.measures_by_owner(commitment),
        "progress": services.progress(commitment),
        "updates": services.with_checks(updates[:UPDATES_SHOWN], commitment, for_person=person),
        "more_updates": len(updates) > UPDATES_SHOWN,
        "addressees": services.addressees_of(commitment, for_person=person, on=today),
        "waits": services.waits_of(commitment, on=today),
        "carried_on_by": rare(commitment, "carried_on_by").select_related("owner"),
        "facts": [fact for fact in _facts(commitment) if fact[1]],
        "panels": panels(commitment, request.user),
    }
    if commitment.kind == Commitment.Kind.PLEDGE:
        context |= pledges.parts(commitment, request.user)
    return render(request, "commitments/commitment.html", context)


@requires(Permission.SEE, on=Commitment)
def updates(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """Every update of a commitment, page by page."""
    page = page_of(request, services.updates_of(commitment), per_page=SHOWN)
    rows = services.with_checks(page, commitment, for_person=request.user)
    context = {"commitment": commitment, "page": page, "updates": rows}
    return render(request, "commitments/updates.html", context)


def _is_public(commitment: Commitment) -> bool:
    return public_commitments().filter(pk=commitment.pk).exists()


def _target(gap: services.ThenAndNow) -> str:
    """The target as it stands, or nothing."""
    targets = gap.baseline.targets.all()
    return services.target_words(targets[0]) if targets else ""


def _facts(commitment: Commitment) -> list[tuple[str, Any, str]]:
    """What is known about it: a label, a value, and the page of the record it names."""
    linked = [
        ("Group it reports to", commitment.group),
        ("Agreed at", commitment.gathering),
        ("Session it came from", commitment.session),
        ("Puts into practice", commitment.parent),
    ]
    population = commitment.priority_population
    if commitment.population_reason:
        population += f": {commitment.population_reason}"
    return [
        ("Partners", ", ".join(str(partner) for partner in commitment.partners.all()), ""),
        ("Priority population", population or "Nobody has said whom it is for", ""),
        ("Action plan", commitment.plan, ""),
        ("Starts", nhs_date(commitment.starts), ""),
        *((label, record, record.get_absolute_url()) for label, record in linked if record),
        ("Topic", commitment.topic, ""),
    ]


@requires(Permission.ADD_COMMITMENTS)
def add(request: MemberRequest) -> HttpResponse:
    """What is much like it is shown once before it is added, and never stands in the way."""
    asked = request.GET.dict()
    begin = services.to_begin_with(of=asked.pop("of", ""), after=asked.pop("after", ""))
    form = AddForm(sent(request), person=request.user, initial={**asked, **begin})
    context: dict[str, Any] = {
        "title": "Add a commitment",
        "back": reverse("commitments:commitments"),
    }
    if form.is_valid() and (alike := form.not_looked_at()):
        context |= {"form": form, "alike": alike, "submit": "Add it"}
        return render(request, "commitments/add.html", context)
    return form_page(
        request,
        form,
        save=partial(services.add_commitment, by=request.user),
        done="The commitment was added",
        **context,
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
    choices = [c for c in DeliveryStatus.choices if c[0] != DeliveryStatus.WITHDRAWN]
    form = StatusForm(
        request.POST or None,
        choices=choices,
        initial={"status": commitment.delivery_status},
        stands={"status": commitment.get_delivery_status_display()},
    )
    title, done = "Change the delivery status", "The delivery status was changed"
    return _page(request, commitment, form, services.change_delivery_status, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def impact_status(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = StatusForm(
        request.POST or None,
        choices=ImpactStatus.choices,
        initial={"status": commitment.impact_status},
        stands={"status": commitment.get_impact_status_display()},
    )
    title, done = "Change the impact status", "The impact status was changed"
    return _page(request, commitment, form, services.change_impact_status, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def due_date(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    form = DueDateForm(request.POST or None, commitment=commitment)
    title = "Move the due date" if commitment.due else "Set the due date"
    done = "The due date was saved"
    return _page(request, commitment, form, services.move_due_date, title, done)


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
    """The page of one form about one commitment; what is written about a public one may be shown."""
    if form.fields.keys() & {"text", "reason"} and _is_public(commitment):
        offer_to_show(form)
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
