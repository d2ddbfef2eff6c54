"""Loading answers to a survey: the file, what its columns hold, and what is taken out of the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from evenground_web.core.fields import Form
from evenground_web.gatherings.models import Gathering
from evenground_web.voices.models import Consent, Voice
from evenground_web.voices.services import loading

Column = loading.Column


class SurveyForm(Form):
    file = forms.FileField(
        label="The file with the answers",
        help_text="An Excel workbook (.xlsx) or a CSV file with a row for each answer: 1 MB and 500 rows at "
        "most. The file is not kept",
        error_messages={"required": "Choose the file"},
    )


class ColumnsForm(Form):
    kind = forms.ChoiceField(
        label="What are these answers?",
        choices=Voice.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Of all of them. Each can be put right when somebody looks at it",
        error_messages={"required": "Choose what they are"},
    )
    consent = forms.ChoiceField(
        label="What did everybody allow, when no column says it?",
        choices=[
            ("", "A column says it"),
            *((one.value, one.label) for one in Consent if one != Consent.NAMED),
        ],
        required=False,
        help_text="As the survey asked them, and no more than that",
    )
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(),
        label="Which gathering was the survey about?",
        required=False,
        help_text="Leave it empty when it was about none",
    )

    def __init__(self, *args: Any, table: loading.Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(table.columns)
        for place, (heading, guess) in enumerate(
            zip(table.columns, loading.guess(table), strict=True)
        ):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"Column “{heading}”", choices=Column.choices, required=False, initial=guess
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned.get(f"column_{place}", "") for place in range(self.count)]
        for column in Column:
            places = [place for place, one in enumerate(chosen) if one == column]
            if len(places) > 1 and column not in (Column.NOTHING, Column.IDENTITY):
                self.add_error(
                    f"column_{places[1]}",
                    f"Another column is “{column.label}” already. Choose one of them",
                )
        if Column.WORDS not in chosen:
            self.add_error(None, "Say which column holds what somebody said.")
        if (Column.CONSENT in chosen) == bool(cleaned.get("consent")):
            self.add_error(
                "consent",
                "Say what everybody allowed, or say which column holds it"
                if Column.CONSENT not in chosen
                else "A column says what each allowed, so choose “A column says it”",
            )
        if Column.TOPIC in chosen and not cleaned.get("gathering"):
            self.add_error("gathering", "Choose the gathering whose topics these are")
        return cleaned

    def reading(self) -> loading.Reading:
        typed = self.cleaned_data
        return loading.Reading(
            columns=tuple(typed[f"column_{place}"] for place in range(self.count)),
            kind=typed["kind"],
            consent=typed["consent"],
            gathering=typed["gathering"],
        )


class MarksForm(Form):
    """For each row the words that could show who somebody is; those that certainly do are ticked."""

    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[loading.Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            if row.marks:
                self.fields[f"take_{row.number}"] = forms.MultipleChoiceField(
                    label=f"Take these out of row {row.number}",
                    choices=[(one.words, f"{one.words}, as {one.instead}") for one in row.marks],
                    initial=[one.words for one in row.marks if one.is_certain],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def with_rows(self) -> list[tuple[loading.Row, Any]]:
        """Each row with its field, if anything was found in it."""
        return [
            (row, self[f"take_{row.number}"] if f"take_{row.number}" in self.fields else None)
            for row in self.rows
        ]

    def taken_out(self) -> dict[int, list[str]]:
        return {int(name[5:]): words for name, words in self.cleaned_data.items()}
