"""What a person types to sign a pledge, and when they come back to their signature."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments import services
from evenground_web.commitments.models.pledges import Naming
from evenground_web.commitments.services.pledges.signatures import LONGEST_NAME, LONGEST_WORDS
from evenground_web.core.fields import Form, PressField
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Organisation, Person

WORDS_BENEATH = "In your own words, if you like. They stand beneath the words everybody shares"


class OwnWordsField(forms.CharField):
    """What somebody adds to a pledge in words of their own, if they like."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(
            required=False,
            max_length=LONGEST_WORDS,
            label=label,
            help_text=help_text,
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class SignForm(Form):
    naming = forms.ChoiceField(
        choices=Naming.choices,
        widget=forms.RadioSelect,
        label="Who may read your name?",
        help_text="You can change this, or take your signature back, at any time",
    )
    words = OwnWordsField(label="Your own words", help_text=WORDS_BENEATH)


class SignForOrganisationForm(Form):
    fields: dict[str, Any]
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), help_text="It signs in public"
    )
    words = OwnWordsField(label="The organisation's own words", help_text=WORDS_BENEATH)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = services.organisations_for(person, Permission.UPDATE_COMMITMENTS)
        self.fields["organisation"].queryset = own
        if own.count() == 1:
            self.fields["organisation"].initial = own.get()


class WriteDownForm(Form):
    """Somebody without an account signs, on a card or aloud."""

    press = PressField()
    name = forms.CharField(max_length=LONGEST_NAME, label="Their name")
    naming = forms.ChoiceField(
        choices=Naming.choices,
        widget=forms.RadioSelect,
        label="What did they allow?",
        help_text="Read the choices out, or look at the card. Do not choose for them",
    )
    words = OwnWordsField(label="Their own words")


class NamingForm(Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    naming = forms.ChoiceField(
        choices=Naming.choices, widget=forms.RadioSelect, label="Who may read your name?"
    )
