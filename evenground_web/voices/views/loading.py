"""Loading answers to a survey. Between the steps the table is in the page, and nowhere on the server."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from evenground_web.core.pages import sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.voices.forms.loading import ColumnsForm, MarksForm, SurveyForm
from evenground_web.voices.services import loading

FAULTS_SHOWN = 100


@requires(Permission.SEE_PRIVATE_VOICES)
@never_cache
def load(request: MemberRequest) -> HttpResponse:
    """Choose the file; say what its columns hold; look at what is taken out; load it."""
    if "table" not in request.POST:
        return _choose(request)
    try:
        table = loading.unpacked(request.POST["table"])
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect("voices:load")
    form = ColumnsForm(request.POST, table=table)
    if not form.is_valid() or request.POST.get("step") == "columns":
        return _columns(request, table, form)
    return _look(request, table, form)


def _choose(request: MemberRequest) -> HttpResponse:
    form = SurveyForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = loading.receive(file.name, file.read())
        except RuleBroken as rule:
            form.add_error("file", str(rule))
        else:
            return _columns(request, table, ColumnsForm(table=table))
    context = {
        "form": form,
        "title": "Load answers to a survey",
        "intro": "Only for answers whose writers said what may be done with them. Names, addresses and "
        "numbers are taken out before anybody else reads the words; columns with them are never kept.",
        "back": reverse("voices:voices"),
        "submit": "Continue",
    }
    return render(request, "form.html", context)


def _columns(request: MemberRequest, table: loading.Table, form: ColumnsForm) -> HttpResponse:
    context = {"form": form, "table": table, "packed": loading.packed(table)}
    return render(request, "voices/load_columns.html", context)


def _look(request: MemberRequest, table: loading.Table, form: ColumnsForm) -> HttpResponse:
    reading = form.reading()
    found = loading.preview(table, reading)
    pressed = request.POST.get("step") == "load"
    marks = MarksForm(request.POST if pressed else None, rows=found.rows)
    if pressed and not found.faults and marks.is_valid():
        try:
            kept = loading.load(
                found.rows, by=request.user, reading=reading, taken_out=marks.taken_out()
            )
        except RuleBroken as rule:
            messages.error(request, str(rule))
            return redirect("voices:load")
        many = "1 voice was" if kept == 1 else f"{kept} voices were"
        messages.success(request, f"{many} loaded, and wait for somebody to look at them")
        return redirect("voices:waiting")
    context = {
        "table": table,
        "packed": loading.packed(table),
        "columns": form,
        "form": marks,
        "found": found,
        "faults": found.faults[:FAULTS_SHOWN],
    }
    return render(request, "voices/load_preview.html", context)
