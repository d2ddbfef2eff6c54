"""A form on paper: the fields of a form that pages show, as lines to write on and boxes to tick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms

CARD = Path(__file__).with_name("typst") / "card.typ"  # the template, for `core.pdf`
MOST_BOXES = 30


def numbered(form: Any) -> Any:
    """Each field that is seen gets the number that it has on paper."""
    for number, field in enumerate(form.visible_fields(), start=1):
        field.label = field.field.label = f"{number}. {field.label}"
    return form


def as_printed(form: Any) -> list[dict[str, Any]]:
    """The same fields for paper, each with its number."""
    return [_printed(bound.field) for bound in numbered(form).visible_fields()]


def _printed(field: Any) -> dict[str, Any]:
    words = {"label": str(field.label), "hint": str(field.help_text), "choices": []}
    if isinstance(field.widget, forms.Textarea):
        return words | {"kind": "lines"}
    if isinstance(field, forms.ModelChoiceField) and not isinstance(
        field.widget, forms.RadioSelect
    ):
        return words | {"kind": "line"}
    choices = [str(label) for value, label in getattr(field, "choices", []) if value != ""]
    if not choices or len(choices) > MOST_BOXES:
        return words | {"kind": "line"}
    return words | {"kind": "choices", "choices": choices}
