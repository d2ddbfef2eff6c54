"""What a person types about a risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.forms.choosing import CommitmentField
from evenground_web.commitments.models import (
    Assurance,
    Control,
    Response,
    Risk,
    RiskScale,
)
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.people.models import Group, Organisation

ALL = ("", "All")
NOT_SCORED = ("", "Not scored")
BOTH = ("likelihood", "impact")


def level() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)


def level_if_any(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=label)


class Scored(forms.BaseForm):
    """The levels to choose from are those of the scale in use."""

    def offer_levels(self) -> RiskScale:
        scale = services.scale_in_use()
        for name in BOTH:
            levels = scale.content[name]
            short = [(n, f"{n}: {one['name']}") for n, one in enumerate(levels, start=1)]
            told = [
                (n, f"{words}. {one['meaning']}" if one["meaning"] else words)
                for (n, words), one in zip(short, levels, strict=True)
            ]
            self._offer(name, told)
            for side in ("inherent_", "target_"):
                self._offer(f"{side}{name}", [NOT_SCORED, *short])
        return scale

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class RiskForm(Scored, RecordForm):
    """The words of a risk; the score is changed by looking at it again."""

    fields: dict[str, Any]
    category = forms.ChoiceField(required=False)
    response = forms.ChoiceField(
        required=False, choices=[("", "Not decided yet"), *Response.choices], label="Response"
    )
    next_review = NHSDateField(required=False, label="Next review")

    class Meta:
        model = Risk
        fields = [
            "title", "category", "cause", "event", "effect", "mitigation", "response",
            "response_reason", "owner", "owner_person", "group", "next_review",
        ]  # fmt: skip
        labels = {
            "group": "Group that watches it",
            "response_reason": "Why this response",
            "owner_person": "Person who answers for it",
        }
        help_texts = {
            "cause": "Because of …",
            "event": "… it may happen that …",
            "effect": "… and then. Say whom it would harm",
            "mitigation": "What is done to prevent it, or to soften it",
            "group": "",
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("cause", "event", "effect", "mitigation", "response_reason")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.offer_levels().content["category"]
        named = [(one["key"], f"{one['name']} ({one['appetite'].lower()})") for one in found]
        self.fields["category"].choices = [("", "None of these"), *named]


class AddRiskForm(RiskForm):
    likelihood, impact = level(), level()
    inherent_likelihood = level_if_any("Likelihood without any control")
    inherent_impact = level_if_any("Impact without any control")
    target_likelihood = level_if_any("Likelihood to work towards")
    target_impact = level_if_any("Impact to work towards")
    field_order = [
        "title", "category", "cause", "event", "effect", "mitigation", "likelihood", "impact",
        "inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact",
    ]  # fmt: skip

    class Meta(RiskForm.Meta):
        fields = [
            *RiskForm.Meta.fields, "likelihood", "impact", "inherent_likelihood",
            "inherent_impact", "target_likelihood", "target_impact",
        ]  # fmt: skip


class ReviewForm(Scored, RecordForm):
    fields: dict[str, Any]
    likelihood, impact = level(), level()
    inherent_likelihood = level_if_any("Likelihood without any control")
    inherent_impact = level_if_any("Impact without any control")
    target_likelihood = level_if_any("Likelihood to work towards")
    target_impact = level_if_any("Impact to work towards")
    note = forms.CharField(
        label="What you saw",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Why the score moved, or why it stays",
    )
    next_review = NHSDateField(required=False, label="Next review")
    field_order = ["note"]

    class Meta:
        model = Risk
        fields = [
            "likelihood", "impact", "inherent_likelihood", "inherent_impact", "target_likelihood",
            "target_impact", "next_review",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_levels()


class ReasonForm(Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class ControlForm(RecordForm):
    class Meta:
        model = Control
        fields = ["text", "gap"]
        help_texts = {"gap": "Leave empty when nothing is lacking"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("text", "gap")}


class AssuranceForm(RecordForm):
    line = forms.TypedChoiceField(
        choices=Assurance.Line.choices, coerce=int, widget=forms.RadioSelect
    )

    class Meta:
        model = Assurance
        fields = ["line", "text", "gap"]
        help_texts = {"gap": "Leave empty when nothing is lacking"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("text", "gap")}


class ActionForm(Form):
    commitment = CommitmentField()


class EscalationForm(Form):
    group = forms.ModelChoiceField(Group.objects.all())
    threshold = forms.IntegerField(
        label="Score from which a risk is passed on", min_value=1, max_value=100
    )
    to = forms.ModelChoiceField(Group.objects.all(), label="Group that is then told as well")


class ScaleForm(Form):
    file = forms.FileField(
        label="File that says how risks are scored",
        help_text="A TOML file like the one below: levels of likelihood and impact, bands, categories",
    )

    def clean_file(self) -> tuple[str, str]:
        """The name and the text of the file."""
        file = self.cleaned_data["file"]
        if file.size > 100_000:
            raise forms.ValidationError("The file is larger than 100 KB. Choose a scale of risks")
        try:
            return file.name, file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not text. Choose a TOML file") from None


class RiskFilter(Form):
    fields: dict[str, Any]
    mark_optional = False

    text = forms.CharField(required=False, max_length=100, label="Words")
    kind = forms.ChoiceField(required=False, choices=[ALL, *Risk.Kind.choices])
    category = forms.ChoiceField(required=False)
    owner = forms.ModelChoiceField(Organisation.objects.all(), required=False, empty_label="All")
    group = forms.ModelChoiceField(
        Group.objects.all(), required=False, empty_label="All", label="On the list of"
    )
    band = forms.ChoiceField(required=False, label="Score")
    response = forms.ChoiceField(required=False, choices=[ALL, *Response.choices])
    likelihood = forms.IntegerField(required=False, widget=forms.HiddenInput)
    impact = forms.IntegerField(required=False, widget=forms.HiddenInput)
    show = forms.MultipleChoiceField(
        required=False,
        label="Show only",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("above_threshold", "Above the threshold of its group"),
            ("outside_appetite", "Outside appetite"),
            ("above_target", "Above its target"),
            ("overdue", "Review overdue"),
            ("no_target", "Without a target"),
            ("nobody", "Without a person who answers for it"),
            ("earlier_scale", "Scored on an earlier scale"),
            ("closed", "Closed"),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[
            ("", "Highest score"), ("change", "Most worse since last quarter"),
            ("to_target", "Farthest above target"), ("review", "Next review"),
            ("owner", "Owner"), ("title", "Title, from A to Z"),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = services.scale_in_use().content
        categories = [(one["key"], one["name"]) for one in content["category"]]
        self.fields["category"].choices = [ALL, *categories]
        self.fields["band"].choices = [ALL, *((one["name"],) * 2 for one in content["band"])]

    @property
    def narrows(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")
