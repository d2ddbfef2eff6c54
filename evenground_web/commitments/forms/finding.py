"""Narrowing the list, and choosing a gap or a commitment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from evenground_web.commitments import services
from evenground_web.commitments.models import VERIFIED, Commitment, DeliveryStatus, ImpactStatus
from evenground_web.core.fields import LONGEST_SEARCH, Form
from evenground_web.insight.models import Gap
from evenground_web.people.models import Group, Organisation, Person

ALL = ("", "All")


class FilterForm(Form):
    fields: dict[str, Any]
    mark_optional = False

    text = forms.CharField(required=False, max_length=100, label="Words or reference")
    kind = forms.ChoiceField(required=False, choices=[ALL, *Commitment.Kind.choices])
    owner = forms.ModelChoiceField(
        Organisation.objects.all(), required=False, empty_label="All", label="Owner or partner"
    )
    status = forms.ChoiceField(
        required=False,
        label="Delivery status",
        choices=[
            ALL,
            ("open", "Open"),
            *DeliveryStatus.choices,
            ("verified", VERIFIED),
            ("unverified", "Complete, not verified"),
        ],
    )
    impact = forms.ChoiceField(
        required=False, label="Impact status", choices=[ALL, *ImpactStatus.choices]
    )
    plan = forms.ChoiceField(required=False, label="Action plan")
    population = forms.ChoiceField(required=False, label="Priority population")
    group = forms.ModelChoiceField(
        Group.objects.all(), required=False, empty_label="All", label="Reports to"
    )
    under = forms.ModelChoiceField(
        Commitment.objects.all(), required=False, widget=forms.HiddenInput
    )
    show = forms.MultipleChoiceField(
        required=False,
        label="Show only",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("late", "Late"),
            ("no_evidence", "Without evidence"),
            ("no_gap", "Without a gap"),
            ("no_mechanism", "Without why it should work"),
            ("silent", "No response in time"),
            ("waiting", "Waiting for something late"),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[
            ("", "Kind and reference"), ("due", "Due date"), ("owner", "Owner"),
            ("status", "Delivery status"), ("newest", "Newest first"),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans, populations = services.plans_and_populations()
        self.fields["plan"].choices = [ALL, *((name, name) for name in plans)]
        self.fields["population"].choices = [ALL, *((name, name) for name in populations)]

    @property
    def narrows(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


class WordsForm(Form):
    """Words to find a gap by."""

    words = forms.CharField(required=False, max_length=LONGEST_SEARCH)


class GapField(forms.ModelChoiceField):
    def label_from_instance(self, gap: Any) -> str:
        return f"{gap}. The gap was {services.gap_words(gap.latest)} in {gap.latest.period}"


class GapForm(Form):
    fields: dict[str, Any]
    gap = GapField(
        Gap.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select a gap from the list"},
    )

    def __init__(self, *args: Any, gaps: QuerySet[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gap"].queryset = gaps


class TieForm(Form):
    fields: dict[str, Any]
    commitment = forms.ModelChoiceField(
        Commitment.objects.none(),
        error_messages={
            "invalid_choice": "Select a commitment from the list: those are the open ones that "
            "you may update"
        },
    )

    def __init__(self, *args: Any, person: Person, gap: Gap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = services.commitments_for(person).exclude(
            baselines__gap=gap
        )
