"""The register as a spreadsheet: downloaded, changed elsewhere, compared and loaded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.register import ChangedFileForm, ChoicesForm, WhoseForm
from evenground_web.commitments.models import RegisterUpload
from evenground_web.commitments.services.register import uploads
from evenground_web.commitments.services.register.export import export_book, export_csv
from evenground_web.commitments.services.register.rows import (
    HERE,
    Difference,
    Preview,
    RowChange,
)
from evenground_web.commitments.services.register.tables import BY_KEY, TABLES
from evenground_web.commitments.views.uploads import step_of
from evenground_web.core.pages import CSV, EXCEL, download, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.models import Organisation
from evenground_web.people.requests import MemberRequest

A_PAGE = 25
FAULTS_SHOWN = 100
QUESTIONS_SHOWN = 50


step = step_of(
    RegisterUpload, needs=Permission.LOAD_REGISTER, start="commitments:register_choose_file"
)


def _whose(request: MemberRequest) -> Organisation | None:
    form = WhoseForm(request.GET)
    if not form.is_valid():
        raise Http404
    organisation: Organisation | None = form.cleaned_data["of"]
    return organisation


@requires(Permission.SEE)
def register(request: MemberRequest) -> HttpResponse:
    of = _whose(request)
    context = {"tables": TABLES, "form": WhoseForm(initial={"of": of}), "of": of}
    return render(request, "commitments/register.html", context)


@requires(Permission.SEE)
def register_export(request: MemberRequest) -> HttpResponse:
    try:
        book = export_book(of=_whose(request))
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect("commitments:register")
    return download(book, name="register.xlsx", kind=EXCEL)


@requires(Permission.SEE)
def register_table(request: MemberRequest, table: str) -> HttpResponse:
    if table not in BY_KEY:
        raise Http404
    content = export_csv(BY_KEY[table], of=_whose(request))
    return download(content, name=f"register-{table}.csv", kind=CSV)


@requires(Permission.LOAD_REGISTER)
def choose_file(request: MemberRequest) -> HttpResponse:
    form = ChangedFileForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            too_large = file.size > uploads.LARGEST_FILE
            data = b"" if too_large else file.read()
            upload = uploads.receive(by=request.user, name=file.name, data=data, size=file.size)
        except RuleBroken as rule:
            form.add_error("file", str(rule))
        else:
            return redirect("commitments:register_preview", pk=upload.pk)
    context = {
        "title": "Load a changed register",
        "form": form,
        "intro": "You will see every difference before anything is changed. Loading is all or "
        "nothing.",
        "submit": "Compare",
    }
    return render(request, "commitments/register_choose_file.html", context)


@step
def register_preview(request: MemberRequest, upload: RegisterUpload) -> HttpResponse:
    if request.method == "POST":
        try:
            loaded = uploads.load(upload, by=request.user, seen=request.POST.get("seen", ""))
        except RuleBroken as rule:
            messages.error(request, str(rule))
        else:
            messages.success(request, said(upload, loaded))
            return redirect("commitments:register")
    found = uploads.preview(upload)
    page = page_of(request, found.rows, per_page=A_PAGE)
    uploads.find_alike(list(page))
    questions = _questions(found)
    context = {
        "upload": upload,
        "preview": found,
        "questions": ChoicesForm(questions=questions) if questions else None,
        "more_questions": max(len(found.questions) - QUESTIONS_SHOWN, 0),
        "faults": found.faults[:FAULTS_SHOWN],
        "more_faults": max(len(found.faults) - FAULTS_SHOWN, 0),
        "page": page,
        "here": HERE,
    }
    return render(request, "commitments/register_preview.html", context)


def _questions(found: Preview) -> list[tuple[RowChange, Difference]]:
    """Those that nobody has answered come first."""
    return sorted(found.questions, key=lambda asked: bool(asked[1].choice))[:QUESTIONS_SHOWN]


def said(upload: RegisterUpload, loaded: Preview) -> str:
    if not loaded.written:
        return f"{upload.file_name} changed nothing"
    changed = len(loaded.written) - loaded.new
    return (
        f"{upload.file_name} is loaded: {loaded.new:,} new, {changed:,} changed, "
        f"{loaded.unchanged:,} unchanged"
    )


@step
@require_POST
def register_choose(request: MemberRequest, upload: RegisterUpload) -> HttpResponse:
    found = uploads.preview(upload)
    form = ChoicesForm(request.POST, questions=_questions(found))
    if form.is_valid():
        uploads.choose(upload, by=request.user, choices=form.choices)
    return redirect("commitments:register_preview", pk=upload.pk)


@step
@require_POST
def register_discard(request: MemberRequest, upload: RegisterUpload) -> HttpResponse:
    uploads.discard(upload, by=request.user)
    messages.success(request, f"{upload.file_name} was put aside. Nothing was loaded")
    return redirect("commitments:register")
