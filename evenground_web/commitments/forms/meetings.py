"""What a person types about actions agreed at a meeting, and about what a decision touches."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.forms.populations import (
    WHY_FOR_ALL,
    group_field,
    offer_groups,
    settle_population,
)
from evenground_web.commitments.models import Commitment, Risk
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.models import AgendaItem, Decision
from evenground_web.people.models import Organisation, Person


class MeetingActionForm(Form):
    """The reference comes by itself; the rest can be written by its owner after the meeting."""

    title = forms.CharField(max_length=300, label="What will be done")
    owner = forms.ModelChoiceField(Organisation.objects.all(), label="Organisation that does it")
    owner_person = forms.ModelChoiceField(
        Person.objects.all(), required=False, label="Person who leads on it"
    )
    due = NHSDateField(required=False, label="Due date")
    mechanism = forms.CharField(
        max_length=1000,
        label="Why this should work",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What it changes, and why that should help the people it is for",
    )
    population_group = group_field()
    priority_population = forms.CharField(
        max_length=200,
        required=False,
        label="Priority population in your own words",
        help_text="If no group in the list fits",
    )
    population_reason = forms.CharField(
        max_length=500, required=False, label="Why it is for everybody", help_text=WHY_FOR_ALL
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(), required=False, label="Decision that it follows from"
    )

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decisions = item.decisions.all()
        self.fields["decision"].queryset = decisions
        if not decisions:
            del self.fields["decision"]
        offer_groups(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        settle_population(self, cleaned)
        return cleaned


class DecisionLinkForm(Form):
    reference = forms.CharField(
        max_length=40, required=False, label="Reference of a commitment", help_text="Such as A12"
    )
    risk = forms.ModelChoiceField(
        Risk.objects.filter(closed_on=None), required=False, label="Or a risk"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reference = cleaned.pop("reference", "")
        commitment = Commitment.objects.filter(reference__iexact=reference).first()
        if reference and commitment is None:
            self.add_error("reference", f"No commitment has the reference {reference}. Check it")
        return {**cleaned, "commitment": commitment if reference else None}
