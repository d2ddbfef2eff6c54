"""What is typed at the door, and what a telephone sends from there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms

from evenground_web.core.fields import Form, PressField
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Registration, RegistrationPage
from evenground_web.gatherings.services.door.paper import MOST_OTHERS
from evenground_web.gatherings.services.door.syncing import MOST_AT_ONCE, Press
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Organisation, Place

NOT_UNDERSTOOD = "What this telephone sent was not understood. Open the page of the door again."


class FindForm(Form):
    mark_optional = False
    typed = forms.CharField(
        label="Code, or part of the name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PressForm(Form):
    """One opening of this form counts once, however often its button is pressed."""

    press = PressField()

    def clean_press(self) -> UUID | None:
        return UUID(self.cleaned_data["press"]) if self.cleaned_data["press"] else None


class WalkInForm(PressForm):
    name = forms.CharField(
        label="Name",
        max_length=120,
        required=False,
        help_text="Only where they want a badge or a certificate",
    )
    sector = forms.ChoiceField(
        label="Sector", choices=[("", "Not said"), *Organisation.Sector.choices], required=False
    )
    place = PlaceField(Place.objects.all(), label="Where are they from?", required=False)
    instead = forms.BooleanField(
        label="They have the place of somebody who has not come",
        required=False,
        help_text="Only asked when all places are taken",
    )

    def __init__(self, *args: Any, page: RegistrationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if page.capacity is None:
            del self.fields["instead"]
        if page.reserved.exists():
            self.fields["reserved"] = forms.ModelChoiceField(
                page.reserved.all(), label="Which community do they come with?", required=False
            )


class TickForm(PressForm):
    """The names of one page of a list, to be ticked off as they are on paper."""

    people = forms.ModelMultipleChoiceField(
        Registration.objects.none(),
        label="Who was there?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.IntegerField(
        label="How many others were there?",
        help_text="People without a name on the list, as they were counted on paper",
        required=False,
        min_value=0,
        max_value=MOST_OTHERS,
    )

    def __init__(self, *args: Any, people: Any, ask_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people
        field.label_from_instance = lambda one: one.name or "Without a name"
        if not people.exists():
            del self.fields["people"]
        if not ask_others:
            del self.fields["others"]

    def clean_others(self) -> int:
        return self.cleaned_data["others"] or 0


def read_presses(body: bytes) -> tuple[list[Press], datetime]:
    """The presses that a telephone sends, and what its clock shows."""
    try:
        sent = json.loads(body)
        presses = [_press(one) for one in sent["presses"][: MOST_AT_ONCE + 1]]
        return presses, _time(sent["sent"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as wrong:
        raise RuleBroken(NOT_UNDERSTOOD) from wrong


def _press(one: dict[str, Any]) -> Press:
    registration, session = (
        int(one[name]) if one.get(name) else None for name in ("registration", "session")
    )
    return Press(
        key=UUID(one["press"]), at=_time(one["at"]), code=str(one.get("code") or "")[:200],
        registration=registration, session=session,
    )  # fmt: skip


def _time(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
