"""What coders and those who keep codebooks type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.core.text import lower_first
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services import Passage, find_words, mark_of, sentences
from evenground_web.voices.models import Voice

LONGEST_MEMO = 2_000


class CodebookForm(RecordForm):
    class Meta:
        model = Codebook
        fields = ["title", "question", "gathering", "topic", "coders", "blind"]
        labels = {
            "question": "What do you want to learn from these voices?",
            "gathering": "Only voices of one gathering",
            "topic": "Only voices on one topic",
            "coders": "How many people code each voice?",
            "blind": "Nobody sees what others coded before all of them have finished the voice",
        }
        help_texts = {
            "coders": "With two or more you learn how far they agree",
            "topic": "Leave both empty to code all voices that may be used in themes",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        topics.queryset = topics.queryset.select_related("gathering").order_by("gathering", "order")
        topics.label_from_instance = lambda topic: f"{topic.gathering}: {topic}"


class ThemeForm(RecordForm):
    class Meta:
        model = Theme
        fields = ["name", "definition", "when_to_use", "when_not", "parent"]
        labels = {
            "definition": "What does it mean?",
            "when_to_use": "When do you use it?",
            "when_not": "When do you not use it?",
            "parent": "Is it part of another theme?",
        }
        help_texts = {"when_to_use": "An example helps others to code as you do. Name nobody"}
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("definition", "when_to_use", "when_not")
        }

    def __init__(self, *args: Any, codebook: Codebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = codebook.themes.in_use().exclude(pk=self.instance.pk)


class Sentences(forms.MultipleChoiceField):
    """The sentences of a voice to tick; gives where they stand."""

    widget = forms.CheckboxSelectMultiple

    def of(self, voice: Voice) -> None:
        text = voice.in_english
        self.choices = [(f"{start}-{end}", text[start:end]) for start, end in sentences(text)]

    def clean(self, value: Any) -> list[tuple[int, int]]:
        return [_numbers(one) for one in super().clean(value)]


def _numbers(chosen: str) -> Any:
    return tuple(int(part) for part in chosen.split("-"))


class Themes(forms.ModelMultipleChoiceField):
    """The themes of a codebook to tick, each with what it means."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.none(), **kwargs)

    def label_from_instance(self, theme: Theme) -> str:
        meaning = Truncator(theme.definition).chars(100)
        return f"{theme}: {lower_first(meaning)}" if meaning else str(theme)


class CodeForm(Form):
    """The themes, and the words in which somebody found them: sentences, or words as they stand."""

    fields: dict[str, Any]
    themes = Themes(
        label="Which themes do you find?", error_messages={"required": "Choose a theme"}
    )
    sentences = Sentences(required=False, label="In which sentences?")
    words = forms.CharField(
        required=False,
        max_length=5_000,
        label="Or in which words?",
        help_text="Copy them as they stand above. With a mouse or a finger you can select them there",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    at = forms.IntegerField(required=False, widget=forms.HiddenInput)
    memo = forms.CharField(
        required=False,
        max_length=LONGEST_MEMO,
        label="What made you think so?",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, codebook: Codebook, voice: Voice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice = voice
        self.fields["themes"].queryset = codebook.themes.in_use()
        self.fields["sentences"].of(voice)
        if len(self.fields["sentences"].choices) == 1:
            self.fields["sentences"].initial = [self.fields["sentences"].choices[0][0]]
        self.fields["seen"].initial = mark_of(voice)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        spans = cleaned.pop("sentences", [])
        words, at = cleaned.pop("words", ""), cleaned.pop("at", None)
        if words:
            found = find_words(self.voice.in_english, words, at=at)
            if found is None:
                self.add_error("words", "Copy the words as they stand above, with their capitals")
            else:
                spans = [found]
        if not spans and "words" not in self.errors:
            self.add_error("sentences", "Choose the sentences, or copy the words")
        return {**cleaned, "spans": spans, "themes": list(cleaned.get("themes", []))}


class FinishForm(Form):
    memo = forms.CharField(
        required=False,
        max_length=LONGEST_MEMO,
        label="What did you think of this voice as a whole?",
        help_text="Only those who code read this",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SettleForm(Form):
    """What coders agreed on: of what each found, and what none of them found."""

    fields: dict[str, Any]
    passages = forms.MultipleChoiceField(
        required=False,
        label="What do you agree on?",
        help_text="Tick nothing where you agree that no theme fits",
        widget=forms.CheckboxSelectMultiple,
    )
    themes = Themes(required=False, label="Themes that nobody had found")
    sentences = Sentences(required=False, label="In which sentences are they?")
    reason = forms.CharField(
        required=False,
        max_length=1_000,
        label="Why?",
        help_text="What you said to each other, so that you code alike next time. Name nobody",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, codebook: Codebook, voice: Voice, found: list[Passage], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {f"{one.theme.pk}-{one.start}-{one.end}": one for one in found}
        self.fields["passages"].choices = [
            (key, f"{one.theme}: “{Truncator(voice.in_english[one.start : one.end]).chars(200)}”")
            for key, one in self.found.items()
        ]
        if not found:
            del self.fields["passages"]
        self.fields["themes"].queryset = codebook.themes.in_use()
        self.fields["sentences"].of(voice)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agreed = [self.found[key] for key in cleaned.get("passages", [])]
        themes, spans = cleaned.get("themes", []), cleaned.get("sentences", [])
        if bool(themes) != bool(spans):
            self.add_error("sentences", "Choose themes and sentences together")
        agreed += [Passage(theme, *span) for theme in themes for span in spans]
        return {"agreed": agreed, "reason": cleaned.get("reason", "")}


class MergeForm(Form):
    fields: dict[str, Any]
    into = forms.ModelChoiceField(
        Theme.objects.none(),
        label="Into which theme?",
        error_messages={"required": "Choose a theme"},
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = theme.codebook.themes.in_use().exclude(pk=theme.pk)


class SplitForm(Form):
    fields: dict[str, Any]
    name = forms.CharField(
        max_length=120,
        label="Name of the new theme",
        error_messages={"required": "Give the new theme a name"},
    )
    definition = forms.CharField(
        required=False,
        max_length=1_000,
        label="What does it mean?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    passages = forms.MultipleChoiceField(
        label="Which words belong to the new theme?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the words that belong to the new theme"},
    )

    def __init__(self, *args: Any, found: dict[tuple[int, int, int], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passages"].choices = [
            ("-".join(map(str, passage)), Truncator(words).chars(200))
            for passage, words in found.items()
        ]

    def clean_passages(self) -> list[tuple[int, tuple[int, int]]]:
        chosen = [_numbers(one) for one in self.cleaned_data["passages"]]
        return [(voice, (start, end)) for voice, start, end in chosen]


class MemoForm(Form):
    text = forms.CharField(
        max_length=LONGEST_MEMO,
        label="What do you think of this theme?",
        help_text="Those who code with you read this. Name nobody",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you think of this theme"},
    )


class BringInForm(Form):
    file = forms.FileField(
        label="A codebook (.qdc) or project (.qdpx)",
        help_text="Up to 10 MB, as programs for coding export it by the name of REFI-QDA",
        error_messages={"required": "Choose a file"},
    )
