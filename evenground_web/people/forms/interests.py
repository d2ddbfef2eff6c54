"""What a person types into the register of interests."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import Interest

ROWS = {"rows": 3}


class InterestForm(RecordForm):
    kind = forms.ChoiceField(
        label="What kind of interest is it?",
        choices=Interest.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Indirect: of somebody close to you, such as family or a business partner",
    )
    arose = NHSDateField(label="Since when")

    class Meta:
        model = Interest
        fields = ["kind", "description", "arose", "managed"]
        labels = {"description": "What it is"}
        help_texts = {
            "description": "This is published. Do not name family or other people",
            "managed": "What you do so that it sways nothing",
        }
        widgets = {"description": forms.Textarea(attrs=ROWS), "managed": forms.Textarea(attrs=ROWS)}


class KeptInterestForm(InterestForm):
    """For whoever keeps the register."""

    class Meta(InterestForm.Meta):
        fields = [*InterestForm.Meta.fields, "withheld"]
        widgets = {**InterestForm.Meta.widgets, "withheld": forms.Textarea(attrs=ROWS)}
        help_texts = {
            **InterestForm.Meta.help_texts,
            "withheld": "Only where publishing would put somebody at risk. Leave empty otherwise",
        }


class EndInterestForm(Form):
    ended = NHSDateField(label="Last day of the interest")


class ConfirmForm(Form):
    says = forms.ChoiceField(
        label="Is this all?",
        choices=[
            ("complete", "Yes, these are all my interests"),
            ("nil", "I have no interests to declare"),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {"nil": cleaned.get("says") == "nil"} if "says" in cleaned else cleaned
