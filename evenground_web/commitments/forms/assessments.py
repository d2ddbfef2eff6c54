"""What a person types about whom a commitment may help or harm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator

from evenground_web.commitments import services
from evenground_web.commitments.models import ImpactAssessment
from evenground_web.core.editing import ChangeForm, RecordForm, chosen_in_words
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Organisation
from evenground_web.voices.models import Voice


class AssessmentForm(RecordForm):
    """The questions are those of the wording that the assessment was begun with."""

    fields: dict[str, Any]
    decision = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    review_on = NHSDateField(required=False, label="Look at it again by")

    class Meta:
        model = ImpactAssessment
        fields = ["evidence", "said", "decision", "reason", "review_on"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 5}) for name in ("evidence", "said", "reason")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wording = self.instance.wording
        for name in ("evidence", "said", "reason"):
            ask(self, name, wording)
        self.fields["decision"].choices = [
            ("", "Not decided yet"), *wording.content["decisions"].items()
        ]  # fmt: skip


class QuoteChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"“{Truncator(obj.in_english).words(40)}”"


class TopicChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.gathering})"


class SaidForm(ChangeForm):
    """Topics people spoke about, and quotes that they allow to be shown."""

    fields: dict[str, Any]
    topics = TopicChoice(
        Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="What people spoke about",
    )  # fmt: skip
    voices = QuoteChoice(
        Voice.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="In their words",
        help_text="Only words that may be quoted. Who takes them back disappears from here too",
    )  # fmt: skip

    def __init__(self, data: Any, *, assessment: ImpactAssessment) -> None:
        said = services.what_people_said(assessment)
        tied: dict[str, list[Any]] = {"topics": said.topics, "voices": said.voices}
        stands = {
            name: chosen_in_words(self.base_fields[name], rows) for name, rows in tied.items()
        }
        super().__init__(data, stands=stands, initial=tied)
        self.fields["topics"].queryset = services.topics_about(assessment.commitment)
        self.fields["voices"].queryset = services.quotes_about(assessment.commitment)


class EffectForm(ChangeForm):
    """One group, how it may be helped or harmed, and how anybody knows."""

    group = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"list": "groups"}))
    benefit = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    harm = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, assessment: ImpactAssessment, **kwargs: Any) -> None:
        data, begun = args[0] if args else None, kwargs.get("initial") or {}
        said = services.effect_on(assessment, (data or begun).get("group", ""))
        names = ("benefit", "harm", "basis")
        super().__init__(*args, stands={name: said.get(name, "") for name in names}, **kwargs)
        for name in names:
            ask(self, name, assessment.wording)


def ask(form: Any, name: str, wording: Any) -> None:
    asked = wording.content["questions"][name]
    form.fields[name].label, form.fields[name].help_text = asked["question"], asked["hint"]


class SignForm(Form):
    read = forms.BooleanField(
        label="I have read it, I did not write it, and I stand for the decision",
        error_messages={"required": "Say that you have read it"},
    )


class AssessedFilter(Form):
    mark_optional = False

    state = forms.ChoiceField(
        required=False,
        choices=[("", "All"), *((key, words) for key, (words, _) in services.STATES.items())],
    )
    owner = forms.ModelChoiceField(Organisation.objects.all(), required=False, empty_label="All")

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.values())
