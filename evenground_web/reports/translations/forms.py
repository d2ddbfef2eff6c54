"""What editors and translators type: languages, translations beside their originals, names."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from evenground_web.core.editing import carry
from evenground_web.core.fields import Form
from evenground_web.reports.translations import services
from evenground_web.reports.translations.models import (
    Decimal,
    Direction,
    Language,
    Translation,
)

ANOTHER = ""
LINE = 70


class OfferForm(Form):
    known = forms.ChoiceField(required=False, label="Language")
    code = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        required=False,
        max_length=20,
        label="Code of another language",
        help_text="For a language that is not listed: its code as browsers know it, such as mt",
        error_messages={"invalid": "Enter a language code, such as mt or zh-Hans"},
    )
    name = forms.CharField(required=False, max_length=60, label="Its name in English")
    own_name = forms.CharField(
        required=False, max_length=60, label="Its name as its readers write it"
    )
    direction = forms.ChoiceField(
        choices=Direction, initial=Direction.LTR, widget=forms.RadioSelect, label="How it is read"
    )
    decimal = forms.ChoiceField(
        choices=Decimal,
        initial=Decimal.POINT,
        widget=forms.RadioSelect,
        label="How numbers are written in it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(Language.objects.offered().values_list("code", flat=True))
        listed = [
            (code, f"{one['name']}, {one['own_name']}")
            for code, one in services.known_languages().items()
            if code not in there
        ]
        field: Any = self.fields["known"]
        field.choices = [(ANOTHER, "Another language"), *listed]
        for name in ("direction", "decimal"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if known := typed.get("known"):
            return {"code": known}
        for name, label in (("code", "code"), ("name", "name"), ("own_name", "own name")):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, f"Choose a language above, or enter the {label} of another")
        typed.pop("known", None)
        return typed


class WorkFilter(Form):
    mark_optional = False
    language = forms.ModelChoiceField(
        Language.objects.none(), required=False, empty_label=None, label="Language"
    )
    kind = forms.ChoiceField(required=False, label="Kind of text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.queryset = Language.objects.all()
        kind: Any = self.fields["kind"]
        kind.choices = [("", "All"), *((one.key, one.name) for one in services.KINDS.values())]


class SectionForm(Form):
    """A box for each text of a section, beside the text."""

    mark_optional = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    differences: list[tuple[str, str, str]] = []

    def __init__(
        self, *args: Any, translation: Translation, section: services.Section, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.translation = translation
        self.names = {name_of(text): text for text in section.texts}
        for name, text in self.names.items():
            self.fields[name] = _box(text, translation)
        self.fields["seen"].initial = self.fingerprint(translation)

    def fingerprint(self, translation: Translation) -> str:
        return services.fingerprint(translation.texts, self.names.values())

    def clean(self) -> dict[str, Any]:
        """What was typed, by the text it translates; wrong numbers are named at their box."""
        typed = super().clean() or {}
        texts = {text: typed.get(name, "") for name, text in self.names.items()}
        wrong = services.mistakes_in(texts, self.translation.language)
        for name, text in self.names.items():
            if text in wrong:
                self.add_error(name, wrong[text])
        return {"seen": typed.get("seen", ""), "texts": texts}

    def build_on(self, newer: Translation) -> None:
        """Keep what was typed and show both; saving again replaces the newer words."""
        carry(self, seen=self.fingerprint(newer))
        both = [
            (text, newer.texts.get(text, ""), typed)
            for text, typed in self.cleaned_data["texts"].items()
        ]
        self.differences = [row for row in both if row[1] != row[2]]


def name_of(text: str) -> str:
    return f"t-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _box(text: str, translation: Translation) -> forms.CharField:
    language = translation.language
    attrs = {"lang": language.code, "dir": language.direction, "rows": 2 + len(text) // LINE}
    return forms.CharField(
        required=False,
        label=text,
        initial=translation.texts.get(text, ""),
        widget=forms.Textarea(attrs=attrs),
    )


class FinishForm(Form):
    translator = forms.CharField(
        max_length=200,
        label="Who translated it?",
        help_text="A person, a group or a firm, as readers will see the name",
    )
    by_a_person = forms.BooleanField(
        label="People wrote this translation, not a machine",
    )


class CheckForm(Form):
    checker = forms.CharField(
        max_length=200,
        label="Who checked it?",
        help_text="A second speaker who read it beside the original, as readers will see the name",
    )


class SendBackForm(Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label="What is wrong?")
