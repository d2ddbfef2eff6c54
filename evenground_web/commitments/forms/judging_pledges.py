"""What a person types when pledges are agreed, reworded, judged and checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from evenground_web.commitments.forms.evidence import EvidenceFileField, EvidenceLinkField
from evenground_web.commitments.models import Pledge
from evenground_web.commitments.models.pledges import OUTCOMES
from evenground_web.core.editing import ChangeForm
from evenground_web.core.fields import Form


class PledgeChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        signed = obj.signatories
        behind = f"{signed} signed" if signed else "nobody has signed yet"
        return f"{obj} ({obj.get_level_display().lower()}; {behind})"


class AgreeForm(Form):
    fields: dict[str, Any]
    pledges = PledgeChoice(
        Pledge.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Pledges that were agreed",
        error_messages={"required": "Choose at least one pledge"},
    )
    words = forms.CharField(
        required=False,
        max_length=1_000,
        label="How it was agreed",
        help_text="Such as: read out, nobody objected",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, waiting: QuerySet[Pledge], shown: Iterable[Pledge], **kwargs: Any
    ) -> None:
        """`shown` is one page of those that wait; what was chosen on it is kept with it."""
        super().__init__(*args, **kwargs)
        sent: Any = self.data
        chosen = sent.getlist("pledges") if self.is_bound else []
        keys = {pledge.pk for pledge in shown} | {int(key) for key in chosen if key.isdecimal()}
        self.fields["pledges"].queryset = waiting.filter(pk__in=keys)


class RewordForm(ChangeForm):
    title = forms.CharField(max_length=300, label="The pledge, in one sentence")
    text = forms.CharField(
        required=False,
        max_length=5_000,
        label="What everybody who signs stands behind",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label="Why the words change",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Those who signed read it, and everybody where the pledge is public",
    )


class JudgeForm(Form):
    """Whether a pledge was kept, and what shows it."""

    outcome = forms.ChoiceField(
        choices=[(one.value, one.label) for one in OUTCOMES],
        widget=forms.RadioSelect,
        label="Was it kept?",
    )
    reason = forms.CharField(
        label="What happened",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Of a public pledge, everybody can read this",
    )
    evidence_link = EvidenceLinkField()


class OwnReviewForm(JudgeForm):
    """Somebody without an account judges their own pledge; a file needs an account."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class ReviewForm(JudgeForm):
    evidence_file = EvidenceFileField(
        help_text="Members can open it. Leave out anything that could identify a patient"
    )


class CheckForm(Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        label="Does the evidence show it?",
    )
    words = forms.CharField(
        required=False,
        max_length=2_000,
        label="What you looked at, or what is missing",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000)
