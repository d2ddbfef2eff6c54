"""Every Django form as a complete NHS.UK form, from NHS England's own component templates.

Each widget is drawn by one component; a widget without one is drawn by Django inside an NHS
form group. `{{ form }}` begins with the error summary, whose links go to the first input of
each field. Nothing is left to the browser's own validation.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import ChainableUndefined, Environment, PackageLoader

from evenground_web.core.fields import PARTS, NHSDateInput
from evenground_web.core.form_words import in_words
from evenground_web.core.tongues import translated

LONG_LIST = 10
KEPT = 500
REPLACED = {
    "aria-describedby", "aria-invalid", "autocomplete", "autofocus", "class", "cols", "disabled",
    "id", "inputmode", "max", "maxlength", "min", "minlength", "multiple", "placeholder",
    "required", "rows", "size", "spellcheck", "step",
}  # fmt: skip


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def macro(folder: str, name: str) -> Any:
    template = environment().get_template(f"nhsuk/components/{folder}/macro.jinja")
    return getattr(template.module, name)


def component(folder: str, params: dict[str, Any]) -> SafeString:
    """The HTML of one component, which escapes all it is given."""
    given = {key: value for key, value in params.items() if value is not None}
    if given.get("value") or given.get("errorMessage"):
        return _draw(folder, given)  # what somebody typed is not kept
    return _drawn(folder, Given(_key(given), given))


def _draw(folder: str, given: dict[str, Any]) -> SafeString:
    first, *rest = folder.split("-")
    name = first + "".join(word.capitalize() for word in rest)
    return SafeString(macro(folder, name)(given))  # nosec B703


@dataclass(frozen=True)
class Given:
    """What a component is drawn from; the same is drawn once, as the choices above a list."""

    key: Any
    params: dict[str, Any] = dataclass_field(compare=False)


@lru_cache(maxsize=KEPT)
def _drawn(folder: str, given: Given) -> SafeString:
    return _draw(folder, given.params)


def _key(value: Any) -> Any:
    """With the types: markup is not the text that it is written with."""
    if isinstance(value, dict):
        return tuple((name, _key(part)) for name, part in value.items())
    if isinstance(value, list):
        return tuple(map(_key, value))
    return type(value), value


class NHSField(BoundField):
    def as_field_group(self) -> SafeString:
        return draw(self)


class NHSForms(TemplatesSetting):
    """Draws every Django form as a complete NHS.UK form."""

    form_template_name = "forms/form.html"
    bound_field_class = NHSField


def problems(form: forms.BaseForm) -> list[dict[str, str]]:
    """What is wrong with a form, each with the id of the input to go to."""
    first = next((target(field) for field in form.visible_fields()), "")
    found = [{"text": translated(text), "target": first} for text in form.non_field_errors()]
    for field in form:
        place = first if field.is_hidden else target(field)
        found += [{"text": text, "target": place} for text in in_words(field)]
    return found


def target(field: BoundField) -> str:
    """The id of a field's first input."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.SelectMultiple | forms.MultiWidget):
        return f"{field.auto_id}_0"
    return str(field.id_for_label)


def draw(field: BoundField) -> SafeString:
    widget = field.field.widget
    drawing = next(draw for kind, draw in DRAWINGS if isinstance(widget, kind))
    drawn: SafeString = drawing(field, Parts(field))
    return drawn


class Parts:
    """What every component is given about a field."""

    def __init__(self, field: BoundField) -> None:
        widget = field.field.widget
        attrs = field.build_widget_attrs({}, widget)
        attrs.setdefault("id", field.auto_id)
        self.widget = widget.get_context(field.html_name, field.value(), attrs)["widget"]
        self.attrs: dict[str, Any] = self.widget["attrs"]
        self.value = "" if self.widget["value"] is None else self.widget["value"]
        self.label = words_of_label(field)
        self.common = {
            "id": field.auto_id,
            "name": field.html_name,
            "hint": rich(field.help_text),
            "errorMessage": error_message(field),
            "disabled": field.field.disabled or None,
            "autocomplete": self.attrs.get("autocomplete"),
            "inputmode": self.attrs.get("inputmode"),
            "classes": self.attrs.get("class"),
            "attributes": {
                k: v for k, v in self.attrs.items() if k not in REPLACED and v is not False
            },
        }

    @property
    def labelled(self) -> dict[str, Any]:
        return {**self.common, "label": {"text": self.label, "size": "s"}}

    @property
    def grouped(self) -> dict[str, Any]:
        """For components of several inputs: the id stays with the inputs, not with the wrapper."""
        common = {
            k: v for k, v in self.common.items() if k not in {"id", "attributes", "inputmode"}
        }
        legend = {"text": self.label, "size": "s"}
        return {**common, "idPrefix": self.common["id"], "fieldset": {"legend": legend}}

    def items(self) -> list[dict[str, Any]]:
        """Choices, with a divider before each named group of them."""
        found: list[dict[str, Any]] = []
        for group, options, _ in self.widget["optgroups"]:
            if group:
                found.append({"divider": str(group)})
            found += [
                {
                    "value": str(option["value"]),
                    "text": translated(option["label"]),
                    "id": option["attrs"].get("id"),
                    "checked": option["selected"],
                    "selected": option["selected"],
                }
                for option in options
            ]
        return found


def words_of_label(field: BoundField) -> str:
    optional = not (field.field.required or isinstance(field.field, forms.BooleanField))
    marked = optional and getattr(field.form, "mark_optional", True)
    label = translated(field.label)
    return gettext("%(label)s (optional)") % {"label": label} if marked else label


def rich(text: Any) -> dict[str, Any] | None:
    if not text:
        return None
    return {"html": text} if hasattr(text, "__html__") else {"text": translated(text)}


def error_message(field: BoundField) -> dict[str, Any] | None:
    messages = in_words(field)
    lines = format_html_join(SafeString("<br>"), "{}", ((text,) for text in messages))
    return {"html": lines, "visuallyHiddenText": gettext("Error")} if messages else None


def text_input(field: BoundField, parts: Parts) -> SafeString:
    params = {**parts.labelled, "value": str(parts.value), "type": parts.widget["type"]}
    if isinstance(field.field.widget, forms.NumberInput):
        whole = not isinstance(field.field, forms.FloatField | forms.DecimalField)
        params |= {"type": "text", "inputmode": "numeric" if whole else "decimal"}
        params["classes"] = params["classes"] or "nhsuk-input--width-5"
    return component("input", params)


def password_input(field: BoundField, parts: Parts) -> SafeString:
    return component("password-input", {**parts.labelled, "value": str(parts.value)})


def textarea(field: BoundField, parts: Parts) -> SafeString:
    longest = getattr(field.field, "max_length", None)
    params = {**parts.labelled, "value": str(parts.value), "rows": rows(parts)}
    if longest:
        return component("character-count", {**params, "maxlength": longest})
    return component("textarea", params)


def rows(parts: Parts) -> int:
    """As many as the form asks for; Django's own default of 10 is twice that of the NHS."""
    asked = int(parts.attrs.get("rows", 10))
    return asked if asked != 10 else 5


def select(field: BoundField, parts: Parts) -> SafeString:
    items: list[dict[str, Any]] = []
    group = ""
    for item in parts.items():
        if "divider" in item:
            group = f"{item['divider']}: "
        else:
            items.append({**item, "text": group + choice_words(item, gettext("Select an option"))})
    return component("select", {**parts.labelled, "items": items})


def choice_words(item: dict[str, Any], blank: str) -> str:
    return blank if item["value"] == "" and item["text"].startswith("---") else item["text"]


def radios(field: BoundField, parts: Parts) -> SafeString:
    items = [
        {**item, "text": choice_words(item, gettext("None of these"))} if "text" in item else item
        for item in parts.items()
    ]
    return component("radios", {**parts.grouped, "items": items})


def checkboxes(field: BoundField, parts: Parts) -> SafeString:
    items = parts.items()
    for index, item in enumerate(item for item in items if "text" in item):
        item["id"] = f"{field.auto_id}_{index}"
    params = {**parts.grouped, "items": items}
    if len(items) > LONG_LIST:
        params |= {"classes": "nhsuk-checkboxes--small", "formGroup": {"classes": "eg-long-list"}}
    return component("checkboxes", params)


def checkbox(field: BoundField, parts: Parts) -> SafeString:
    item = {
        "id": field.auto_id,
        "value": "on",
        "text": parts.label,
        "checked": bool(parts.attrs.get("checked")),
        "hint": parts.common["hint"],
    }
    params = {k: parts.common[k] for k in ("name", "errorMessage", "disabled")}
    return component("checkboxes", {**params, "idPrefix": field.auto_id, "items": [item]})


def date_input(field: BoundField, parts: Parts) -> SafeString:
    items = [
        {
            "id": f"{field.auto_id}_{index}",
            "name": box["name"],
            "label": translated(part.capitalize()),
            "value": "" if box["value"] is None else str(box["value"]),
            "width": 4 if part == "year" else 2,
        }
        for index, (part, box) in enumerate(zip(PARTS, parts.widget["subwidgets"], strict=True))
    ]
    params = {**parts.grouped, "id": field.auto_id, "items": items}
    return component("date-input", params)


def file_upload(field: BoundField, parts: Parts) -> SafeString:
    params = parts.labelled
    if getattr(field.field.widget, "is_initial", lambda value: False)(field.value()):
        params["hint"] = {"text": f"The file now: {field.value()}. Choose another to replace it."}
    params["multiple"] = parts.attrs.get("multiple") and True
    drawn = component("file-upload", params)
    # The drop zone that its script makes is a button whose name differs from its words.
    return SafeString(drawn.replace(' data-module="nhsuk-file-upload"', ""))  # nosec B703


def anything_else(field: BoundField, parts: Parts) -> SafeString:
    """A widget of somebody else's making: Django draws it inside an NHS form group."""
    hint, error = parts.common["hint"], parts.common["errorMessage"]
    pieces = [component("label", {"text": parts.label, "for": target(field), "size": "s"})]
    if hint:
        pieces.append(component("hint", {"id": f"{field.auto_id}_helptext", **hint}))
    if error:
        pieces.append(component("error-message", {"id": f"{field.auto_id}_error", **error}))
    return format_html(
        '<div class="nhsuk-form-group{}">{}{}</div>',
        " nhsuk-form-group--error" if error else "",
        SafeString("".join(pieces)),  # nosec B703
        field.as_widget(),
    )


DRAWINGS: list[tuple[Any, Any]] = [
    (NHSDateInput, date_input),
    (forms.PasswordInput, password_input),
    (forms.Textarea, textarea),
    (forms.CheckboxSelectMultiple | forms.SelectMultiple, checkboxes),
    (forms.RadioSelect, radios),
    (forms.CheckboxInput, checkbox),
    (forms.FileInput, file_upload),
    (forms.Select, select),
    (Input, text_input),
    (object, anything_else),
]
