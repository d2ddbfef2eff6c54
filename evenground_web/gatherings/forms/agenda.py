"""What a person types about meetings, their agendas, papers, and what is proposed."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.forms.gatherings import Lines
from evenground_web.gatherings.models import AgendaItem, Gathering, Meeting, Proposal
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Place

KINDS_OF_FILE = (
    "A PDF, Word, Excel, PowerPoint, OpenDocument, CSV or text file, or a picture, up to 10 MB"
)


class ClockField(forms.TimeField):
    """A time as people write it: 10:30, 10.30, 2pm, 2:15pm."""

    default_error_messages = {"invalid": "Enter a time, such as 10:30 or 2pm"}

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%H:%M", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p", "%H:%M:%S"]
        super().__init__(input_formats=formats, **kwargs)
        self.widget = forms.TimeInput(format="%H:%M", attrs={"class": "nhsuk-input--width-5"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)


class MeetingForm(Form):
    on = NHSDateField(label="Date of the meeting")
    begins = ClockField(label="When it begins", required=False, help_text="Such as 10:30 or 2pm")
    title = forms.CharField(
        max_length=200, required=False, help_text="The group and the date, when left empty"
    )
    format = forms.ChoiceField(
        choices=Gathering.Format.choices,
        widget=forms.RadioSelect,
        initial=Gathering.Format.IN_PERSON,
    )
    venue = forms.CharField(max_length=200, required=False)
    place = PlaceField(Place.objects.all(), required=False)
    items = Lines(
        label="Other agenda items",
        required=False,
        help_text="The standing items come first by themselves. One item on each line",
    )


class ArrangeForm(RecordForm):
    begins = ClockField(label="When it begins", required=False, help_text="Such as 10:30 or 2pm")
    questions_by = NHSDateField(label="Last day for questions from the public", required=False)

    class Meta:
        model = Meeting
        fields = ["begins", "in_public", "questions_by"]
        labels = {"in_public": "The meeting is in public"}


class AgendaItemForm(RecordForm):
    action = forms.ChoiceField(
        label="What the meeting is asked to do",
        choices=AgendaItem.Action.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "action", "minutes", "presenter", "presenter_role", "private"]
        labels = {
            "title": "Agenda item",
            "minutes": "How many minutes it takes",
            "presenter_role": "Role of who presents it",
            "private": "In the private part of the meeting",
        }
        help_texts = {"presenter_role": "Where no person is chosen, such as Chair"}


class PaperForm(Form):
    title = forms.CharField(max_length=200, label="Title of the paper")
    file = forms.FileField(help_text=KINDS_OF_FILE)
    private = forms.BooleanField(
        required=False, label="Private: only those who sit in the group may read it"
    )
    why = forms.CharField(
        max_length=300,
        required=False,
        label="Why it comes late",
        help_text="Only when the agenda is published already",
    )


class NewVersionForm(Form):
    file = forms.FileField(help_text=KINDS_OF_FILE)
    why = forms.CharField(max_length=300, label="What is different")


class ProposalForm(RecordForm):
    action = forms.ChoiceField(
        label="What the meeting is asked to do",
        choices=AgendaItem.Action.choices,
        widget=forms.RadioSelect,
    )
    needed_by = NHSDateField(label="Needed by", required=False)

    class Meta:
        model = Proposal
        fields = ["title", "why", "action", "needed_by"]
        labels = {"title": "What the meeting should deal with", "why": "Why"}
        widgets = {"why": forms.Textarea(attrs={"rows": 4})}


class TakeUpForm(Form):
    gathering = forms.ModelChoiceField(Gathering.objects.none(), label="Meeting")

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gathering"].queryset = meetings


class ReasonForm(Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)
