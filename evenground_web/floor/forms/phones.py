"""What somebody types or presses on a phone."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.fields import Form, PressField
from evenground_web.floor.models import Option, Prompt, Statement, Vote
from evenground_web.floor.services import consent_choices
from evenground_web.voices.forms.speaking import LanguageField
from evenground_web.voices.services import LONGEST


class JoinForm(Form):
    code = forms.CharField(
        label="Code of the gathering",
        max_length=20,
        help_text="5 letters and numbers, as they stand on the screen",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "nhsuk-input--width-10"}
        ),
        error_messages={"required": "Enter the code that stands on the screen"},
    )


class ConsentField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="What may we do with your words?",
            choices=consent_choices(),
            widget=forms.RadioSelect,
            help_text="You can change your mind, with a code that we give you",
            error_messages={"required": "Choose what we may do with your words"},
        )


class SayForm(Form):
    """One opening of this form makes one contribution, however often the button is pressed."""

    fields: dict[str, Any]
    press = PressField()
    words = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Leave out names, your own and other people’s",
        error_messages={"required": "Write what you want to say"},
    )
    consent = ConsentField()
    language = LanguageField()


class VoteForm(Form):
    """The statement that was on the phone, and the button that was pressed."""

    fields: dict[str, Any]
    statement = forms.ModelChoiceField(Statement.objects.none())
    value = forms.TypedChoiceField(choices=Vote.Value.choices, coerce=int)

    def __init__(self, *args: Any, prompt: Prompt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].queryset = prompt.statements.all()


class PollForm(Form):
    fields: dict[str, Any]
    option = forms.ModelChoiceField(
        Option.objects.none(),
        label="Your answer",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose an answer"},
    )

    def __init__(self, *args: Any, prompt: Prompt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].queryset = prompt.options.all()


class AllowForm(Form):
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    consent = ConsentField()
