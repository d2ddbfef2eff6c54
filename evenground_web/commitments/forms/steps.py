"""What a person types about milestones, what waits for what, checks of evidence, and progress."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.models import Commitment, Finding, Milestone
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import ChangeForm, RecordForm
from evenground_web.core.fields import Form, NHSDateField


class WeightField(forms.IntegerField):
    """How much something counts in the progress of what it is part of."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Weight")
        kwargs.setdefault("help_text", "2 counts twice as much as 1")
        super().__init__(min_value=1, max_value=100, initial=1, required=False, **kwargs)

    def clean(self, value: Any) -> int:
        weight: int | None = super().clean(value)
        return 1 if weight is None else weight


class MilestoneForm(Form):
    title = forms.CharField(max_length=200, label="Milestone")
    due = NHSDateField(required=False, label="Due date")
    weight = WeightField()


class EditMilestoneForm(RecordForm):
    weight = WeightField()

    class Meta:
        model = Milestone
        fields = ["title", "weight"]
        labels = {"title": "Milestone"}


class MoveMilestoneForm(ChangeForm):
    due = NHSDateField(label="New date")
    reason = forms.CharField(
        label="Why it moves", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        stands = {"due": nhs_date(milestone.due) if milestone.due else ""}
        super().__init__(*args, stands=stands, **kwargs)
        if milestone.due is None:
            del self.fields["reason"]
            self.fields["due"].label = "Date"


class ReferenceField(forms.CharField):
    """A commitment, named by its reference."""

    def clean(self, value: Any) -> Any:
        reference = super().clean(value).strip()
        found = Commitment.objects.filter(reference__iexact=reference).first()
        if found is None:
            raise forms.ValidationError(
                f"No commitment has the reference {reference}. Look it up in the list of commitments"
            )
        return found


class WaitForm(Form):
    needs = ReferenceField(
        max_length=40, label="What it waits for", help_text="Its reference, such as A12"
    )
    reason = forms.CharField(
        label="What it needs from it", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class CarryForm(Form):
    earlier = ReferenceField(
        max_length=40,
        label="The earlier commitment that this carries on",
        help_text="Its reference, such as A12",
    )


class WithdrawForm(Form):
    reason = forms.CharField(
        label="Why it is withdrawn",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="The commitment stays on the record with this reason",
    )


class VerifyForm(Form):
    finding = forms.ChoiceField(
        choices=Finding.choices, widget=forms.RadioSelect, label="What the evidence shows"
    )
    words = forms.CharField(
        label="What you looked at, and what you found",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
    )


class ProgressForm(ChangeForm):
    percent = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label="Progress in per cent",
        help_text="Leave it empty to count the progress from milestones and actions again",
    )
    reason = forms.CharField(
        label="The reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="It is shown beside the number, with your name",
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        last = commitment.progress_overrides.first()
        percent = "" if last is None or last.percent is None else str(last.percent)
        stands = {"percent": percent, "reason": last.reason if last else ""}
        super().__init__(*args, stands=stands, **kwargs)
