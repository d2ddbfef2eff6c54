"""What a person types about panels that are drawn by lot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from evenground_web.core.fields import Form
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.forms.gatherings import Lines
from evenground_web.gatherings.models import Draw, Gathering
from evenground_web.gatherings.pools import pools
from evenground_web.gatherings.services import draws

MIX = "One on each line, such as: place: Hills = 4-6. The words are those of the pool"


class DrawForm(Form):
    fields: dict[str, Any]
    title = forms.CharField(label="Name of the panel", max_length=200)
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(), required=False, label="For which gathering?"
    )
    source = forms.ChoiceField(label="Whom is it drawn from?", widget=forms.RadioSelect)
    pool = forms.FileField(
        required=False,
        label="File of the pool",
        help_text="A CSV file: a column “id”, and one for each characteristic. No names, no addresses",
    )
    places = forms.IntegerField(
        min_value=1,
        max_value=500,
        label="How many places?",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
    )
    mix = Lines(
        label="Who should be on it?",
        required=False,
        help_text=MIX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seed_from = forms.CharField(
        label="How does the seed come about?",
        max_length=300,
        help_text="Such as: six dice thrown at the board meeting in public on 4 June. It should not be "
        "known to anybody before the pool is frozen",
    )
    seed_digest = forms.CharField(
        required=False,
        max_length=64,
        label="SHA-256 of the seed",
        help_text="Only where the seed is chosen already, and kept secret until the draw",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            (draws.FROM_A_FILE, "A file with ids"),
            *((pool.key, pool.words) for pool in pools()),
        ]

    def clean_mix(self) -> Any:
        try:
            return draws.read_mix(self.cleaned_data["mix"])
        except RuleBroken as rule:
            raise forms.ValidationError(str(rule)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("source") != draws.FROM_A_FILE:
            data["pool"] = None
            return data
        file = data.get("pool")
        if file is None:
            self.add_error("pool", "Choose the file of the pool")
        elif (file.size or 0) > settings.LARGEST_UPLOAD:
            self.add_error("pool", f"The file is larger than {settings.LARGEST_UPLOAD // 2**20} MB")
        else:
            try:
                data["pool"] = draws.read_pool(file.read())
            except RuleBroken as rule:
                self.add_error("pool", str(rule))
        return data


class SeedForm(Form):
    seed = forms.CharField(
        label="The seed",
        max_length=200,
        help_text="Exactly as it came about: capitals and spaces count",
    )


class AskDrawnForm(Form):
    answer_to = forms.CharField(
        label="How do they tell you that they will take part?",
        max_length=200,
        help_text="An email address or a telephone number of yours. They give you their number in the draw, "
        "and need not say what they told us",
    )


class SaidNoForm(Form):
    fields: dict[str, Any]
    said_no = forms.MultipleChoiceField(
        label="Who said no?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who said no"},
    )

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_no"].choices = [(one, one) for one in draw.panel]
