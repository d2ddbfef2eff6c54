"""What a person types about money."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.forms.choosing import CommitmentField
from evenground_web.commitments.models import FundingLine
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import LONGEST_SEARCH, Form, NHSDateField
from evenground_web.insight.forms import GapFilterForm
from evenground_web.people.models import Organisation


class FundingForm(RecordForm):
    fields: dict[str, Any]
    amount = forms.DecimalField(
        label="Amount in pounds",
        max_digits=12,
        decimal_places=2,
        help_text="To the penny, such as 12500 or 12500.50. Recurring money: the amount of one year",
    )
    kind = forms.ChoiceField(
        choices=FundingLine.Kind.choices, widget=forms.RadioSelect, label="How often"
    )
    starts = NHSDateField(label="First day")
    ends = NHSDateField(
        required=False, label="Last day", help_text="Leave empty when recurring money has no end"
    )

    class Meta:
        model = FundingLine
        fields = [
            "title", "source", "amount", "kind", "starts", "ends", "holder", "population", "places",
        ]  # fmt: skip
        labels = {
            "title": "What it is for",
            "source": "Who gives it",
            "holder": "Organisation that holds it",
            "population": "People it is for",
            "places": "Places it is for",
        }
        widgets = {"places": forms.CheckboxSelectMultiple}


class FundedCommitmentForm(Form):
    commitment = CommitmentField()


class FundingFilter(Form):
    mark_optional = False

    text = forms.CharField(required=False, max_length=LONGEST_SEARCH, label="Words")
    kind = forms.ChoiceField(
        required=False, choices=[("", "All"), *FundingLine.Kind.choices], label="How often"
    )
    holder = forms.ModelChoiceField(
        Organisation.objects.all(), required=False, empty_label="All", label="Held by"
    )
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", "There today"), ("no_gap", "There today, for no gap"), ("ended", "Ended"),
            ("all", "All"),
        ],
    )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.values())


class MoneyFilter(GapFilterForm):
    """Gaps beside their money, by words, groups, place and unit."""

    money = forms.ChoiceField(
        required=False, choices=[("", "All"), ("none", "Without money")], label="Money"
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name in ("owner", "judgement", "release"):
            del self.fields[name]

    def beside(self, *, on: Any) -> Any:
        found = self.found()
        without = self.cleaned_data.get("money") == "none"
        return services.with_sizes(services.gaps_for_money(found, on=on, without=without))
