"""Lists of voices, narrowed."""

from __future__ import annotations

from django import forms
from django.db.models import BigIntegerField

from evenground_web.core.fields import Form
from evenground_web.gatherings.models import Gathering
from evenground_web.people.forms import PlaceField
from evenground_web.voices.forms.speaking import local_places
from evenground_web.voices.models import Voice


class BeforeForm(Form):
    """What somebody is about to ask people."""

    mark_optional = False
    words = forms.CharField(
        required=False,
        max_length=200,
        label="What do you want to ask people about?",
        help_text="A few words, such as: interpreters at night",
    )
    place = PlaceField(local_places(), required=False, empty_label="All places")


class VoiceFilter(Form):
    mark_optional = False
    kind = forms.ChoiceField(choices=[("", "All kinds"), *Voice.Kind.choices], required=False)
    place = PlaceField(local_places(), required=False, empty_label="All places")
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(), required=False, empty_label="All gatherings"
    )
    gap = forms.IntegerField(
        required=False, widget=forms.HiddenInput, max_value=BigIntegerField.MAX_BIGINT
    )
