"""Which pledges are listed, on the wall, and printed as cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import BigIntegerField, QuerySet

from evenground_web.commitments.forms.records import TopicField
from evenground_web.commitments.models import Commitment, Pledge
from evenground_web.commitments.models.pledges import REVIEW_DUE, Level, State
from evenground_web.core.fields import Form
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Place


class PledgeFilter(Form):
    """For the members' list; the public one leaves states out that are not shown in public."""

    fields: dict[str, Any]
    mark_optional = False
    hidden_states: tuple[State, ...] = ()
    level = forms.ChoiceField(required=False, choices=[("", "All levels"), *Level.choices])
    state = forms.ChoiceField(required=False, label="Where it stands")
    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), required=False, empty_label="All gatherings"
    )
    topic = TopicField(Topic.objects.none(), required=False, empty_label="All topics")
    place = PlaceField(Place.objects.none(), required=False, empty_label="All places")

    def __init__(self, *args: Any, among: QuerySet[Pledge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(one.value, one.label) for one in State if one not in self.hidden_states]
        self.fields["state"].choices = [("", "All"), (REVIEW_DUE, "Review due"), *shown]
        commitments = Commitment.objects.filter(pledge__in=among)
        self.fields["gathering"].queryset = Gathering.objects.filter(
            pk__in=commitments.exclude(gathering=None).values("gathering")
        )
        self.fields["topic"].queryset = Topic.objects.select_related("gathering").filter(
            pk__in=commitments.exclude(topic=None).values("topic")
        )
        self.fields["place"].queryset = Place.objects.filter(
            pk__in=commitments.values("owner__place")
        )


class WallFilter(PledgeFilter):
    hidden_states = (State.PROPOSED, State.AGREED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [
            (value, "Promised" if value == State.PUBLIC else label)
            for value, label in self.fields["state"].choices
        ]


class CardsForm(PledgeFilter):
    size = forms.ChoiceField(
        required=False,
        label="Size of a card",
        choices=[("a6", "A6, as large as a postcard"), ("a5", "A5, twice as large")],
    )
    sheet = forms.ChoiceField(
        required=False,
        label="On a page",
        choices=[("sheet", "Several on a sheet of A4, to cut"), ("one", "One card")],
    )
    pledge = forms.IntegerField(
        required=False, widget=forms.HiddenInput, max_value=BigIntegerField.MAX_BIGINT
    )
