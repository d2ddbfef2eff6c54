"""What a person types about the programme of a gathering."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_noop

from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.gatherings.forms.agenda import ClockField
from evenground_web.gatherings.forms.gatherings import JoiningLinkField
from evenground_web.gatherings.models import Gathering, Part, Room, Session, Speaker, Track
from evenground_web.people.models import Person

MOST_DAYS = 31


class RoomForm(RecordForm):
    class Meta:
        model = Room
        fields = ["name", "holds", "way"]
        labels = {
            "name": "Name of the room",
            "holds": "How many people it holds",
            "way": "How to get there",
        }
        help_texts = {
            "holds": "",
            "way": "Such as: second floor, by lift; step-free. Everybody can read it",
        }


class TrackForm(RecordForm):
    class Meta:
        model = Track
        fields = ["title"]
        labels = {"title": "Name of the track"}


class SessionForm(RecordForm):
    kind = forms.ChoiceField(choices=Session.Kind.choices, widget=forms.RadioSelect)
    day = forms.TypedChoiceField(coerce=date.fromisoformat, widget=forms.RadioSelect)
    begins = ClockField(label="When it begins", help_text="Such as 10:30 or 2pm")
    ends = ClockField(label="When it ends")
    joining_link = JoiningLinkField(
        help_text="Members and those who have a place see it; it is never public. "
        "Empty: the link of the gathering"
    )

    class Meta:
        model = Session
        fields = [
            "title", "kind", "day", "begins", "ends", "room", "track", "topic", "about",
            "joining_link", "sign_up", "places",
        ]  # fmt: skip
        labels = {
            "about": "What it is about",
            "sign_up": "People sign up for it",
            "places": "How many may sign up",
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {
            gathering.starts + timedelta(days=n)
            for n in range(min((gathering.ends - gathering.starts).days + 1, MOST_DAYS))
        }
        if self.instance.pk:
            days.add(self.instance.day)
        fields: Any = self.fields
        fields["day"].choices = [(day.isoformat(), nhs_date(day)) for day in sorted(days)]
        if len(days) == 1:
            fields["day"].initial = min(days)
        for name in ("room", "track", "topic"):
            fields[name].queryset = getattr(gathering, f"{name}s").all()


class CancelForm(Form):
    why = forms.CharField(
        max_length=300, help_text="Everybody who reads the programme can read this"
    )


class PartForm(Form):
    role = forms.ChoiceField(
        label="What they do",
        choices=Part.Role.choices,
        initial=Part.Role.SPEAKER,
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(
        Person.objects.filter(is_active=True), label="A member", required=False
    )
    name = forms.CharField(max_length=200, label="Or the name of somebody else", required=False)
    organisation = forms.CharField(
        max_length=200, required=False, label="Where they come from", help_text="As it is shown"
    )
    named = forms.BooleanField(
        required=False, label="They agreed to be named to everybody in the programme"
    )


class SpeakerForm(RecordForm):
    class Meta:
        model = Speaker
        fields = ["name", "organisation", "named"]
        labels = {
            "organisation": "Where they come from",
            "named": "They agreed to be named to everybody in the programme",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.person_id:
            del self.fields["name"]
        else:
            self.fields["name"].required = True


class PublishForm(Form):
    public = forms.TypedChoiceField(
        label="Who can read it?",
        choices=[("yes", "Everybody"), ("no", "Members only")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        help_text="Everybody reads the names of those alone who agreed to be named",
    )


class ProgrammeFilter(Form):
    mark_optional = False
    topic = forms.ChoiceField(required=False, label=gettext_noop("Topic"))
    track = forms.ChoiceField(required=False, label=gettext_noop("Track"))

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name, every in (
            ("topic", gettext_noop("All topics")),
            ("track", gettext_noop("All tracks")),
        ):
            there = sorted({row[name] for row in rows if row[name]})
            fields[name].choices = [("", every), *((one, one) for one in there)]
            if not there:
                del fields[name]

    def fits(self, row: dict[str, Any]) -> bool:
        asked = self.cleaned_data if self.is_valid() else {}
        return all(row[name] == wanted for name, wanted in asked.items() if wanted)
