"""What a person types about a commitment; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.core.permissions import Permission, RuleBroken
from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Organisation, Person


class TopicField(forms.ModelChoiceField):
    def label_from_instance(self, topic: Topic) -> str:
        return f"{topic.gathering}: {topic}"


class CommitmentForm(RecordForm):
    """The owner is an organisation for which this person may act."""

    fields: dict[str, Any]
    permission = Permission.UPDATE_COMMITMENTS
    topic = TopicField(
        Topic.objects.select_related("gathering"), required=False, label="Topic it came from"
    )
    starts = NHSDateField(required=False, label="Start date")

    class Meta:
        model = Commitment
        fields = [
            "title", "text", "success_measure", "priority_population", "owner", "owner_person",
            "partners", "plan", "group", "gathering", "topic", "parent", "starts",
        ]  # fmt: skip
        labels = {
            "owner": "Owner",
            "owner_person": "Person who leads on it",
            "partners": "Partners who share it",
            "plan": "Action plan",
            "group": "Group it reports to",
            "gathering": "Where it was agreed",
            "parent": "What it puts into practice",
        }
        help_texts = {
            "priority_population": "The people it is for, such as adults in the most deprived tenth of places",
            "success_measure": "What will be different for people, and how you will see it",
            "owner": "The organisation that answers for it. Its people need not use this system",
            "plan": "",
            "group": "",
            "gathering": "",
            "parent": "A recommendation or pledge",
        }
        widgets: dict[str, Any] = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("text", "success_measure")
        } | {"partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = services.organisations_for(person, self.permission)
        kept = Organisation.objects.filter(pk=self.instance.owner_id)
        owner = self.fields["owner"]
        owner.queryset = own | kept
        owner.error_messages["invalid_choice"] = (
            "Select an owner from the list. It must be an organisation of the partnership for "
            "which you may act; a programme lead may act for all of them"
        )
        self.fields["parent"].queryset = Commitment.objects.exclude(
            kind=Commitment.Kind.ACTION
        ).exclude(pk=self.instance.pk)


class AddForm(CommitmentForm):
    permission = Permission.ADD_COMMITMENTS
    reference = forms.CharField(
        max_length=40, required=False, help_text="Leave empty to get the next one, such as A12"
    )
    due = NHSDateField(required=False, label="Due date")
    field_order = ["kind", *CommitmentForm.Meta.fields, "due", "reference"]

    class Meta(CommitmentForm.Meta):
        fields = ["kind", *CommitmentForm.Meta.fields]
        widgets = {**CommitmentForm.Meta.widgets, "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Commitment.Kind.choices
        if self.fields["owner"].queryset.count() == 1:
            self.fields["owner"].initial = self.fields["owner"].queryset.get()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, due = cleaned.get("starts"), cleaned.get("due")
        if starts and due and due < starts:
            self.add_error("due", "Due date must be the same as or after the start date")
        return cleaned


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
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["revision"] = str(current.revision)
        self.data = data


class StatusForm(Form):
    """For the delivery status and for the impact status."""

    fields: dict[str, Any]
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


class DueDateForm(Form):
    due = NHSDateField(label="New due date")
    reason = forms.CharField(
        label="Why it moves", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if commitment.due is None:
            del self.fields["reason"]
            self.fields["due"].label = "Due date"


class MilestoneForm(Form):
    title = forms.CharField(max_length=200, label="Milestone")
    due = NHSDateField(required=False, label="Due date")


class UpdateForm(Form):
    text = forms.CharField(
        label="What was done", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    as_at = forms.CharField(
        required=False, max_length=40, label="Period it is about", help_text="Such as spring 2026"
    )
    evidence_link = forms.URLField(
        required=False, max_length=500, label="Link to evidence", assume_scheme="https"
    )
    evidence_file = forms.FileField(
        required=False,
        label="File as evidence",
        help_text="A PDF, Word, Excel, PowerPoint, OpenDocument, CSV or text file, or a picture, "
        "up to 10 MB. Leave out anything that could identify a patient",
    )

    def clean_evidence_file(self) -> Any:
        file = self.cleaned_data["evidence_file"]
        if file:
            try:
                services.check_evidence(file)
            except RuleBroken as rule:
                raise forms.ValidationError(str(rule)) from rule
        return file
