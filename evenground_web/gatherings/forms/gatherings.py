"""What a person types about gatherings and their topics."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.models import Gathering, Topic
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


class JoiningLinkField(forms.URLField):
    """A link to take part online; members see it, and nobody else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Link for those who take part online", required=False, max_length=500,
            assume_scheme="https", **kwargs,
        )  # fmt: skip


class GatheringForm(RecordForm):
    kind = forms.ChoiceField(choices=Gathering.Kind.choices, widget=forms.RadioSelect)
    format = forms.ChoiceField(choices=Gathering.Format.choices, widget=forms.RadioSelect)
    starts = NHSDateField(label="First day")
    ends = NHSDateField(
        label="Last day", required=False, help_text="The first day, when left empty"
    )
    place = PlaceField(Place.objects.all(), required=False)
    joining_link = JoiningLinkField(
        help_text="Members and those who have a place see it; it is never public"
    )
    reply_due = NHSDateField(
        label="By when are people told what became of it?",
        required=False,
        help_text="The day that was promised to those who spoke. Everybody can read this promise",
    )

    class Meta:
        model = Gathering
        fields = [
            "title", "kind", "starts", "ends", "format", "venue", "place", "joining_link", "group",
            "purpose", "reply_due",
        ]  # fmt: skip
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


class GatheringFilter(Form):
    mark_optional = False
    when = forms.ChoiceField(
        choices=[("", "Upcoming"), ("past", "Past")], required=False, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(choices=[("", "All kinds"), *Gathering.Kind.choices], required=False)
