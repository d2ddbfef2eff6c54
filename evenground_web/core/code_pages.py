"""Pages on which somebody without an account types a private code, and the buttons that carry it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenground_web.core import codes, limits
from evenground_web.core.fields import Form
from evenground_web.core.pages import sent

Record = TypeVar("Record")


class CodeForm(Form):
    code = forms.CharField(
        label="Your code",
        max_length=40,
        help_text="12 letters and numbers, such as BCDF-2345-GHJK",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-20"}
        ),
    )


def code_page(
    request: HttpRequest,
    template: str,
    *,
    find: Callable[[str], Record | None],
    show: Callable[[HttpRequest, Record, str], HttpResponse],
    unknown: str = codes.UNKNOWN,
) -> HttpResponse:
    """The page to type a code in, or what the code opens."""
    form = CodeForm(sent(request))
    if form.is_valid():
        if limits.too_many(request, doing="open"):
            form.add_error(None, limits.WORDS)
            return render(request, template, {"form": form}, status=429)
        if found := find(form.cleaned_data["code"]):
            return show(request, found, form.cleaned_data["code"])
        form.add_error("code", unknown)
    return render(request, template, {"form": form})


def opened(request: HttpRequest, find: Callable[[str], Record | None]) -> Record | None:
    """What the code that came with a button opens, unless there were too many tries."""
    form = CodeForm(request.POST)
    if not form.is_valid() or limits.too_many(request, doing="open"):
        return None
    return find(form.cleaned_data["code"])
