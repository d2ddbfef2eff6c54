"""What somebody types who codes a voice, or agrees with others on what it says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator

from evenground_web.core.fields import Form
from evenground_web.core.text import lower_first
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services import Passage, find_words, mark_of, sentences
from evenground_web.voices.models import Voice

LONGEST_MEMO = 2_000


class Sentences(forms.MultipleChoiceField):
    """The sentences of a voice to tick; gives where they stand."""

    widget = forms.CheckboxSelectMultiple

    def of(self, voice: Voice) -> None:
        text = voice.in_english
        self.choices = [(f"{start}-{end}", text[start:end]) for start, end in sentences(text)]

    def clean(self, value: Any) -> list[tuple[int, int]]:
        return [numbers_of(one) for one in super().clean(value)]


def numbers_of(chosen: str) -> Any:
    """The numbers of what was ticked, such as where a sentence begins and ends."""
    return tuple(int(part) for part in chosen.split("-"))


class Themes(forms.ModelMultipleChoiceField):
    """The themes of a codebook to tick, each with what it means."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.none(), **kwargs)

    def label_from_instance(self, theme: Theme) -> str:
        meaning = Truncator(theme.definition).chars(100)
        return f"{theme}: {lower_first(meaning)}" if meaning else str(theme)


class CodingForm(Form):
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
