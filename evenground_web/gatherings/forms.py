"""What a person types about gatherings, their topics and agendas."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.models import AgendaItem, Gathering, Topic
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Place


class Lines(forms.CharField):
    """Several short texts, one on each line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if too_long := [number for number, line in enumerate(lines, 1) if len(line) > 200]:
            raise forms.ValidationError(
                f"Line {too_long[0]} is longer than 200 characters. Shorten it."
            )
        return lines


class GatheringForm(RecordForm):
    kind = forms.ChoiceField(choices=Gathering.Kind.choices, widget=forms.RadioSelect)
    format = forms.ChoiceField(choices=Gathering.Format.choices, widget=forms.RadioSelect)
    starts = NHSDateField(label="First day")
    ends = NHSDateField(
        label="Last day", required=False, help_text="The first day, when left empty"
    )
    place = PlaceField(Place.objects.all(), required=False)

    class Meta:
        model = Gathering
        fields = ["title", "kind", "starts", "ends", "format", "venue", "place", "group", "purpose"]
        labels = {"group": "Group"}


class NewGatheringForm(GatheringForm):
    topics = Lines(required=False, help_text="What will be discussed: one topic on each line")


class OrganisationsForm(RecordForm):
    class Meta:
        model = Gathering
        fields = ["organisations"]
        labels = {"organisations": "Organisations that took part"}
        help_texts = {"organisations": ""}
        widgets = {"organisations": forms.CheckboxSelectMultiple}


class TopicForm(RecordForm):
    class Meta:
        model = Topic
        fields = ["title"]
        labels = {"title": "Topic"}


class MeetingForm(Form):
    on = NHSDateField(label="Date of the meeting")
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


class AgendaItemForm(RecordForm):
    action = forms.ChoiceField(
        label="What the meeting is asked to do",
        choices=AgendaItem.Action.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "action", "presenter"]
        labels = {"title": "Agenda item"}


class GatheringFilter(Form):
    mark_optional = False
    when = forms.ChoiceField(
        choices=[("", "Upcoming"), ("past", "Past")], required=False, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(choices=[("", "All kinds"), *Gathering.Kind.choices], required=False)
