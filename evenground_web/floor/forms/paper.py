"""Cards: how many are printed, which one came back, and what stands on it.

What is typed in is asked by the same forms that phones and the open page show; a card is printed from
them too, with the same numbers.
"""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.fields import Form, PressField
from evenground_web.core.paper import as_printed, numbered
from evenground_web.floor.forms.phones import PollForm, SayForm
from evenground_web.floor.models import Card, Pile, Prompt, Vote
from evenground_web.floor.services import FOR_SOMEBODY, MOST_CARDS, Answer, consent_choices
from evenground_web.gatherings.models import Gathering
from evenground_web.voices.forms.speaking import AboutForm, VoiceForm
from evenground_web.voices.services import wordings

NOT_ANSWERED = ("", "Nothing is ticked")


class PrintForm(Form):
    count = forms.IntegerField(
        label="How many?",
        min_value=1,
        max_value=MOST_CARDS,
        initial=30,
        help_text="Each has a number of its own, so do not copy one: print more",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
    )
    large = forms.BooleanField(label="In large print", required=False)


class PrintFormsForm(PrintForm):
    gathering = forms.ModelChoiceField(
        Gathering.objects.all(),
        required=False,
        help_text="Leave it empty for forms that lie out elsewhere, such as in a library",
    )


class CardNumberField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Number of the card",
            max_length=20,
            help_text="8 letters and numbers at the foot of the card, such as K7PD-2XQM",
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "spellcheck": "false",
                    "class": "nhsuk-input--width-10",
                }
            ),
            error_messages={"required": "Enter the number that stands at the foot of the card"},
        )


class NumberForm(Form):
    number = CardNumberField()


class PhotographForm(Form):
    number = CardNumberField()
    file = forms.FileField(
        label="The photograph",
        help_text="One card, a JPEG or PNG picture. We take out of the file where and when it was made",
        error_messages={"required": "Choose the photograph"},
    )


class ChannelField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="How did they tell you?",
            choices=[(one.value, one.label) for one in FOR_SOMEBODY],
            error_messages={"required": "Say how they told you"},
        )


class TypedIn:
    """A form that becomes an answer of plain values."""

    cleaned_data: dict[str, Any]

    def answer(self) -> Answer:
        kept = {k: v for k, v in self.cleaned_data.items() if k not in ("press", "channel")}
        return {name: getattr(value, "pk", value) for name, value in kept.items()}


class WordsTyped(TypedIn, SayForm):
    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = consent_choices(version)


class PollTyped(TypedIn, PollForm):
    press = PressField()


class StatementsTyped(TypedIn, Form):
    press = PressField()

    def __init__(self, *args: Any, prompt: Prompt, initial: Any = None, **kwargs: Any) -> None:
        votes = (initial or {}).get("votes", {})
        super().__init__(*args, **kwargs)
        for statement in prompt.statements.all():
            self.fields[f"statement_{statement.pk}"] = forms.TypedChoiceField(
                label=str(statement),
                choices=[*Vote.Value.choices, NOT_ANSWERED],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=votes.get(str(statement.pk)),
            )

    def answer(self) -> Answer:
        typed = super().answer()
        votes = {name.removeprefix("statement_"): value for name, value in typed.items()}
        return {"votes": {key: value for key, value in votes.items() if value is not None}}


class VoiceTyped(TypedIn, VoiceForm, AboutForm):
    field_order = (
        "press", "text", "kind", "place", "consent", "name", "language", "setting", "speaking_as",
        "own_words", "group", "concern",
    )  # fmt: skip

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = wordings()[version].layers
        self.fields["consent"].choices = list(reversed(asked.items()))


def form_for(prompt: Prompt | None, data: Any = None, *, version: int, **given: Any) -> Any:
    """The form of one question, or of anything that somebody wants to say."""
    if prompt is None:
        return VoiceTyped(data, version=version, **given)
    if prompt.kind == Prompt.Kind.WORDS:
        return WordsTyped(data, version=version, **given)
    kind = PollTyped if prompt.kind == Prompt.Kind.POLL else StatementsTyped
    return kind(data, prompt=prompt, **given)


def form_of_card(card: Card, data: Any = None) -> Any:
    """The fields of a card with their numbers; what somebody typed before stands in them."""
    initial = {"initial": card.draft} if card.draft else {}
    form = form_for(card.pile.prompt, data, version=card.pile.consent_words, **initial)
    return numbered(form)


def fields_of(pile: Pile) -> list[dict[str, Any]]:
    """The same fields for paper: lines to write on, or boxes to tick."""
    return as_printed(form_for(pile.prompt, version=pile.consent_words))
