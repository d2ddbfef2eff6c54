"""What a person types about a risk."""

from __future__ import annotations

from django import forms

from evenground_web.commitments.models import Risk
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form

LIKELIHOOD = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
IMPACT = ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"]


def scale(words: list[str]) -> forms.TypedChoiceField:
    choices = [(number, f"{number}: {word}") for number, word in enumerate(words, start=1)]
    return forms.TypedChoiceField(choices=choices, coerce=int, widget=forms.RadioSelect)


class RiskForm(RecordForm):
    likelihood = scale(LIKELIHOOD)
    impact = scale(IMPACT)

    class Meta:
        model = Risk
        fields = [
            "title", "cause", "event", "effect", "mitigation", "likelihood", "impact", "owner",
            "group",
        ]  # fmt: skip
        labels = {"group": "Group that watches it"}
        help_texts = {
            "cause": "Because of …",
            "event": "… it may happen that …",
            "effect": "… and then. Say whom it would harm",
            "mitigation": "What is done to prevent it, or to soften it",
            "group": "",
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("cause", "event", "effect", "mitigation")
        }


class ReasonForm(Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
