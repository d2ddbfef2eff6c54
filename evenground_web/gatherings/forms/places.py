"""What is typed about the places of a gathering, and by those who want one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_noop

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField
from evenground_web.core.paper import numbered
from evenground_web.gatherings.models import (
    AccessCase,
    Booking,
    Companion,
    Gathering,
    Invitation,
    Registration,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.services.places.on_paper import MOST_FORMS
from evenground_web.gatherings.services.places.registering import MOST_COMPANIONS
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Group, Organisation, Place

LONGEST_NEED = 1000


class PlacesForm(RecordForm):
    opens = NHSDateField(label="First day to register")
    closes = NHSDateField(
        label="Last day to register",
        required=False,
        help_text="Until the gathering is over, when left empty",
    )

    class Meta:
        model = RegistrationPage
        fields = [
            "capacity", "opens", "closes", "welcome", "contact", "days_to_take", "days_kept",
            "days_needs_kept",
        ]  # fmt: skip
        labels = {
            "capacity": "How many places are there?",
            "welcome": "What should people know before they register?",
            "contact": "How does somebody without email register?",
            "days_to_take": "How many days does somebody have to take a place that became free?",
            "days_kept": "For how many days afterwards are names kept?",
            "days_needs_kept": "For how many days afterwards are access and dietary needs kept?",
        }
        help_texts = {"capacity": "Leave it empty when there is no limit"}


class ReservedForm(RecordForm):
    until = NHSDateField(
        label="Kept until", help_text="From the next day on, places not taken are for everybody"
    )

    class Meta:
        model = Reserved
        fields = ["community", "places", "until"]
        labels = {"places": "How many places?", "community": "Which community?"}


class NeedsForm(Form):
    """Who comes along, and what somebody needs."""

    companions = forms.MultipleChoiceField(
        label="Who comes with you to support you?",
        choices=Companion.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Up to {MOST_COMPANIONS}. They do not use a place",
    )
    access = forms.CharField(
        label="What do you need to take part?",
        required=False,
        max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as step-free access, large print, a hearing loop, a quiet room or an "
        "interpreter. Only those who arrange it read this",
    )
    diet = forms.CharField(
        label="What should we know about food and drink?",
        required=False,
        max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as halal, kosher, vegan or an allergy. Only those who arrange it read this",
    )


def attends_field(label: str, **details: Any) -> forms.ChoiceField:
    """Asked where a gathering is in person and online."""
    return forms.ChoiceField(
        label=label, choices=Registration.Attends.choices, widget=forms.RadioSelect, **details
    )


class RegisterForm(NeedsForm):
    """Registering on the public page, without an account."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="We send your place and your private link to it",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    badge_name = forms.CharField(
        label="Name on your badge",
        max_length=60,
        required=False,
        help_text="When it is another than the one above",
    )
    pronouns = forms.CharField(
        label="Pronouns on your badge",
        max_length=30,
        required=False,
        help_text="Only when you want them to be there",
    )
    organisation = forms.CharField(label="Organisation", max_length=200, required=False)
    sector = forms.ChoiceField(
        label="Sector", choices=[("", "---------"), *Organisation.Sector.choices], required=False
    )
    place = PlaceField(Place.objects.all(), label="Where are you from?", required=False)
    field_order = (
        "name", "badge_name", "pronouns", "email", "telephone", "attends", "reserved", "organisation",
        "sector", "place", "companions", "access", "diet",
    )  # fmt: skip

    def __init__(self, *args: Any, page: RegistrationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if page.reserved.exists():
            self.fields["reserved"] = forms.ModelChoiceField(
                page.reserved.all(),
                label=gettext_noop("Are you coming with one of these communities?"),
                required=False,
                widget=forms.RadioSelect,
                help_text=gettext_noop("Places are kept for them"),
            )
        if page.gathering.format == Gathering.Format.HYBRID:
            self.fields["attends"] = attends_field(gettext_noop("How will you take part?"))
        self.order_fields(self.field_order)


class PaperRegisterForm(RegisterForm):
    """The same questions on paper, for whoever may have no email."""

    telephone = forms.CharField(
        label="Telephone number", max_length=40, required=False, help_text="When there is no email"
    )

    def __init__(self, *args: Any, page: RegistrationPage, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.fields["email"].required = False


class StaffRegisterForm(PaperRegisterForm):
    """Somebody rang, came by or wrote on paper: they are registered on their behalf."""

    def __init__(self, *args: Any, page: RegistrationPage, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.fields["name"].label = "Name of the person"
        email = self.fields["email"]
        email.label, email.help_text = "Email address", ""
        if "attends" in self.fields:
            self.fields["attends"].label = "How will they take part?"
        self.fields["companions"].label = "Who comes along to support them?"
        self.fields["access"].label = "What do they need to take part?"
        self.fields["place"].label = "Where are they from?"
        self.fields["badge_name"].label = "Name on their badge"
        self.fields["pronouns"].label = "Pronouns on their badge"
        self.fields["pronouns"].help_text = "Only when they want them to be there"
        if self.initial.get("paper"):  # as they are numbered on the form in front of them
            numbered(self)
        self.fields["paper"] = forms.CharField(
            label="Number of the form on paper",
            max_length=20,
            required=False,
            help_text="8 letters and numbers at its foot, such as K7PD-2XQM. Leave it empty without a form",
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-10",
                }
            ),
        )  # fmt: skip
        self.order_fields(["paper", *self.field_order])


class PrintFormsForm(Form):
    count = forms.IntegerField(
        label="How many?",
        min_value=1,
        max_value=MOST_FORMS,
        initial=20,
        help_text="Each has a number of its own, so do not copy one: print more",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
    )
    large = forms.BooleanField(label="In large print", required=False)


class Addresses(forms.CharField):
    """People outside the partnership, one on each line: a name and an address."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[tuple[str, str]]:
        found = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            name, _, email = (
                line.strip().strip(",").replace("<", " ").replace(">", "").rpartition(" ")
            )
            name = name.strip().rstrip(",;").strip()
            try:
                forms.EmailField().clean(email)
            except forms.ValidationError:
                raise forms.ValidationError(
                    f"Line {number} does not end with an email address. Write it as: Ifrah Daud "
                    "ifrah@example.org"
                ) from None
            found.append((name[:120], email))
        return found


class InviteForm(Form):
    sectors = forms.MultipleChoiceField(
        label="Everybody with a role in these sectors",
        choices=Organisation.Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.exclude(kind=Place.Kind.NATION),
        label="Everybody with a role at these places",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.all(),
        label="Everybody who sits in these groups",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = Addresses(
        label="People outside the partnership",
        required=False,
        help_text="One on each line: a name, then an email address",
    )
    answer_by = NHSDateField(label="By when do they answer?")

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Reserved.objects.filter(page__gathering=gathering)
        if kept.exists():
            self.fields["reserved"] = forms.ModelChoiceField(
                kept,
                label="Do they have one of the places that are kept for a community?",
                required=False,
                widget=forms.RadioSelect,
            )
            self.order_fields(["sectors", "places", "groups", "addresses", "reserved"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = ("sectors", "places", "groups", "addresses")
        if not self.errors and not any(cleaned.get(name) for name in named):
            raise forms.ValidationError("Choose whom to invite, or write addresses.")
        return cleaned


class AnswerInvitationForm(Form):
    answer = forms.ChoiceField(
        label="Are you coming?", choices=Invitation.Answer.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, gathering: Gathering | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gathering and gathering.format == Gathering.Format.HYBRID:
            self.fields["attends"] = attends_field(
                gettext_noop("If you are coming, how will you take part?"), required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "attends" in self.fields and not cleaned.get("attends"):
            if cleaned.get("answer") == Invitation.Answer.YES:
                self.add_error("attends", gettext_noop("Choose in person or online"))
            cleaned.pop("attends", None)
        return cleaned


class ArrangeForm(RecordForm):
    class Meta:
        model = AccessCase
        fields = ["owner", "arranged"]
        labels = {"owner": "Who sees to it?", "arranged": "What was arranged?"}
        help_texts = {"arranged": "The person reads this, and can say that it is right"}
        widgets = {"arranged": forms.Textarea(attrs={"rows": 4})}


class ListFilter(Form):
    mark_optional = False
    state = forms.ChoiceField(
        label="Show",
        choices=[("", "Everybody who stands"), *Booking.State.choices],
        required=False,
    )
