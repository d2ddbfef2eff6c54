"""Forms and form fields as Evenground needs them and Django does not have them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator

from evenground_web.core.text import one_line

PARTS = ("day", "month", "year")
LONGEST_TEXT = 20_000
LONGEST_SEARCH = 100


class TidyText(forms.BaseForm):
    """A form whose texts are as they look: one line where there is one, and none without end."""

    fields: dict[str, Any]  # what can be set on a field depends on its kind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.CharField) or isinstance(field, forms.UUIDField):
                continue
            if field.max_length is None:
                field.validators = [*field.validators, MaxLengthValidator(LONGEST_TEXT)]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, text in self.cleaned_data.items():
            field = self.fields[name]
            if isinstance(field, forms.CharField) and isinstance(text, str):
                lines = text.replace("\r\n", "\n").replace("\r", "\n")
                has_lines = isinstance(field.widget, forms.Textarea)
                self.cleaned_data[name] = lines if has_lines else one_line(text)


class Form(TidyText, forms.Form):
    """What every form that is not about one record extends."""


class PressField(forms.UUIDField):
    """The mark of one opening of a form, so that its button counts once, however often it is pressed.

    Gives the mark as text, and none for whoever sent none.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def clean(self, value: Any) -> str:
        return str(super().clean(value) or "")


class NHSDateInput(forms.MultiWidget):
    """A date in three boxes: day, month, year."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]


class NHSDateField(forms.MultiValueField):
    """Gives a date, or says in words what is wrong with the three boxes."""

    widget = NHSDateInput

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 31 3 2026")
        fields = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(fields, required=required, require_all_fields=False, **kwargs)

    @property
    def name(self) -> str:
        label = str(self.label or "")
        return "The date" if "?" in label else label or "Date"

    def clean(self, value: Any) -> date | None:
        texts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(texts):
            super().clean(texts)
            return None
        if missing := [part for part, text in zip(PARTS, texts, strict=True) if not text]:
            message = f"{self.name} must include a {' and '.join(missing)}"
            raise forms.ValidationError(message, code="incomplete")
        cleaned = self.compress(texts)
        self.validate(cleaned)
        self.run_validators(cleaned)
        return cleaned

    def compress(self, data_list: list[str]) -> date | None:
        if not data_list:
            return None
        try:
            day, month, year = (int(text) for text in data_list)
            if year < 1000:
                raise forms.ValidationError(
                    f"{self.name} must have a year of 4 numbers, such as 2026", code="invalid"
                )
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                f"{self.name} must be a real date", code="invalid"
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.clean(data))
        except forms.ValidationError:
            return True
