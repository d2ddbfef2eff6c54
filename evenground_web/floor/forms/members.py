"""What those who run a gathering type: questions, reasons, notes."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, PressField
from evenground_web.floor.models import Floor, Note, Prompt
from evenground_web.gatherings.forms.gatherings import Lines
from evenground_web.voices.models import Voice

MOST_PEOPLE = 100_000


class ExpectedForm(RecordForm):
    expected = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        label="How many people do you expect?",
        help_text="Twice as many phones may join from one network in ten minutes",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
    )

    class Meta:
        model = Floor
        fields = ["expected"]


class PromptForm(RecordForm):
    fields: dict[str, Any]
    kind = forms.ChoiceField(
        choices=Prompt.Kind.choices,
        widget=forms.RadioSelect,
        label="How do people answer?",
        error_messages={"required": "Choose how people answer"},
    )
    lines = Lines(
        required=False,
        label="Statements, or answers of the poll",
        help_text="One on each line. Leave this empty when people answer in their own words",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    asks_for = forms.ChoiceField(choices=Voice.Kind.choices, label="What people will mostly write")
    field_order = ["kind", "words", "lines", "session", "topic", "asks_for", "results_when_closed"]

    class Meta:
        model = Prompt
        fields = ["words", "session", "topic", "asks_for", "results_when_closed"]
        labels = {"words": "Question"}

    def __init__(self, *args: Any, floor: Floor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = floor.gathering.topics.all()
        self.fields["session"].queryset = floor.gathering.sessions.held()
        if self.instance.pk:
            del self.fields["kind"]
            rows = (
                self.instance.options if self.instance.kind == "poll" else self.instance.statements
            )
            self.fields["lines"].initial = "\n".join(str(row) for row in rows.all())
        else:
            self.fields["asks_for"].initial = Voice.Kind.IDEA


class DeclineForm(Form):
    reason = forms.CharField(
        label="Why is it not kept?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever wrote it can read this with their code. If it names somebody, ask them to "
        "write it again without the name",
        error_messages={"required": "Say why it is not kept"},
    )
    stop_phone = forms.BooleanField(
        required=False,
        label="Stop the phone that sent it",
        help_text="It can send no more words, and what waits from it is declined too",
    )


class NoteForm(RecordForm):
    """One opening of this form makes one note, however often the button is pressed."""

    fields: dict[str, Any]
    press = PressField()

    class Meta:
        model = Note
        fields = ["table", "session", "topic", "prompt", "words"]
        labels = {"words": "What the table said"}
        help_texts = {"table": "Such as Table 7", "words": "One thing in each note, without names"}

    def __init__(self, *args: Any, floor: Floor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = floor.gathering.topics.all()
        self.fields["session"].queryset = floor.gathering.sessions.held()
        self.fields["prompt"].queryset = floor.prompts.all()
        if self.instance.pk:
            del self.fields["press"]
