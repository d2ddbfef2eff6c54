"""What a person types about a recommendation: its source, its addressees, their answers."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.forms.records import AddForm, CommitmentForm
from evenground_web.commitments.models import Addressee, Answer, Commitment, Source
from evenground_web.core.editing import ChangeForm, RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import Organisation

SOURCE = {
    "kind": "source_kind", "title": "source_title", "dated": "source_dated",
    "link": "source_link", "reference": "source_reference",
}  # fmt: skip


class SourceForm(RecordForm):
    """Where a recommendation comes from."""

    kind = forms.ChoiceField(
        choices=Source.Kind.choices, widget=forms.RadioSelect, label="What it comes from"
    )
    dated = NHSDateField(required=False, label="Date of the source")
    link = forms.URLField(
        required=False, max_length=500, label="Link to the source", assume_scheme="https"
    )

    class Meta:
        model = Source
        fields = ["kind", "title", "dated", "link", "reference"]
        labels = {"title": "Title of the source", "reference": "Its number in the source"}
        help_texts = {"reference": "Such as 7b"}


class RecommendationForm(AddForm):
    """A recommendation with its source and those it is addressed to."""

    source_kind = forms.ChoiceField(
        choices=Source.Kind.choices, widget=forms.RadioSelect, label="What it comes from"
    )
    source_title = forms.CharField(max_length=300, label="Title of the source")
    source_dated = NHSDateField(required=False, label="Date of the source")
    source_link = forms.URLField(
        required=False, max_length=500, label="Link to the source", assume_scheme="https"
    )
    source_reference = forms.CharField(
        required=False, max_length=40, label="Its number in the source", help_text="Such as 7b"
    )
    addressees = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        label="Whom it is addressed to",
        help_text="Each of them is asked to accept it, or to say why not",
    )
    response_due = NHSDateField(label="Day by which they should answer")
    field_order = [
        "title", "text", *SOURCE.values(), "addressees", "response_due", "success_measure",
        "population_group", "priority_population", "population_reason", "owner", "owner_person",
        "plan", "group", "gathering", "topic", "starts", "due", "reference",
    ]  # fmt: skip

    class Meta(CommitmentForm.Meta):
        fields = [
            name
            for name in CommitmentForm.Meta.fields
            if name not in ("mechanism", "partners", "parent", "weight")
        ]
        labels = {**CommitmentForm.Meta.labels, "text": "What is recommended"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["source"] = {name: cleaned.pop(field) for name, field in SOURCE.items()}
        return cleaned


class AddresseeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.organisation)


class AddressForm(Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Whom it is addressed to",
        help_text="Choose an organisation again to change by when it should answer",
    )
    response_due = NHSDateField(label="It should answer by")


class StopAskingForm(Form):
    fields: dict[str, Any]
    addressee = AddresseeChoice(
        Addressee.objects.none(),
        widget=forms.RadioSelect,
        label="Who is no longer asked?",
        empty_label=None,
        help_text="Only those who have not answered yet",
    )
    reason = forms.CharField(
        label="Why", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = commitment.addressees.filter(answer="").select_related("organisation")
        self.fields["addressee"].queryset = waiting


class ResponseForm(ChangeForm):
    answer = forms.ChoiceField(
        choices=Answer.choices, widget=forms.RadioSelect, label="The response"
    )
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="The reason",
        help_text="Needed unless all of it is accepted. Everybody in the partnership can read it",
    )
    spoken_by = forms.CharField(
        max_length=200,
        label="Who gave the answer, and how",
        help_text="No lead there uses Evenground. Such as Ada Obi, chief executive, by letter",
    )

    def __init__(self, *args: Any, addressee: Addressee, **kwargs: Any) -> None:
        stands = {
            "answer": addressee.get_answer_display(),
            "reason": addressee.reason,
            "spoken_by": addressee.spoken_by,
        }
        super().__init__(*args, stands=stands, **kwargs)
        if services.answers_for_itself(addressee.organisation):
            del self.fields["spoken_by"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if answer and answer != Answer.ACCEPTED and not cleaned.get("reason"):
            self.add_error("reason", "Enter the reason why not all of it is accepted")
        return cleaned
