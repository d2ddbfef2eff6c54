"""What a person types about a commitment; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.forms.evidence import EvidenceFileField, EvidenceLinkField
from evenground_web.commitments.forms.populations import (
    WHY_FOR_ALL,
    group_field,
    offer_groups,
    settle_population,
)
from evenground_web.commitments.forms.steps import WeightField
from evenground_web.commitments.models import Commitment
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import ChangeForm, RecordForm, carry
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import Session, Topic
from evenground_web.people.models import Organisation, Person


class TopicField(forms.ModelChoiceField):
    def label_from_instance(self, topic: Topic) -> str:
        return f"{topic.gathering}: {topic}"


class SessionField(forms.ModelChoiceField):
    """The session in which something was agreed; its gathering comes with it."""

    def __init__(self) -> None:
        found = Session.objects.exclude(kind=Session.Kind.BREAK).select_related(
            "gathering", "topic"
        )
        super().__init__(found, required=False, label="Session it came from")

    def label_from_instance(self, session: Session) -> str:
        return f"{session.gathering}: {session}"


class CommitmentForm(RecordForm):
    """The owner is an organisation for which this person may act."""

    fields: dict[str, Any]
    permission = Permission.UPDATE_COMMITMENTS
    population_group = group_field()
    topic = TopicField(
        Topic.objects.select_related("gathering"), required=False, label="Topic it came from"
    )
    session = SessionField()
    starts = NHSDateField(required=False, label="Start date")
    weight = WeightField(
        label="Weight in what it puts into practice", help_text="2 counts twice as much as 1"
    )
    field_order = [
        "title", "text", "mechanism", "success_measure", "population_group",
        "priority_population", "population_reason",
    ]  # fmt: skip

    class Meta:
        model = Commitment
        fields = [
            "title", "text", "mechanism", "success_measure", "priority_population",
            "population_reason", "owner", "owner_person", "partners", "plan", "group", "gathering",
            "topic", "session", "parent", "weight", "starts",
        ]  # fmt: skip
        labels = {
            "priority_population": "Priority population in your own words",
            "owner": "Owner",
            "owner_person": "Person who leads on it",
            "partners": "Partners who share it",
            "plan": "Action plan",
            "group": "Group it reports to",
            "gathering": "Where it was agreed",
            "parent": "What it puts into practice",
        }
        help_texts = {
            "mechanism": "What it changes, and why that should help the people it is for",
            "priority_population": "If no group in the list fits, such as families in damp homes",
            "population_reason": WHY_FOR_ALL,
            "success_measure": "What will be different for people, and how you will see it",
            "owner": "The organisation that answers for it. Its people need not use this system",
            "plan": "",
            "group": "",
            "gathering": "",
            "parent": "A recommendation or pledge",
        }
        widgets: dict[str, Any] = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("text", "mechanism", "success_measure", "population_reason")
        } | {"partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self)
        own = services.organisations_for(person, self.permission)
        kept = Organisation.objects.filter(pk=self.instance.owner_id)
        owner = self.fields["owner"]
        owner.queryset = own | kept
        owner.error_messages["invalid_choice"] = (
            "Select an owner from the list. It must be an organisation of the partnership for "
            "which you may act; a programme lead may act for all of them"
        )
        if "parent" in self.fields:
            self.fields["parent"].queryset = Commitment.objects.exclude(
                kind=Commitment.Kind.ACTION
            ).exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        had_nobody = bool(self.instance.pk and not self.instance.priority_population)
        settle_population(self, cleaned, needed=not had_nobody)
        kind = cleaned.get("kind") or self.instance.kind
        asked = kind and kind != Commitment.Kind.RECOMMENDATION and "mechanism" in self.fields
        had = not self.instance.pk or self.instance.mechanism
        if asked and had and not cleaned.get("mechanism"):
            self.add_error("mechanism", "Enter why this should work")
        return cleaned


class AddForm(CommitmentForm):
    permission = Permission.ADD_COMMITMENTS
    reference = forms.CharField(
        max_length=40, required=False, help_text="Leave empty to get the next one, such as A12"
    )
    due = NHSDateField(required=False, label="Due date")
    carried_from = forms.ModelChoiceField(
        Commitment.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        empty_label="No, it is new",
        label="Does it carry on one of these?",
    )
    looked = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["carried_from", "kind", *CommitmentForm.field_order]

    class Meta(CommitmentForm.Meta):
        fields = ["kind", *CommitmentForm.Meta.fields]
        widgets = {**CommitmentForm.Meta.widgets, "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [
                choice for choice in Commitment.Kind.choices if choice[0] != "recommendation"
            ]
        if self.fields["owner"].queryset.count() == 1:
            self.fields["owner"].initial = self.fields["owner"].queryset.get()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.has_looked = bool(cleaned.pop("looked", ""))
        starts, due = cleaned.get("starts"), cleaned.get("due")
        if starts and due and due < starts:
            self.add_error("due", "Due date must be the same as or after the start date")
        return cleaned

    def not_looked_at(self) -> list[services.LookAlike]:
        """Commitments much like this that the person has not been shown yet; shown from now on."""
        if self.has_looked or self.cleaned_data["carried_from"]:
            return []
        parent = self.cleaned_data["parent"]
        found = [
            alike
            for alike in services.lookalikes(self.cleaned_data["title"], self.cleaned_data["text"])
            if alike.commitment != parent
        ]
        if found:
            field = self.fields["carried_from"]
            field.queryset = Commitment.objects.filter(pk__in=[a.commitment.pk for a in found])
            field.widget = forms.RadioSelect(choices=field.choices)
            carry(self, looked="yes")
        return found


class EditForm(CommitmentForm):
    """A partner keeps a commitment current; who owns and who shares it stays with its owner."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        del self.fields["seen"]  # the service compares the revision
        if not person.has_perm(self.permission, self.instance.owner):
            del self.fields["owner"], self.fields["partners"]
        self.fields["revision"].initial = self.instance.revision

    def build_on(self, current: Commitment) -> None:
        """Show both texts; saving again replaces the revision the person has now seen."""
        self.show_both(current, self.cleaned_data)
        carry(self, revision=str(current.revision))


class StatusForm(ChangeForm):
    """For the delivery status and for the impact status."""

    status = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(
        label="The reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="What happened, and what comes next. Everybody in the partnership can read it",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices


class DueDateForm(ChangeForm):
    due = NHSDateField(label="New due date")
    reason = forms.CharField(
        label="Why it moves", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        stands = {"due": nhs_date(commitment.due) if commitment.due else ""}
        super().__init__(*args, stands=stands, **kwargs)
        if commitment.due is None:
            del self.fields["reason"]
            self.fields["due"].label = "Due date"


class UpdateForm(Form):
    text = forms.CharField(
        label="What was done", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    as_at = forms.CharField(
        required=False, max_length=40, label="Period it is about", help_text="Such as spring 2026"
    )
    evidence_link = EvidenceLinkField()
    evidence_file = EvidenceFileField(
        help_text="A PDF, Word, Excel, PowerPoint, OpenDocument, CSV or text file, or a picture, "
        "up to 10 MB. Leave out anything that could identify a patient",
    )
