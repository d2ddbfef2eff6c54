"""What is typed to ask for an update, by the partner who answers, and about reminders."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.forms.evidence import EvidenceLinkField
from evenground_web.commitments.models import DeliveryStatus, NudgeRule
from evenground_web.core.fields import Form
from evenground_web.people.models import Organisation


class AskForm(Form):
    name = forms.CharField(max_length=200, label="Their name")
    organisation = forms.CharField(max_length=200, label="Their organisation")
    email = forms.EmailField(
        label="Their email address",
        help_text="Check each letter. Only they get the link, and it needs no account",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].initial = str(owner)


class CodeForm(Form):
    mark_optional = False
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="6 numbers, from the email we sent you just now",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code", "inputmode": "numeric", "class": "nhsuk-input--width-10",
            }
        ),
    )  # fmt: skip


class AnswerForm(Form):
    """Short enough for a phone: one text, and two things that may be left out."""

    text = forms.CharField(
        label="How is it going?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="What was done, and what comes next. Do not write about a patient",
    )
    evidence_link = EvidenceLinkField()
    status = forms.ChoiceField(
        required=False,
        label="Which status fits?",
        choices=[("", "As it is now"), *DeliveryStatus.choices],
        widget=forms.RadioSelect,
        help_text="The partnership reads your words as the reason, and takes it over or answers you",
        initial="",
    )


class DecisionForm(Form):
    accept = forms.ChoiceField(
        label="Do you take this status over?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        required=False,
        label="If not, why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="The person who proposed it gets your answer by email",
    )

    def clean_accept(self) -> bool:
        return bool(self.cleaned_data["accept"] == "yes")


class NudgeRuleForm(Form):
    """Days, each from 1 to 365."""

    fields: dict[str, Any]
    no_update_for = forms.IntegerField(
        min_value=1, max_value=365, label="Days without an update before the owner is reminded"
    )
    late_by = forms.IntegerField(
        min_value=1, max_value=365, label="Days late before the owner is reminded"
    )
    lead_after = forms.IntegerField(
        min_value=1, max_value=365, label="Days after the owner when the lead is told"
    )
    secretary_after = forms.IntegerField(
        min_value=2, max_value=365, label="Days after the owner when the board secretary is told"
    )

    def __init__(self, *args: Any, rule: NudgeRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(rule, name)
