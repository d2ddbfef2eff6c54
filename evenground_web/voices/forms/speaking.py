"""What somebody says, and what they allow: with an account or without."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from evenground_web.core.fields import Form, PressField
from evenground_web.core.languages import spoken_languages
from evenground_web.core.tongues import language_of_page
from evenground_web.gatherings.models import Gathering
from evenground_web.people.forms import PlaceField
from evenground_web.people.models import Place
from evenground_web.voices.models import Concern, Consent, Voice
from evenground_web.voices.services import (
    ANOTHER_LANGUAGE,
    LONGEST,
    LONGEST_ANSWER,
    About,
    group_choices,
)


def local_places() -> QuerySet[Place]:
    return Place.objects.exclude(kind__in=[Place.Kind.NATION, Place.Kind.REGION])


def layers() -> list[tuple[str, str]]:
    """What may be allowed, from most to least; nothing is chosen for anybody."""
    return [(choice.value, choice.label) for choice in reversed(Consent)]


class VoiceForm(Form):
    """One opening of this form makes one voice, however often the button is pressed."""

    press = PressField()
    text = forms.CharField(
        label="What do you want to say?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Do not write names, or anything else that shows who you or others are",
        error_messages={"required": "Write what you want to say"},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Voice.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    place = PlaceField(
        local_places(),
        label="Which place is it about?",
        required=False,
        help_text="Leave this empty if few people there could have said this",
    )
    consent = forms.ChoiceField(
        label="What may we do with your words?",
        choices=layers(),
        widget=forms.RadioSelect,
        help_text="You can change your mind later, with a code that we give you",
        error_messages={"required": "Choose what we may do with your words"},
    )
    name = forms.CharField(
        label="The name beside your words",
        max_length=80,
        required=False,
        help_text="Only if you choose to be named. Your first name is enough",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.files.get("file"):
            self.fields["text"].required = False  # a recording may stand for the words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("consent") == Consent.NAMED and not cleaned.get("name"):
            self.add_error("name", "Write the name, or choose to be quoted without one")
        return cleaned


class LanguageField(forms.ChoiceField):
    """The language of what somebody says; that of the page unless they choose another one."""

    def __init__(self) -> None:
        super().__init__(
            label="In which language do you write or speak?",
            choices=[*spoken_languages(), (ANOTHER_LANGUAGE, "Another language")],
            initial=language_of_page,
            required=False,
            help_text="We keep your own words, and put a translation beside them",
        )

    def clean(self, value: Any) -> Any:
        return super().clean(value) or language_of_page()


class AboutForm(Form):
    """What may be said about the words; all of it may be left out."""

    language = LanguageField()
    setting = forms.ChoiceField(
        label="Where did it happen?",
        choices=[("", "I do not want to say"), *Voice.Setting.choices],
        required=False,
    )
    speaking_as = forms.ChoiceField(
        label="You speak as",
        choices=[("", "I do not want to say"), *Voice.SpeakingAs.choices],
        required=False,
    )
    own_words = forms.CharField(
        label="How do you describe yourself or your community?",
        max_length=120,
        required=False,
        help_text="In your own words. It is kept apart from what you say, and only counted",
    )
    group = forms.ChoiceField(
        label="Which of these groups comes closest?",
        choices=[("", "None, or I do not want to say"), *group_choices()],
        required=False,
        help_text="These are the groups of the census. They show us whom we have not heard",
    )
    concern = forms.ChoiceField(
        label="Should somebody act on this?",
        choices=[("", "No, it is for learning from"), *Concern.Kind.choices],
        required=False,
        help_text="If you say yes, only the safeguarding circle reads it at first",
    )

    def about(self) -> dict[str, Any]:
        """What the service keeps of it."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return {"about": About(**kept), "file": self.cleaned_data.get("file")}


class MoreForm(AboutForm):
    """With a recording, for whoever speaks for themselves."""

    file = forms.FileField(
        label="A recording, film or picture",
        required=False,
        help_text="50 MB at most. We take out of the file where, when and with what it was made. A "
        "small team writes down the words; nobody else hears or sees it",
    )
    field_order = ("language", "file")


class HeardForm(VoiceForm):
    """For somebody who writes down what another person said at a gathering."""

    def __init__(self, *args: Any, gathering: Gathering | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "What did they say?"
        self.fields["text"].help_text = "Their own words, without names"
        self.fields["consent"].label = "What did they allow?"
        self.fields["consent"].help_text = "Read the choices out. Do not choose for them"
        self.fields["name"].label = "The name beside their words"
        self.fields["name"].help_text = "Only if they chose to be named"
        if gathering:
            self.fields["topic"] = forms.ModelChoiceField(gathering.topics.all(), required=False)
        self.fields["cleared"] = forms.BooleanField(
            label="I have left out names, and whatever else shows who somebody is",
            required=False,
            help_text="Otherwise somebody of the small team looks at it before it is shown",
        )
        self.order_fields(["text", "kind", "topic", "place", "consent", "name", "cleared"])


class MoreHeardForm(AboutForm):
    """How it reached us, and what they say about themselves."""

    channel = forms.ChoiceField(
        label="How did they say it?",
        choices=[
            (one.value, one.label)
            for one in (
                Voice.Channel.TOLD,
                Voice.Channel.INTERPRETED,
                Voice.Channel.PAPER,
                Voice.Channel.CALL,
            )
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].label = "In which language did they say it?"
        self.fields["language"].help_text = "Write their own words above, in that language"
        self.fields["speaking_as"].label = "They speak as"
        self.fields["own_words"].label = "How do they describe themselves or their community?"
        self.fields["own_words"].help_text = "In their own words, kept apart from what they say"
        self.order_fields(["channel"])

    def clean_channel(self) -> str:
        return self.cleaned_data["channel"] or Voice.Channel.TOLD


class ConsentForm(Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    consent = forms.ChoiceField(
        label="What may we do with your words?",
        choices=layers(),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="The name beside your words",
        max_length=80,
        required=False,
        help_text="Only if you choose to be named. Your first name is enough",
    )


class AnswerForm(Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    question = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only the small team reads it. You need not answer",
        error_messages={"required": "Write your answer"},
    )


class ContactForm(Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="Used for this alone, shown nowhere, and erased when you say so",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "nhsuk-input--width-20"}),
        error_messages={"required": "Enter your email address"},
    )
    may_be_asked = forms.BooleanField(
        label="You may also ask me more about it",
        required=False,
        help_text="A question waits here, behind your code. Whoever asks does not see your address",
    )
