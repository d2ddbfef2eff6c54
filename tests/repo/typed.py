"""What a person could have typed into the forms of a page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.core.fields import PARTS, NHSDateField


def forms_of(response: Any) -> list[Any]:
    """The forms that a page was made with."""
    found = {
        id(value): value
        for context in response.context or ()
        for layer in context
        for value in layer.values()
        if isinstance(value, forms.BaseForm)
    }
    return list(found.values())


def typed_into(page: Any) -> dict[str, Any]:
    """Something right in every field of a page's forms."""
    return {
        name: value
        for form in forms_of(page)
        for field in form
        for name, value in answer(field).items()
    }


def answer(bound: Any) -> dict[str, Any]:
    field, name = bound.field, bound.html_name
    if isinstance(field, NHSDateField):
        return {f"{name}_{part}": value for part, value in zip(PARTS, (1, 6, 2027), strict=True)}
    return {name: next(how for kind, how in ANSWERS if isinstance(field, kind))(bound)}


def chosen(bound: Any) -> str:
    kept = bound.initial
    first = bound.field.queryset.first() if bound.field.required else None
    return str(getattr(kept, "pk", kept) or getattr(first, "pk", ""))


def one_of(bound: Any) -> str:
    values = [str(value) for value, label in bound.field.choices if isinstance(label, str)]
    return str(bound.initial or next((value for value in values if value), ""))


def some_words(bound: Any) -> str:
    short = (bound.field.max_length or 40) < 40
    kept = short or isinstance(bound.field.widget, forms.HiddenInput)
    return str(bound.initial or "") if kept and bound.initial else f"Words {uuid4().hex[:6]}"


ANSWERS: list[tuple[Any, Any]] = [
    (forms.FileField, lambda bound: SimpleUploadedFile("plan.csv", b"Reference,Title\nX9,Do it\n")),
    (forms.ModelMultipleChoiceField, lambda bound: [r.pk for r in bound.field.queryset[:2]]),
    (forms.ModelChoiceField, chosen),
    (forms.ChoiceField, one_of),
    (forms.BooleanField, lambda bound: "on"),
    (forms.IntegerField, lambda bound: str(bound.initial or 1)),
    (forms.EmailField, lambda bound: f"{uuid4().hex[:8]}@example.org"),
    (forms.UUIDField, lambda bound: str(uuid4())),
    (forms.URLField, lambda bound: "https://www.example.org"),
    (forms.CharField, some_words),
    (forms.Field, lambda bound: ""),
]
