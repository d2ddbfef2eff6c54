"""What people say, and what they allow."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import BigIntegerField

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.gatherings.models import Gathering
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Place
from evenground_web.voices.models import Consent, Voice
from evenground_web.voices.services import LONGEST


def local_places() -> Any:
    return Place.objects.exclude(kind__in=[Place.Kind.NATION, Place.Kind.REGION])


class VoiceForm(Form):
    """One opening of this form makes one voice, however often the button is pressed."""

    press = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label="What do you want to say?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Do not write names, or anything else that shows who you or others are",
        error_messages={"required": "Write what you want to say"},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Voice.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    place = PlaceField(
        Place.objects.none(),
        label="Which place is it about?",
        required=False,
        help_text="Leave this empty if few people there could have said this",
    )
    consent = forms.ChoiceField(
        label="What may we do with your words?",
        choices=[(choice.value, choice.label) for choice in reversed(Consent)],
        widget=forms.RadioSelect,
        help_text="You can change your mind later, with a code that we give you",
        error_messages={"required": "Choose what we may do with your words"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = uuid4
        self.fields["place"].queryset = local_places()  # type: ignore[attr-defined]

    def clean_press(self) -> str:
        return str(self.cleaned_data["press"] or "")


class HeardForm(VoiceForm):
    """For somebody who writes down what another person said at a gathering."""

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "What did they say?"
        self.fields["text"].help_text = "Their own words, without names"
        self.fields["consent"].label = "What did they allow?"
        self.fields["consent"].help_text = "Read the choices out. Do not choose for them"
        self.fields["topic"] = forms.ModelChoiceField(gathering.topics.all(), required=False)
        self.order_fields(["text", "kind", "topic", "place", "consent"])


class CodeForm(Form):
    code = forms.CharField(
        label="Your code",
        max_length=40,
        help_text="12 letters and numbers, such as BCDF-2345-GHJK",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-20"}
        ),
    )


class ConsentForm(Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    consent = forms.ChoiceField(
        label="What may we do with your words?",
        choices=[(choice.value, choice.label) for choice in reversed(Consent)],
        widget=forms.RadioSelect,
    )


class GapForm(RecordForm):
    reason = forms.CharField(
        label="Why is it about this gap?",
        max_length=300,
        help_text="Auditors read this. Do not repeat the words, and name nobody",
        error_messages={"required": "Say why it is about this gap"},
    )

    class Meta:
        model = Voice
        fields = ["gap"]
        labels = {"gap": "Gap"}
        help_texts = {"gap": "Choose none to unlink it"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gaps: Any = self.fields["gap"]
        gaps.queryset = gaps.queryset.select_related("indicator", "place").order_by(
            "indicator__title", "place__name", "group"
        )


class VoiceFilter(Form):
    mark_optional = False
    kind = forms.ChoiceField(choices=[("", "All kinds"), *Voice.Kind.choices], required=False)
    place = PlaceField(Place.objects.none(), required=False, empty_label="All places")
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(), required=False, empty_label="All gatherings"
    )
    gap = forms.IntegerField(
        required=False, widget=forms.HiddenInput, max_value=BigIntegerField.MAX_BIGINT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = local_places()  # type: ignore[attr-defined]
