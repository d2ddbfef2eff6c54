"""What a person says about a changed file of the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from evenground_web.commitments.services.register.rows import FILE, HERE, Difference, RowChange
from evenground_web.core.fields import Form
from evenground_web.people.models import Organisation

SHOWN_OF_A_TEXT = 300


class WhoseForm(Form):
    """Whose rows to download."""

    of = forms.ModelChoiceField(
        Organisation.objects.all(),
        required=False,
        empty_label="Everything",
        label="Only what one organisation owns or shares",
    )


class ChangedFileForm(Form):
    file = forms.FileField(
        label="Changed spreadsheet",
        help_text="The Excel workbook (.xlsx) or CSV file that you downloaded here and changed",
    )


class ChoicesForm(Form):
    """For each cell that changed on both sides, which value is to stand."""

    mark_optional = False

    def __init__(
        self, *args: Any, questions: Sequence[tuple[RowChange, Difference]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"cell_{n}": one for n, (_, one) in enumerate(questions)}
        for (row, one), name in zip(questions, self.asked, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=f"{row.label}: {one.label}",
                choices=[
                    (HERE, f"Keep what is here: {_short(one.before)}"),
                    (FILE, f"Take what the file says: {_short(one.after)}"),
                ],
                initial=one.choice,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def choices(self) -> dict[str, str]:
        return {one.key: self.cleaned_data[name] for name, one in self.asked.items()}


def _short(text: str) -> str:
    if not text:
        return "nothing"
    return text if len(text) <= SHOWN_OF_A_TEXT else f"{text[:SHOWN_OF_A_TEXT].rstrip()}…"
