"""What the small team and the safeguarding circle do with a voice."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.core.languages import spoken_languages
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Organisation
from evenground_web.voices.forms.speaking import local_places
from evenground_web.voices.models import Concern, Support, Voice
from evenground_web.voices.services import ANOTHER_LANGUAGE, LONGEST, Mark, group_choices


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


class TakeOutForm(Form):
    """Suggested words to take out, each to be confirmed, and others that a person found."""

    chosen = forms.MultipleChoiceField(
        label="Take these out",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="Take these out too",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Each on a line of its own, as it stands in the words. To put something in its "
        "place, write an equals sign and then that: Ward 4 = [a ward]",
    )

    def __init__(self, *args: Any, marks: list[Mark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = {mark.words: mark.instead for mark in marks}
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(one.words, f"{one.words}, as {one.instead}") for one in marks]
        chosen.initial = [one.words for one in marks if one.is_certain]
        if not marks:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        """The pairs of words and what stands in their place."""
        cleaned = super().clean() or {}
        pairs = [(words, self.marks[words]) for words in cleaned.get("chosen", [])]
        for line in cleaned.get("others", "").splitlines():
            words, _, instead = line.partition("=")
            if words.strip():
                pairs.append((words.strip(), instead.strip()))
        return {"words": pairs}


class ClearForm(Form):
    looked = forms.BooleanField(
        label="I have looked at role, place and event together: nobody can be recognised by them",
        required=False,
    )


class SetAsideForm(Form):
    reason = forms.CharField(
        label="Why is it set aside?",
        max_length=200,
        help_text="Auditors read this. Do not repeat the words",
        error_messages={"required": "Say why it is set aside"},
    )


class WrittenDownForm(Form):
    text = forms.CharField(
        label="What is said, in the language in which it is said",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Leave out names. Describe what a picture shows",
        error_messages={"required": "Write down what is said"},
    )


class TranslationForm(RecordForm):
    class Meta:
        model = Voice
        fields = ["translation", "translated_by"]
        labels = {"translation": "What it says in English", "translated_by": "Who translated it?"}
        help_texts = {"translation": ""}
        widgets = {"translation": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["translation"].required = self.fields["translated_by"].required = True


class DescribeForm(RecordForm):
    language = forms.ChoiceField(
        choices=[*spoken_languages(), (ANOTHER_LANGUAGE, "Another language")]
    )
    place = PlaceField(
        local_places(),
        required=False,
        help_text="Leave it empty if few people there could have said this",
    )

    class Meta:
        model = Voice
        fields = ["kind", "speaking_as", "level", "setting", "place", "language"]
        labels = {
            "kind": "What is it?",
            "speaking_as": "Whoever spoke, spoke as",
            "level": "At which level?",
            "setting": "In which setting?",
        }
        help_texts = {
            "kind": "Racism that somebody met where they work goes to the safeguarding circle",
            "level": "Leave it empty where it tells of neither racism nor unfairness",
        }


class ConcernForm(Form):
    kind = forms.ChoiceField(
        label="What should the circle look at?",
        choices=Concern.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the circle should look at"},
    )
    why = forms.CharField(
        label="What worries you?",
        max_length=500,
        required=False,
        help_text="The circle reads this. Do not repeat the words",
    )


class LookForm(Form):
    why = forms.CharField(
        label="Why do you open it?",
        max_length=200,
        help_text="Written down with your name and the time, for the circle and for auditors",
        error_messages={"required": "Say why you open it"},
    )


class PassOnForm(Form):
    to = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Which organisation must look into it?",
        error_messages={"required": "Choose the organisation"},
    )
    reference = forms.CharField(
        label="Their reference",
        max_length=60,
        required=False,
        help_text="Such as the number of an incident",
    )


class CloseForm(Form):
    outcome = forms.CharField(
        label="What came of it?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The circle reads this. Name nobody who spoke",
        error_messages={"required": "Say what came of it"},
    )


class QuestionForm(Form):
    text = forms.CharField(
        label="What do you want to ask?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They are told that there is a question, and read it with their code",
        error_messages={"required": "Write what you want to ask"},
    )


class IntoGroupForm(Form):
    own_words = forms.ChoiceField(
        label="Who describes themselves as", error_messages={"required": "Choose their own words"}
    )
    group = forms.ChoiceField(
        label="Belongs to the group",
        choices=[("", ""), *group_choices()],
        error_messages={"required": "Choose a group"},
    )

    def __init__(self, *args: Any, own_words: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["own_words"]
        choice.choices = [("", ""), *((words, words) for words in own_words)]


class SupportForm(RecordForm):
    link = forms.URLField(required=False, assume_scheme="https", label="Address of their pages")

    class Meta:
        model = Support
        fields = ["name", "what", "reach", "link", "for_colleagues"]
