"""What a person types about places, organisations, groups, people and roles."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import LONGEST_SEARCH, Form, NHSDateField
from evenground_web.people.models import Alias, Organisation, Person, Place
from evenground_web.people.roles import ROLES


class PartnershipForm(Form):
    name = forms.CharField(label="Name of the partnership", max_length=200)


class PlaceField(forms.ModelChoiceField):
    """A choice of place; its kind is said, for a system and a place may share a name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_kind_display().lower()})"


class PlaceForm(RecordForm):
    parent = PlaceField(
        Place.objects.all(),
        label="Part of",
        required=False,
        help_text="A nation is part of nothing",
    )
    kind = forms.ChoiceField(choices=Place.Kind.choices, widget=forms.RadioSelect)

    class Meta:
        model = Place
        fields = ["name", "code", "kind", "parent"]


class OrganisationForm(RecordForm):
    place = PlaceField(Place.objects.all(), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "code", "sector", "place"]
        labels = {"code": "ODS code"}
        help_texts = {
            "name": "When you change a name, the old one is kept as a former name",
            "code": "NHS organisations have one, such as RX1",
        }


class AliasForm(RecordForm):
    starts = NHSDateField(label="First day", required=False)
    ends = NHSDateField(label="Last day", required=False)

    class Meta:
        model = Alias
        fields = ["name", "starts", "ends"]


class OrganisationFilter(Form):
    mark_optional = False
    text = forms.CharField(label="Name or code", required=False, max_length=LONGEST_SEARCH)
    sector = forms.ChoiceField(
        choices=[("", "All sectors"), *Organisation.Sector.choices], required=False
    )
    place = PlaceField(Place.objects.all(), required=False, empty_label="All places")


class PersonForm(RecordForm):
    class Meta:
        model = Person
        fields = ["name", "email", "job_title"]
        labels = {"email": "Email address"}
        help_texts = {
            "email": "With an email address they can have an account. We send them a link to "
            "choose a password"
        }
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}


class PersonFilter(Form):
    mark_optional = False
    text = forms.CharField(label="Name or job title", required=False, max_length=LONGEST_SEARCH)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), required=False, empty_label="All organisations"
    )


class RoleForm(Form):
    organisation = forms.ModelChoiceField(Organisation.objects.all())
    role = forms.ChoiceField(
        choices=[(role.key, f"{role.name}: {role.description}") for role in ROLES.values()],
        widget=forms.RadioSelect,
    )
    starts = NHSDateField(label="First day", required=False, help_text="Today, when left empty")


class EndRoleForm(Form):
    ends = NHSDateField(
        label="First day without the role",
        help_text="Today takes the role away at once",
    )


class RecordFilter(Form):
    """Which part of the record of who did what to show."""

    mark_optional = False
    about = forms.ChoiceField(label="What it was done to", required=False)
    person = forms.ModelChoiceField(
        Person.objects.exclude(email=None),
        label="Who did it",
        required=False,
        empty_label="Everybody",
    )

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Everything"), *kinds.items()]
