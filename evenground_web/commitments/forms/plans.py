"""What a person says about the spreadsheet of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from evenground_web.commitments.models import Commitment, DeliveryStatus
from evenground_web.commitments.services.plans.plan_columns import FIELDS, LONGEST_PERIOD, Reading
from evenground_web.commitments.services.plans.plan_mapping import Questions
from evenground_web.commitments.services.plans.plan_organisations import ADD
from evenground_web.commitments.services.plans.plan_rows import NO_OWNER
from evenground_web.core.fields import Form
from evenground_web.core.spreadsheets import Sheet
from evenground_web.core.text import one_line
from evenground_web.people.models import Group, Organisation

EXAMPLES = 3
LONGEST_EXAMPLE = 40


class UploadForm(Form):
    mark_optional = False

    new_plan = forms.CharField(
        required=False, max_length=200, label="Name of the plan, if it is new here"
    )
    file = forms.FileField(
        label="Spreadsheet",
        help_text="An Excel workbook (.xlsx) or a CSV file of up to 5,000 rows, with headings above "
        "the columns",
    )
    kind = forms.ChoiceField(
        choices=Commitment.Kind.choices,
        initial=Commitment.Kind.ACTION,
        widget=forms.RadioSelect,
        label="What new rows are, unless the file says otherwise",
    )
    group = forms.ModelChoiceField(
        Group.objects.all(),
        required=False,
        empty_label="None",
        label="Group that new rows report to",
    )

    def __init__(self, *args: Any, plans: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "A new plan"), *((plan, plan) for plan in plans)]
        self.fields["plan"] = forms.ChoiceField(
            choices=choices,
            required=False,
            label="Action plan",
            help_text="How its spreadsheet is read is remembered from the last time",
        )
        self.order_fields(["plan"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "plan" in cleaned and "new_plan" in cleaned:
            if cleaned["plan"] and cleaned["new_plan"].strip():
                self.add_error("new_plan", "Choose a plan above or write a new name, not both")
            elif not (cleaned["plan"] or cleaned["new_plan"].strip()):
                self.add_error("new_plan", "Enter the name of the new plan, or choose a plan above")
        return cleaned


class SheetForm(Form):
    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = (sheet.name, *sheet.other_names)
        self.fields["sheet"] = forms.ChoiceField(
            label="Sheet to read", choices=[(name, name) for name in names]
        )


class ColumnsForm(Form):
    """For each column what it is."""

    mark_optional = False

    def __init__(self, *args: Any, sheet: Sheet, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = {f"column_{i}": column for i, column in enumerate(sheet.columns)}
        self.sheet = sheet
        for name, heading in self.headings.items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=heading,
                initial=reading.columns[heading],
                choices=[("", "Do not load"), *FIELDS.items()],
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
            )

    def rows(self) -> list[tuple[BoundField, list[str]]]:
        """Each column with the first different things that are in it."""
        return [(self[name], self._examples(heading)) for name, heading in self.headings.items()]

    def _examples(self, heading: str) -> list[str]:
        values = (one_line(cells[heading]) for _, cells in self.sheet.rows)
        different = list(dict.fromkeys(filter(None, values)))[:EXAMPLES]
        return [
            value if len(value) <= LONGEST_EXAMPLE else f"{value[:LONGEST_EXAMPLE].rstrip()}…"
            for value in different
        ]

    @property
    def columns(self) -> dict[str, str]:
        return {heading: self.cleaned_data[name] for name, heading in self.headings.items()}


class WordsForm(Form):
    """What statuses, names and periods of a file mean."""

    mark_optional = False

    def __init__(self, *args: Any, asked: Questions, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {
            "periods": {f"period_{i}": heading for i, heading in enumerate(asked.periods)},
            "statuses": {f"status_{i}": word for i, word in enumerate(asked.statuses)},
            "organisations": {f"name_{i}": name for i, name in enumerate(asked.organisations)},
        }
        for name, heading in self.named["periods"].items():
            self.fields[name] = forms.CharField(
                required=False,
                max_length=LONGEST_PERIOD,
                label=f"‘{heading}’ is about",
                initial=reading.periods.get(heading, ""),
                widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
            )
        for name, word in self.named["statuses"].items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=f"‘{word}’ means",
                help_text=in_rows(asked.statuses[word]),
                initial=reading.statuses.get(word.casefold()) or LIKELY.get(word.casefold(), ""),
                choices=[("", "Select a status"), *DeliveryStatus.choices],
            )
        choices = organisation_choices() if asked.organisations else []
        for name, word in self.named["organisations"].items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=f"‘{word}’ is" if word != NO_OWNER else "Rows that name no owner belong to",
                help_text=in_rows(asked.organisations[word]),
                initial=reading.organisations.get(word.casefold(), ""),
                choices=choices if word != NO_OWNER else without_adding(choices),
            )

    def fields_of(self, group: str) -> list[BoundField]:
        return [self[name] for name in self.named[group]]

    @property
    def periods(self) -> list[BoundField]:
        return self.fields_of("periods")

    @property
    def statuses(self) -> list[BoundField]:
        return self.fields_of("statuses")

    @property
    def organisations(self) -> list[BoundField]:
        return self.fields_of("organisations")

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        return {
            group: {word: self.cleaned_data[name] for name, word in fields.items()}
            for group, fields in self.named.items()
        }


# What words and colours usually mean in action plans of the NHS: suggested, for a person to decide.
LIKELY = {
    "blue": DeliveryStatus.COMPLETE,
    "completed": DeliveryStatus.COMPLETE,
    "done": DeliveryStatus.COMPLETE,
    "closed": DeliveryStatus.COMPLETE,
    "green": DeliveryStatus.ON_TRACK,
    "in progress": DeliveryStatus.ON_TRACK,
    "amber": DeliveryStatus.AT_RISK,
    "yellow": DeliveryStatus.AT_RISK,
    "delayed": DeliveryStatus.AT_RISK,
    "red": DeliveryStatus.OFF_TRACK,
    "overdue": DeliveryStatus.OFF_TRACK,
    "grey": DeliveryStatus.NOT_STARTED,
    "cancelled": DeliveryStatus.STOPPED,
    "withdrawn": DeliveryStatus.STOPPED,
}


def organisation_choices() -> list[Any]:
    adding = [(f"{ADD}{sector}", label) for sector, label in Organisation.Sector.choices]
    known = [(str(pk), name) for pk, name in Organisation.objects.values_list("pk", "name")]
    return [("", "Select an organisation"), ("Add as a new organisation", adding), *known]


def without_adding(choices: list[Any]) -> list[Any]:
    return [choice for choice in choices if isinstance(choice[1], str)]


def in_rows(count: int) -> str:
    return "In 1 row" if count == 1 else f"In {count:,} rows"
