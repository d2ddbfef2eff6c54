"""What a person types about pledges, signatures and wishes."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.forms.populations import (
    WHY_FOR_ALL,
    group_field,
    offer_groups,
    settle_population,
)
from evenground_web.commitments.forms.records import SessionField, TopicField
from evenground_web.commitments.models import Commitment, Pledge
from evenground_web.commitments.models.pledges import Level, Naming
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Organisation, Person


class PromiseForm(Form):
    """What every pledge says: what, to whom, by when, how we will know."""

    fields: dict[str, Any]
    title = forms.CharField(
        max_length=300,
        label="The pledge, in one sentence",
        help_text="Begin with “We will” or “I will”",
    )
    text = forms.CharField(
        required=False,
        max_length=5_000,
        label="What everybody who signs stands behind",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    promised_to = forms.CharField(
        max_length=200,
        label="To whom",
        help_text="Such as families in Harbour, or colleagues from ethnic minorities",
    )
    success_measure = forms.CharField(
        label="How we will know",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What will be different for people, and how you will see it",
    )
    due = NHSDateField(label="By when")
    review_on = NHSDateField(
        required=False,
        label="Day of review",
        help_text="From that day on, it asks to be judged. Leave it empty to use the day above",
    )
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(), required=False, label="Gathering it comes from"
    )
    topic = TopicField(Topic.objects.select_related("gathering"), required=False)
    session = SessionField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["review_on"] = cleaned.get("review_on") or cleaned.get("due")
        if (topic := cleaned.get("topic")) and not cleaned.get("gathering"):
            cleaned["gathering"] = topic.gathering
        return cleaned


class ProposeForm(PromiseForm):
    level = forms.ChoiceField(
        choices=Level.choices,
        widget=forms.RadioSelect,
        label="Who pledges",
        help_text="System: the partnership together. Organisational: one or a few organisations. "
        "Personal: people, in their own name",
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), help_text="The organisation that answers for it"
    )
    parent = forms.ModelChoiceField(
        Commitment.objects.exclude(kind=Commitment.Kind.ACTION),
        required=False,
        label="What it puts into practice",
        help_text="A pledge of a higher level, or a recommendation",
    )
    mechanism = forms.CharField(
        required=False,
        max_length=2_000,
        label="Why this should work",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it changes, and why that should help. A personal pledge may leave it empty",
    )
    population_group = group_field()
    priority_population = forms.CharField(
        required=False,
        max_length=200,
        label="Priority population in your own words",
        help_text="If no group in the list fits",
    )
    population_reason = forms.CharField(
        required=False,
        max_length=2_000,
        label="Why it is for everybody",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WHY_FOR_ALL,
    )
    field_order = [
        "level", "title", "text", "promised_to", "success_measure", "mechanism",
        "population_group", "priority_population", "population_reason", "due", "review_on",
        "owner", "gathering", "topic", "session", "parent",
    ]  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self)
        own = services.organisations_for(person, Permission.ADD_COMMITMENTS)
        self.fields["owner"].queryset = own
        if own.count() == 1:
            self.fields["owner"].initial = own.get()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        of_several = cleaned.get("level") not in (None, Level.PERSONAL)
        settle_population(self, cleaned, needed=of_several)
        if of_several and not cleaned.get("mechanism"):
            self.add_error("mechanism", "Enter why this should work")
        return cleaned


class OwnPledgeForm(PromiseForm):
    """A member pledges in their own name."""

    owner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation that keeps a record of it",
        help_text="It does not answer for your pledge, and is not shown with it in public",
    )
    naming = forms.ChoiceField(
        choices=Naming.choices,
        widget=forms.RadioSelect,
        label="Who may read your name?",
        help_text="Your pledge is shown in public only while your name may be. You can change this "
        "at any time",
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(
            pk__in=[membership.organisation_id for membership in person.current_memberships]
        )
        self.fields["owner"].queryset = own
        if own.count() == 1:
            self.fields["owner"].initial = own.get()


class DescribeForm(RecordForm):
    review_on = NHSDateField(required=False, label="Day of review")

    class Meta:
        model = Pledge
        fields = ["level", "promised_to", "review_on"]
        labels = {"level": "Who pledges", "promised_to": "To whom"}
        widgets = {"level": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = Level.choices
