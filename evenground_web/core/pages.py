"""The page of one form, lists shown a page at a time, and files to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from evenground_web.core import audit
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.core.permissions import RuleBroken

PER_PAGE = 50
PDF = "application/pdf"
CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    save: Callable[..., Any],
    done: str,
    back: str,
    to: Any = None,
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form; once it is right, `save` it, say `done` and go to the record, or to `to`.

    A rule that the service refuses to break is shown with the form, and the typing is kept.
    """
    if form.is_valid():
        try:
            record = _saved(form, save)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, done)
            return redirect(to or record)
    return render(request, template, {"title": title, "form": form, "back": back, **context})


def _saved(form: Any, save: Callable[..., Any]) -> Any:
    """What the service made of the form; a record is looked at again before it is changed."""
    if not (isinstance(form, RecordForm) and form.instance.pk):
        return save(**form.cleaned_data)
    with audit.in_turn():
        form.look_again()
        return save(**form.cleaned_data)


def confirm_page(
    request: HttpRequest, act: Callable[[], Any], *, title: str, done: str, back: str, **page: Any
) -> HttpResponse:
    """Say what will be done, and do it once somebody presses the button."""
    form = Form(sent(request))
    return form_page(request, form, title=title, save=act, done=done, back=back, **page)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when that is nothing; None for a page that is looked at."""
    return request.POST if request.method == "POST" else None


def do(request: HttpRequest, action: Callable[[], Any], *, done: str, to: Any) -> HttpResponse:
    """Do what a button asks, say so or say why not, and go on."""
    try:
        action()
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, done)
    return redirect(to)


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | list[Any], *, per_page: int = PER_PAGE
) -> Page[Any]:
    """The page of a list that the address asks for; a number out of range gives the nearest."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def download(content: bytes, *, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """A file that the browser keeps and never shows inside our own pages."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type=kind, headers=headers)
