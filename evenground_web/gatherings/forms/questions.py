"""What the public types, and what is typed about it."""

from __future__ import annotations

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, PressField
from evenground_web.gatherings.models import Question
from evenground_web.gatherings.services.questions import LONGEST


class AskForm(Form):
    """One opening of this form makes one question, however often the button is pressed."""

    press = PressField()
    text = forms.CharField(
        label="What is your question?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It is read out or published with its answer. Leave out names and addresses",
        error_messages={"required": "Write your question"},
    )
    name = forms.CharField(max_length=100, required=False, label="Your name")
    may_name = forms.BooleanField(required=False, label="You may show my name with the question")
    contact = forms.CharField(
        max_length=200,
        required=False,
        label="Email address or telephone number",
        help_text="Only if we may get in touch about the question. It is never published",
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )


class AnswerForm(RecordForm):
    answered = forms.ChoiceField(
        label="How is it answered?", choices=Question.How.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Question
        fields = ["shown_text", "answer", "answered", "answered_by"]
        labels = {
            "shown_text": "The question, as everybody may read it",
            "answer": "The answer",
            "answered_by": "Who answers",
        }
        help_texts = {"shown_text": "Take out whatever shows who somebody is"}
        widgets = {
            "shown_text": forms.Textarea(attrs={"rows": 4}),
            "answer": forms.Textarea(attrs={"rows": 8}),
        }
