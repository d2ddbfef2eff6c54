"""Loading an action plan from a spreadsheet, step by step, and downloading it again."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import FilterForm
from evenground_web.commitments.forms.plans import ColumnsForm, SheetForm, UploadForm, WordsForm
from evenground_web.commitments.models import Commitment, PlanFreeze, PlanUpload
from evenground_web.commitments.services.plans import plan_export as exporting
from evenground_web.commitments.services.plans import plan_mapping, plans
from evenground_web.commitments.views.uploads import step_of
from evenground_web.core.pages import CSV, EXCEL, download, page_of
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest

A_PAGE = 25
FAULTS_SHOWN = 100


step = step_of(PlanUpload, needs=Permission.IMPORT_COMMITMENTS, start="commitments:plan_load")


def go_on(upload: PlanUpload) -> HttpResponse:
    return redirect(f"commitments:plan_{plan_mapping.next_step(upload)}", pk=upload.pk)


@requires(Permission.SEE)
def plan_list(request: MemberRequest) -> HttpResponse:
    frozen: dict[str, list[PlanFreeze]] = defaultdict(list)
    for freeze in PlanFreeze.objects.defer("content"):
        frozen[freeze.plan].append(freeze)
    rows = [(name, count, frozen[name]) for name, count in plans.plan_names()]
    return render(request, "commitments/plan_list.html", {"plans": rows})


@requires(Permission.IMPORT_COMMITMENTS)
def plan_load(request: MemberRequest) -> HttpResponse:
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        plans=[name for name, _ in plans.plan_names()],
        initial={"plan": request.GET.get("plan", "")},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            upload = plans.receive(
                by=request.user, plan=typed["plan"] or typed["new_plan"], kind=typed["kind"],
                group=typed["group"], name=typed["file"].name, data=typed["file"].read(),
            )  # fmt: skip
            return go_on(upload)
        except RuleBroken as rule:
            form.add_error("file", str(rule))
    context = {
        "title": "Load an action plan",
        "form": form,
        "intro": "You will see what would change before anything does. Loading is all or nothing.",
        "submit": "Continue",
    }
    return render(request, "commitments/plan_load.html", context)


@step
def plan_columns(request: MemberRequest, upload: PlanUpload) -> HttpResponse:
    sheet = plan_mapping.sheet_of(upload)
    reading = plan_mapping.reading_of(upload, sheet)
    form = ColumnsForm(request.POST or None, sheet=sheet, reading=reading)
    if form.is_valid():
        try:
            plan_mapping.map_columns(upload, by=request.user, columns=form.columns)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return go_on(upload)
    context = {"upload": upload, "sheet": sheet, "form": form, "sheet_form": SheetForm(sheet=sheet)}
    return render(request, "commitments/plan_columns.html", context)


@step
@require_POST
def plan_sheet(request: MemberRequest, upload: PlanUpload) -> HttpResponse:
    form = SheetForm(request.POST, sheet=plan_mapping.sheet_of(upload))
    if form.is_valid():
        try:
            plan_mapping.choose_sheet(upload, sheet=form.cleaned_data["sheet"])
        except RuleBroken as rule:
            messages.error(request, str(rule))
    return redirect("commitments:plan_columns", pk=upload.pk)


@step
def plan_words(request: MemberRequest, upload: PlanUpload) -> HttpResponse:
    sheet = plan_mapping.sheet_of(upload)
    reading = plan_mapping.reading_of(upload, sheet)
    asked = plan_mapping.questions(sheet, reading)
    form = WordsForm(request.POST or None, asked=asked, reading=reading)
    if form.is_valid():
        try:
            plan_mapping.map_words(upload, by=request.user, **form.answers)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect("commitments:plan_preview", pk=upload.pk)
    context = {"upload": upload, "form": form, "reading": reading, "asked": asked}
    return render(request, "commitments/plan_words.html", context)


@step
def plan_preview(request: MemberRequest, upload: PlanUpload) -> HttpResponse:
    if request.method == "POST":
        try:
            loaded = plans.load(upload, by=request.user, seen=request.POST.get("seen", ""))
        except RuleBroken as rule:
            messages.error(request, str(rule))
        else:
            messages.success(request, said(upload, loaded))
            return redirect(list_of(upload.plan))
    found = plans.preview(upload)
    reading = plan_mapping.reading_of(upload, found.sheet)
    page = page_of(request, found.proposals, per_page=A_PAGE)
    plans.find_alike(list(page))
    context = {
        "upload": upload,
        "preview": found,
        "reading": reading,
        "asked": plan_mapping.questions(found.sheet, reading),
        "faults": found.faults[:FAULTS_SHOWN],
        "more_faults": max(len(found.faults) - FAULTS_SHOWN, 0),
        "page": page,
    }
    return render(request, "commitments/plan_preview.html", context)


def said(upload: PlanUpload, loaded: Any) -> str:
    if not loaded.proposals:
        return f"{upload.file_name} changes nothing: every row is already as it says"
    return (
        f"{upload.file_name} is loaded: {len(loaded.new):,} new, {len(loaded.changed):,} changed, "
        f"{loaded.unchanged:,} unchanged"
    )


def list_of(plan: str) -> str:
    return f"{reverse('commitments:commitments')}?{urlencode({'plan': plan})}"


@step
@require_POST
def plan_discard(request: MemberRequest, upload: PlanUpload) -> HttpResponse:
    plans.discard(upload, by=request.user)
    messages.success(request, f"{upload.file_name} was put aside. Nothing was loaded")
    return redirect("commitments:plans")


@requires(Permission.SEE)
def plan_export(request: MemberRequest, plan: str, suffix: str) -> HttpResponse:
    commitments = exporting.of_plan(plan)
    if not commitments.exists():
        raise Http404
    return spreadsheet(request, commitments, title=plan, suffix=suffix)


@requires(Permission.SEE)
def list_export(request: MemberRequest, suffix: str) -> HttpResponse:
    """The list of commitments as it was narrowed."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = services.find_commitments(on=timezone.localdate(), **asked)
    return spreadsheet(request, found, title="Commitments", suffix=suffix)


def spreadsheet(
    request: MemberRequest, commitments: QuerySet[Commitment], *, title: str, suffix: str
) -> HttpResponse:
    name = f"{slugify(title) or 'action-plan'}.{suffix}"
    if suffix == "csv":
        return download(exporting.export_csv(commitments), name=name, kind=CSV)
    try:
        return download(exporting.export_xlsx(commitments, title=title), name=name, kind=EXCEL)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect("commitments:plans")
