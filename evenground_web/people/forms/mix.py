"""What is typed to say how the partnership is made up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import Mix

LINE = re.compile(r"(.+?)\s*[,;:\t]\s*(\d[\d,  ]*(?:\.\d+)?)\s*%?")
LARGEST = Decimal(10**10)
MOST_LINES = 300


class Lines(forms.CharField):
    """A name and a number on each line, as they are pasted from a spreadsheet."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[tuple[str, Decimal]]:
        lines = [
            (number, line.strip())
            for number, line in enumerate(super().clean(value).splitlines(), 1)
            if line.strip()
        ]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Write {MOST_LINES} lines at most")
        return [self._read(number, line) for number, line in lines]

    def _read(self, number: int, line: str) -> tuple[str, Decimal]:
        read = LINE.fullmatch(line)
        amount = Decimal(re.sub(r"[,  ]", "", read[2])) if read else None
        if read is None or amount is None or amount > LARGEST:
            raise forms.ValidationError(
                f"Line {number} is not a name and a number. Write it as: Housing, 1,200"
            )
        return read[1], round(amount, 2)


class MixForm(Form):
    of = forms.ChoiceField(
        label="What is it by?", choices=Mix.Of.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is by"},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What are the numbers?", choices=Mix.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what the numbers are"},
    )  # fmt: skip
    rows = Lines(
        label="The numbers",
        help_text="A name, a comma and a number on each line. Two columns of a spreadsheet can be "
        "pasted. Places by their name or code",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Write a name and a number on each line"},
    )
    source = forms.CharField(
        label="Where are they from?",
        max_length=300,
        help_text="Such as the census of 2021, or the meeting at which a target was agreed",
        error_messages={"required": "Write where the numbers are from"},
    )
    as_at = NHSDateField(label="Which day are they of?")
