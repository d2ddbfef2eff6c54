"""Choosing one of many commitments by its reference."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.models import Commitment


class CommitmentField(forms.CharField):
    """Gives the commitment of a reference that somebody typed: there may be thousands."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Reference of the commitment")
        kwargs.setdefault(
            "help_text", "Such as A12. The list of commitments shows it before each title"
        )
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        reference = super().clean(value).strip()
        if not reference:
            return None
        if found := Commitment.objects.filter(reference__iexact=reference).first():
            return found
        raise forms.ValidationError(
            f"No commitment has the reference {reference}. Look it up in the list of commitments"
        )
