from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField, PressField
from evenground_web.reports.accessible.models import (
    AccessibleVersion,
    FormatRequest,
    Pair,
    Picture,
)
from evenground_web.reports.accessible.services import lists

ROWS = {"rows": 3}


class MinutesField(forms.IntegerField):
    """How long a recording or a video is."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=600, label="Length in minutes")


class MadeByForm(Form):
    made_by = forms.CharField(
        max_length=200,
        label="Who makes it?",
        help_text="A person, a company or a group. Readers see this name",
    )


class PairForm(RecordForm):
    """A sentence with its picture: a drawing of ours, a picture used before, or a file."""

    pictogram = forms.ChoiceField(required=False, label="Drawing")
    picture = forms.ModelChoiceField(
        Picture.objects.all(), required=False, label="A picture that was uploaded before"
    )
    upload = forms.FileField(
        required=False,
        label="A picture of your own",
        help_text="PNG or JPEG, 2 MB at most. What the file says of where and when it was taken is removed",
    )

    class Meta:
        model = Pair
        fields = ["heading", "sentence", "pictogram", "picture", "alt"]
        labels = {
            "heading": "Heading of a new part",
            "sentence": "Sentence",
            "alt": "What the picture shows",
        }
        help_texts = {
            "sentence": "One sentence with one idea, 15 words at most",
            "alt": "For people who cannot see it. A drawing of ours is described already",
        }
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pictogram"]
        drawings = [(one.key, one.alt) for one in lists.pictograms().values()]
        field.choices = [("", "None of these"), *drawings]
        self.order_fields(["heading", "sentence", "pictogram", "picture", "upload", "alt"])


class DraftForm(Form):
    """The key sentences of the paper, each to be rewritten or left out."""

    def __init__(self, data: Any = None, *, offered: list[str]) -> None:
        super().__init__(data)
        for place, sentence in enumerate(offered, start=1):
            self.fields[f"sentence_{place}"] = forms.CharField(
                required=False,
                max_length=250,
                initial=sentence[:250],
                label=f"Sentence {place}",
                help_text=sentence,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def sentences(self) -> list[str]:
        return [text for name, text in self.cleaned_data.items() if name.startswith("sentence_")]


class WordBankForm(Form):
    """Each hard word with its explanation, and room for one of your own."""

    word = forms.CharField(required=False, max_length=60, label="Another word to explain")
    meaning = forms.CharField(required=False, max_length=250, label="What that word means")

    def __init__(self, data: Any = None, *, words: dict[str, str]) -> None:
        super().__init__(data)
        self.words = words
        for place, (word, meaning) in enumerate(words.items(), start=1):
            self.fields[f"meaning_{place}"] = forms.CharField(
                required=False, max_length=250, label=word, initial=meaning,
                help_text="" if place > 1 else "15 words at most in a sentence. Empty it to leave the word out",
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name not in {"word", "meaning"}])

    def meanings(self) -> dict[str, str]:
        typed = self.cleaned_data
        bank = {w: typed[f"meaning_{n}"] for n, w in enumerate(self.words, start=1)}
        return {**bank, typed["word"]: typed["meaning"]}


class ChecklistForm(Form):
    ticked = forms.MultipleChoiceField(
        required=False,
        label="Which of these are true of it?",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, version: AccessibleVersion) -> None:
        super().__init__(data, initial={"ticked": version.checklist})
        field: Any = self.fields["ticked"]
        field.choices = list(lists.checklist().items())


class ReviewForm(Form):
    by_those_it_is_for = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No, by somebody else")], widget=forms.RadioSelect
    )
    who = forms.CharField(
        required=False,
        max_length=200,
        label="Name of the person or the group",
        help_text="Only if they agreed to be named. Otherwise leave it empty",
    )
    may_name = forms.BooleanField(required=False, label="They agreed that readers see this name")
    on = NHSDateField(label="When?")
    said = forms.CharField(
        required=False,
        max_length=2000,
        label="What they said",
        widget=forms.Textarea(attrs=ROWS),
        help_text="For those who make it. It is not shown to readers",
    )

    def __init__(self, data: Any = None, *, version: AccessibleVersion) -> None:
        super().__init__(data)
        self.fields["by_those_it_is_for"].label = f"Was it looked at by {version.people}?"

    def clean_by_those_it_is_for(self) -> bool:
        return bool(self.cleaned_data["by_those_it_is_for"] == "yes")


class RecordingForm(Form):
    file = forms.FileField(required=False, label="Recording", help_text="MP3 or OGG, 50 MB at most")
    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Or a link to it",
        help_text="It begins with https://",
    )
    read_by = forms.CharField(
        max_length=200,
        label="Who reads it?",
        help_text="As they agreed to be named, or “a computer voice”",
    )
    minutes = MinutesField()
    transcript = forms.CharField(
        max_length=100_000,
        label="What is said, in words",
        help_text="The script is here already. Change it where the recording says something else",
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class VideoForm(Form):
    link = forms.URLField(
        max_length=500,
        assume_scheme="https",
        label="Link to the video",
        help_text="It begins with https://. The video stays on the site it is on",
    )
    interpreter = forms.CharField(
        max_length=200, label="Who interprets?", help_text="As they agreed to be named"
    )
    made_on = NHSDateField(label="When was it made?")
    minutes = MinutesField()


class PublishVersionForm(Form):
    checked = forms.BooleanField(
        label="It says what the paper says, and names nobody who has not agreed"
    )

    def __init__(self, data: Any = None, *, strange: list[str]) -> None:
        super().__init__(data)
        if strange:
            self.fields["other_numbers"] = forms.CharField(
                max_length=500,
                label="Where are the numbers from that the paper does not hold?",
                help_text=f"These are {', '.join(strange)}. Readers see what you write",
            )


class AskForm(Form):
    """One opening of this form makes one request, however often the button is pressed."""

    press = PressField()
    wanted = forms.ChoiceField(
        label="Which format do you need?",
        choices=FormatRequest.Wanted.choices,
        widget=forms.RadioSelect,
    )
    details = forms.CharField(
        required=False,
        max_length=1000,
        label="Anything else we should know",
        help_text="Such as which language, the size of the letters or when you need it",
        widget=forms.Textarea(attrs=ROWS),
    )


class PublicAskForm(AskForm):
    name = forms.CharField(
        required=False,
        max_length=100,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        required=False,
        max_length=200,
        label="Email address, telephone number or address",
        help_text="Without it we can make the format, but cannot tell you that it is there",
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )


class AnswerForm(Form):
    state = forms.ChoiceField(
        label="What became of it?",
        choices=[choice for choice in FormatRequest.State.choices if choice[0] != "received"],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        max_length=1000,
        label="What was done, or why it could not be done and what else there is",
        widget=forms.Textarea(attrs=ROWS),
    )
