"""What a person looks over when a note becomes a pledge or an action."""

from __future__ import annotations

from django import forms

from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import Organisation


class FromRoomForm(Form):
    """Filled in already: why it should work, and whom it is for, its owner writes afterwards."""

    title = forms.CharField(
        max_length=300,
        label="What is promised, in one sentence",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what is promised"},
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.all(), label="Organisation that answers for it"
    )
    due = NHSDateField(label="By when")
