"""What somebody types who keeps a codebook and its themes, or looks at who spoke of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.themes.forms.coding import LONGEST_MEMO, numbers_of
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services.who import SPOKEN_AS, WAYS


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
        chosen = [numbers_of(one) for one in self.cleaned_data["passages"]]
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


class WhoFilter(Form):
    mark_optional = False
    by = forms.ChoiceField(
        required=False,
        label="By",
        choices=[(key, title) for key, (title, _) in WAYS.items()],
    )

    def way(self) -> Any:
        return (self.is_valid() and self.cleaned_data["by"]) or SPOKEN_AS
