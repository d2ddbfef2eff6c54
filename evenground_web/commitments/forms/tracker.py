"""Narrowing the public tracker; and choosing what everybody reads of a commitment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import BigIntegerField

from evenground_web.commitments.models import VERIFIED, Commitment, DeliveryStatus
from evenground_web.commitments.models.pledges import OUTCOMES
from evenground_web.commitments.services.proof.baselines import public_baselines
from evenground_web.commitments.services.tracker.finding import what_there_is
from evenground_web.commitments.services.tracker.publishing import Writing
from evenground_web.core.fields import LONGEST_SEARCH, Form
from evenground_web.core.text import lower_first
from evenground_web.insight.models import Gap

ALL = ("", "All")


def one_of(label: str, choices: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    """A choice that may stay open; another value is refused in words."""
    known = lower_first(label)
    return forms.ChoiceField(
        required=False,
        label=label,
        choices=[ALL, *choices],
        error_messages={
            "invalid_choice": f"“%(value)s” is no {known} that is public here. Choose a {known} from "
            "the list"
        },
    )


class TrackerFilter(Form):
    """What the public list, its feeds and its files are narrowed to."""

    fields: dict[str, Any]
    mark_optional = False
    text = forms.CharField(
        required=False, max_length=LONGEST_SEARCH, label="Words, organisation or reference"
    )
    kind = one_of("Kind", Commitment.Kind.choices)
    status = one_of(
        "Status",
        [
            ("open", "Open"),
            *DeliveryStatus.choices,
            ("verified", VERIFIED),
            *((one.value, f"Pledge {one.label.lower()}") for one in OUTCOMES),
        ],
    )
    organisation = one_of("Organisation")
    population = one_of("Priority population")
    indicator = one_of("Gap")
    place = one_of("Place")
    due = one_of(
        "Due date",
        [
            ("late", "Late"), ("month", "Within a month"), ("quarter", "Within three months"),
            ("year", "Within a year"), ("later", "Later than in a year"), ("none", "None was set"),
        ],
    )  # fmt: skip
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[("", "Kind and reference"), ("due", "Due date"), ("newest", "Newest first")],
    )
    gap = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=BigIntegerField.MAX_BIGINT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = what_there_is()
        self.known = {
            name: {str(one.pk): one for one in there[f"{name}s"]}
            for name in ("organisation", "indicator", "place")
        }
        for name, records in self.known.items():
            self.fields[name].choices = [ALL, *((key, str(one)) for key, one in records.items())]
        self.fields["population"].choices = [ALL, *((one, one) for one in there["populations"])]

    def clean_gap(self) -> Gap | None:
        key = self.cleaned_data["gap"]
        if key is None:
            return None
        found = Gap.objects.filter(pk=key, pk__in=public_baselines().values("gap"))
        if gap := found.select_related("indicator", "place").first():
            return gap
        raise forms.ValidationError("No public promise names this gap. Choose one from the list")

    @property
    def asked(self) -> dict[str, Any]:
        """What to find, with records in place of their keys."""
        found = dict(self.cleaned_data)
        for name, records in self.known.items():
            found[name] = records.get(found[name])
        return found

    @property
    def given(self) -> dict[str, str]:
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}

    @property
    def query(self) -> str:
        """The filter as it stands in an address, for feeds and files of the same list."""
        return urlencode(self.given)

    @property
    def narrows(self) -> bool:
        return any(name != "sort" for name in self.given)

    @property
    def in_words(self) -> str:
        """Kind: Action; Place: Harbour."""
        said = []
        for name in self.given:
            value = self.asked[name]
            label = str(self.fields[name].label or "Gap")
            words = dict(getattr(self.fields[name], "choices", ())).get(value, value)
            if name != "sort":
                said.append(f"{label}: {words}")
        return "; ".join(said)


class WordsForm(Form):
    """Which of the partners' words everybody reads. `among` tells which ones somebody saw here."""

    fields: dict[str, Any]
    shown = forms.MultipleChoiceField(
        required=False,
        label="Show these words to everybody",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave out whatever names a person or could tell who somebody is",
    )
    among = forms.CharField(required=False, widget=forms.HiddenInput, max_length=None)

    def __init__(self, *args: Any, writings: list[Writing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].choices = [
            (one.key, f"{one.what[0].upper()}{one.what[1:]}: {one.text}") for one in writings
        ]
        self.fields["shown"].initial = [one.key for one in writings if one.is_shown]
        self.fields["among"].initial = " ".join(one.key for one in writings)

    def clean_among(self) -> list[str]:
        return str(self.cleaned_data["among"]).split()


def offer_to_show(form: forms.BaseForm) -> None:
    """With what is written about a public commitment, ask whether everybody may read it."""
    form.fields["in_public"] = forms.BooleanField(
        required=False,
        label="Show these words to everybody, on the public page",
        help_text="Leave out whatever names a person or could tell who somebody is",
    )
