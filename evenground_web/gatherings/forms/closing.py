"""What a person types when a gathering is closed or cancelled."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.models import Closing, Session


class ClosingForm(RecordForm):
    came = forms.IntegerField(
        label="How many people came?",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
        help_text="Everybody reads this. A number below 8 is shown as “fewer than 8”",
    )
    answer_by = NHSDateField(
        label="By which day are people told what became of what they said?",
        required=False,
        help_text="This is a promise, and everybody can read it",
    )

    class Meta:
        model = Closing
        fields = ["came", "said", "next", "thanks", "answer_by", "correction"]
        labels = {
            "said": "What was talked about?",
            "next": "What happens next?",
            "thanks": "Thanks",
            "correction": "What was wrong in the last version, and what is right?",
        }
        help_texts = {
            "said": "In a few sentences. What was said in each session has its own place",
            "thanks": "Name nobody who did not agree to be named in public",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.number == 1:
            del self.fields["correction"]


class SessionNotesForm(RecordForm):
    class Meta:
        model = Session
        fields = ["summary"]
        labels = {"summary": "What was said in it?"}


class CloseForm(Form):
    anyway = forms.BooleanField(
        label="Close it all the same, with what is open", required=False, initial=False
    )

    def __init__(self, *args: Any, is_finished: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_finished:
            del self.fields["anyway"]


class CancelGatheringForm(Form):
    why = forms.CharField(
        label="Why is it cancelled?",
        max_length=300,
        help_text="Everybody who registered or was invited is told, and everybody can read it",
    )
