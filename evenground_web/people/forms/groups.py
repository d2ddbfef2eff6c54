"""What a person types about groups: members, standing items, the rules of meetings."""

from __future__ import annotations

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import (
    Group,
    MeetingRules,
    Organisation,
    Person,
    Seat,
    StandingItem,
)


class GroupForm(RecordForm):
    kind = forms.ChoiceField(choices=Group.Kind.choices, widget=forms.RadioSelect)

    class Meta:
        model = Group
        fields = ["name", "kind", "lead", "terms_of_reference", "organisations"]
        labels = {"organisations": "Member organisations"}
        widgets = {"organisations": forms.CheckboxSelectMultiple}


class NewGroupForm(GroupForm):
    people = forms.ModelMultipleChoiceField(
        Person.objects.all(),
        label="People who are members",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class StandingItemForm(RecordForm):
    action = forms.ChoiceField(
        label="What the meeting is asked to do",
        choices=StandingItem.Action.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = StandingItem
        fields = ["title", "action", "minutes", "presenter_role", "private", "builds_paper"]
        labels = {
            "title": "Title of the item",
            "minutes": "How many minutes it takes",
            "presenter_role": "Who presents it",
            "private": "In the private part of the meeting",
            "builds_paper": "Build the paper for this item from live records",
        }
        help_texts = {
            "presenter_role": "A role in the group, such as Chair. The person who has it then "
            "is named on the agenda",
            "builds_paper": "",
        }


class SeatForm(RecordForm):
    role = forms.ChoiceField(choices=Seat.Role.choices, widget=forms.RadioSelect)
    votes = forms.BooleanField(label="They have a vote", required=False, initial=True)
    starts = NHSDateField(label="First day")

    class Meta:
        model = Seat
        fields = ["person", "organisation", "role", "votes", "deputy", "starts"]
        labels = {"organisation": "Organisation they speak for"}
        help_texts = {
            "organisation": "Its sector counts for the quorum. Where they work, when left empty",
            "deputy": "Who comes when they cannot",
        }


class EditSeatForm(SeatForm):
    class Meta(SeatForm.Meta):
        fields = ["organisation", "role", "votes", "deputy", "starts"]


class EndSeatForm(Form):
    ends = NHSDateField(label="First day without the seat")


class RulesForm(RecordForm):
    sectors = forms.MultipleChoiceField(
        label="Sectors that must be there",
        choices=Organisation.Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Somebody with a vote from each of these",
    )

    class Meta:
        model = MeetingRules
        fields = ["fewest", "sectors", "in_public", "question_days"]
        labels = {
            "fewest": "How many people with a vote must be there",
            "in_public": "Meets in public",
            "question_days": "Days before a meeting when public questions close",
        }
