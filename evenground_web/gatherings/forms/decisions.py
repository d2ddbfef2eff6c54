"""What a person types about a decision."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import LONGEST_SEARCH, Form, NHSDateField
from evenground_web.gatherings import services
from evenground_web.gatherings.models import AgendaItem, Attendance, Decision, DecisionReview
from evenground_web.people.models import Group, Person

OPTIONS = (1, 2, 3)
SMALL = {"rows": 3}


class DecisionForm(RecordForm):
    """Options are asked for in pairs: what it was, and why not."""

    review_on = NHSDateField(label="When it is looked at again", required=False)

    class Meta:
        model = Decision
        fields = [
            "title", "text", "reason", "dissent", "votes", "evidence", "papers", "to_be_ratified",
            "ratifies", "supersedes", "review_on",
        ]  # fmt: skip
        labels = {
            "title": "Decision in a few words",
            "text": "What was decided",
            "reason": "Why",
            "dissent": "What those who disagreed said",
            "votes": "How it was decided",
            "evidence": "Evidence that was considered",
            "papers": "Papers that were considered",
            "to_be_ratified": "To be ratified by a meeting that is quorate",
            "ratifies": "Earlier decision that this ratifies",
            "supersedes": "Earlier decision that this replaces",
        }
        help_texts = {"votes": "Such as by consensus, or 7 for and 2 against"}
        widgets = {
            **{name: forms.Textarea(attrs=SMALL) for name in ("text", "reason", "dissent")},
            "evidence": forms.Textarea(attrs={"rows": 2}),
            "papers": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        for number in OPTIONS:
            self._option(number)
        self._choices()
        first = ["title", "text", "reason"]
        options = [f"{name}_{number}" for number in OPTIONS for name in ("option", "why_not")]
        self.order_fields([*first, *options, "dissent", "dissenters"])

    def _option(self, number: int) -> None:
        kept = self.instance.options[number - 1 : number] if self.instance.pk else []
        for name, label in (
            ("option", f"Option {number} that was not chosen"),
            ("why_not", "Why not"),
        ):
            self.fields[f"{name}_{number}"] = forms.CharField(
                max_length=300, required=False, label=label, initial=kept[0][name] if kept else ""
            )  # fmt: skip

    def _choices(self) -> None:
        meeting = self.item.gathering.meeting
        there = meeting.attendance.filter(how=Attendance.How.PRESENT).values("person")
        people = Person.objects.filter(pk__in=there)
        self.fields["dissenters"] = forms.ModelMultipleChoiceField(
            people,
            required=False,
            label="Those who disagreed and agree to be named",
            widget=forms.CheckboxSelectMultiple,
            initial=[one.pk for one in people if self.instance.pk and one.name in self.instance.dissenters],
        )  # fmt: skip
        choices: Any = self.fields
        choices["papers"].queryset = self.item.files.all()
        if not self.item.files.exists():
            del self.fields["papers"]
        earlier = Decision.objects.filter(
            item__gathering__group=self.item.gathering.group_id
        ).exclude(pk=self.instance.pk)
        choices["supersedes"].queryset = earlier
        choices["ratifies"].queryset = earlier.filter(to_be_ratified=True, ratified_by=None)
        if self.instance.pk is None:
            choices["to_be_ratified"].initial = services.quoracy(meeting).met is False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        options = []
        for number in OPTIONS:
            option = cleaned.pop(f"option_{number}", "")
            why_not = cleaned.pop(f"why_not_{number}", "")
            if option and not why_not:
                self.add_error(f"why_not_{number}", "Say why this option was not chosen")
            if why_not and not option:
                self.add_error(f"option_{number}", "Say what the option was")
            if option:
                options.append({"option": option, "why_not": why_not})
        return {**cleaned, "options": options}


class ReviewForm(RecordForm):
    next_review = NHSDateField(
        label="Look at it again on", required=False, help_text="Leave empty when that is all"
    )

    class Meta:
        model = DecisionReview
        fields = ["text", "next_review"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class DecisionFilter(Form):
    mark_optional = False
    text = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH)
    group = forms.ModelChoiceField(Group.objects.all(), required=False, empty_label="All groups")
    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[
            ("", "All"),
            ("review", "To be looked at again by now"),
            ("ratify", "To be ratified"),
            ("stands", "Not replaced by a later one"),
        ],
    )


class PublicDecisionFilter(DecisionFilter):
    field_order = ["text", "group"]
    which = None  # type: ignore[assignment]
