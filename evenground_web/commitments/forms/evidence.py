"""What shows that something was done: a link to it, or a file."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.core.permissions import RuleBroken


class EvidenceLinkField(forms.URLField):
    def __init__(self) -> None:
        super().__init__(
            required=False, max_length=500, label="Link to evidence", assume_scheme="https"
        )


class EvidenceFileField(forms.FileField):
    """A file that may be kept, or what is wrong with it."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(required=False, label="File as evidence", help_text=help_text)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                services.check_evidence(file)
            except RuleBroken as rule:
                raise forms.ValidationError(str(rule)) from rule
        return file
