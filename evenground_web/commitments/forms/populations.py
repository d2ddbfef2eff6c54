"""Whom a commitment is for: a group the partnership measures, own words, or everybody and why."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.models import EVERYBODY

WHY_FOR_ALL = "Only for “Everybody”: a gap seldom closes when all are helped alike"


def group_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        label="Priority population",
        help_text="Whom it should benefit most: a group that the partnership measures",
    )


def offer_groups(form: Any) -> None:
    """Fill the list of groups, and choose in it what the form begins with."""
    groups = services.groups_measured()
    form.fields["population_group"].choices = [
        ("", "Choose a group"),
        *((dimension, [(name, name) for name in names]) for dimension, names in groups.items()),
        (EVERYBODY, EVERYBODY),
    ]
    listed = {EVERYBODY, *(name for names in groups.values() for name in names)}
    if (now := form.initial.get("priority_population")) in listed:
        form.initial["population_group"] = now
        form.initial["priority_population"] = ""


def settle_population(form: Any, cleaned: dict[str, Any], *, needed: bool = True) -> None:
    """One population of the list and the words. Words win: they are typed as nothing in the list fits."""
    chosen = cleaned.pop("population_group", "")
    population = cleaned["priority_population"] = cleaned.get("priority_population") or chosen
    if population != EVERYBODY:
        cleaned["population_reason"] = ""
    elif not cleaned.get("population_reason"):
        form.add_error("population_reason", "Enter why it is for everybody")
    if needed and not population:
        form.add_error("population_group", "Select whom it is for, or write it in your own words")
