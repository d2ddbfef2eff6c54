"""What a person types about targets, stories, their own work and what they contributed."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.models import (
    STATEMENT_PARTS,
    STORY_PARTS,
    Baseline,
    Commitment,
    Contribution,
    PerformanceMeasure,
    Story,
    Target,
)
from evenground_web.core.editing import RecordForm, carry
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.insight.words import points

AREA = {"rows": 4}
HINTS = {
    "why": "What the figures, research and people say. Name what you do not know",
    "worse": "What pushes the other way, such as fewer staff or dearer food",
    "better": "What already helps",
    "partners": "Who can change what",
    "mechanism": "The steps from what is done to what changes for people",
    "did": "What was done, for whom, and how much of it",
    "also_happened": "Other programmes, new rules, a pandemic, a change of how it is counted",
    "unknown": "What would have to be measured to know",
}


class TargetForm(Form):
    """Weighed before it is saved: `weighed` says which target the person has read about."""

    fields: dict[str, Any]
    measure = forms.ChoiceField(
        label="What is the target about?", choices=Target.Measure.choices, widget=forms.RadioSelect
    )
    value = forms.FloatField(label="How much?", help_text="Such as 9.5, 50 or 1.25")
    level = forms.FloatField(
        required=False, help_text="So that the gap does not close because others got worse"
    )
    by_day = NHSDateField(label="By when?")
    reason = forms.CharField(
        label="Why this target?",
        widget=forms.Textarea(attrs=AREA),
        max_length=2000,
        help_text="Who wants it, and what makes it possible. A changed target says why it changed",
    )
    weighed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, baseline: Baseline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = points(baseline.gap.indicator.unit).strip()
        labels = {
            Target.Measure.ABSOLUTE: f"The gap is at most this many {unit or 'units'}",
            Target.Measure.PERCENT: "The gap is smaller than at the promise by this many percent",
            Target.Measure.RATIO: "The relative gap is at most this many times",
        }
        if baseline.relative is None:
            del labels[Target.Measure.RATIO]
        self.fields["measure"].choices = list(labels.items())
        self.fields["level"].label = f"What should the figure for {baseline.gap.group} be?"

    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("measure", "value", "level", "by_day")}

    def was_weighed(self) -> bool:
        return bool(self.cleaned_data["weighed"] == self._fingerprint())

    def weigh(self) -> None:
        """From now on the form carries which target was read about."""
        carry(self, weighed=self._fingerprint())

    def _fingerprint(self) -> str:
        return "/".join(str(value) for value in self.wanted().values())


class StoryForm(RecordForm):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Story
        fields = list(STORY_PARTS)
        help_texts = {name: HINTS.get(name, "") for name in STORY_PARTS}
        widgets = {name: forms.Textarea(attrs=AREA) for name in STORY_PARTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("seen", None)  # the service compares the version
        self.fields["version"].initial = self.instance.version or 0
        if self.instance.commitment_id:
            del self.fields["mechanism"]  # a commitment says itself why it should work

    def build_on(self, current: Story) -> None:
        self.show_both(current, self.cleaned_data)
        carry(self, version=str(current.version))


class ContributionForm(RecordForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Contribution
        fields = list(STATEMENT_PARTS)
        help_texts = {
            **{name: HINTS.get(name, "") for name in STATEMENT_PARTS},
            "why": "What makes you think so. That the gap moved after you began is not enough",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in STATEMENT_PARTS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("seen", None)  # the service compares the revision
        draft = self.instance.pk and not self.instance.is_signed
        self.fields["revision"].initial = self.instance.revision if draft else 0

    def build_on(self, current: Contribution) -> None:
        self.show_both(current, self.cleaned_data)
        carry(self, revision=str(current.revision))


class SignForm(Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class MeasureForm(Form):
    fields: dict[str, Any]
    asks = forms.ChoiceField(
        label="Which question does it answer?",
        choices=PerformanceMeasure.Asks.choices,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label="What is counted?", max_length=200)
    unit = forms.CharField(max_length=60, help_text="Such as visits, or percent")
    counts_people = forms.BooleanField(
        required=False,
        initial=True,
        label="It counts people, or what was done for them one by one",
        help_text="Of a public promise everybody reads such numbers rounded, and small ones hidden. "
        "Walks, courses and percentages are read as you write them",
    )
    owner: Any = forms.ModelChoiceField(None, label="Whose work is it?", empty_label=None)

    def __init__(self, *args: Any, commitment: Commitment, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].initial = commitment.owner_id


class ValueForm(Form):
    on = NHSDateField(label="Counted up to which day?")
    value = forms.FloatField(label="How many?")
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, measure: PerformanceMeasure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = f"How many? ({measure.unit})"
