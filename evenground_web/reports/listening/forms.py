"""What a person types about a report made of voices."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.forms.replies import QuotesField, ReferencesField
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.reports.listening import services
from evenground_web.reports.listening.models import Chapter, ListeningVersion
from evenground_web.themes.models import Codebook, Theme
from evenground_web.voices.models import Voice

QUOTES_LISTED = 50
AREA = {"rows": 6}


class StartForm(Form):
    codebook = forms.ModelChoiceField(
        Codebook.objects.all(),
        label="Which themes does it tell of?",
        empty_label="Choose a codebook",
        error_messages={"required": "Choose a codebook"},
    )
    title = forms.CharField(
        max_length=200,
        label="Title of the report",
        error_messages={"required": "Give the report a title"},
    )


class WordsForm(RecordForm):
    class Meta:
        model = ListeningVersion
        fields = ["title", "summary", "listened"]
        help_texts = {
            "summary": "What readers most need to know, in words of your own",
            "listened": "Where and when people spoke, who invited them, and who was missing",
        }
        widgets = {name: forms.Textarea(attrs=AREA) for name in ("summary", "listened")}


class ChapterForm(RecordForm):
    """What is said of a theme; its quotes are whole, and of people who allow everybody to read them."""

    fields: dict[str, Any]
    quotes = QuotesField(
        Voice.objects.none(),
        required=False,
        label="Quotes",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"At most {services.MOST_QUOTES}. Listed are voices that speak of the theme and whose "
        "authors allow that everybody reads them, the shortest first",
    )
    commitments = ReferencesField(
        required=False,
        max_length=400,
        label="References of recommendations and promises",
        help_text="Such as A12, R3. Everybody will read their titles, owners and addressees here, also "
        "of those that are not on the public tracker",
    )

    class Meta:
        model = Chapter
        fields = ["words", "quotes", "commitments"]
        widgets = {"words": forms.Textarea(attrs=AREA)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapter = self.instance
        chosen = chapter.quotes.values_list("pk", flat=True)
        shortest = services.to_quote(chapter.theme).values_list("pk", flat=True)[:QUOTES_LISTED]
        allowed = services.to_quote(chapter.theme).filter(pk__in={*chosen, *shortest})
        self.fields["quotes"].queryset = allowed
        if not allowed:
            del self.fields["quotes"]


class AddThemeForm(Form):
    fields: dict[str, Any]
    theme = forms.ModelChoiceField(
        Theme.objects.none(), empty_label=None, widget=forms.RadioSelect, label="Theme"
    )

    def __init__(self, *args: Any, version: ListeningVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = version.report.codebook.themes.in_use()
        self.fields["theme"].queryset = themes.exclude(chapters__version=version)


class IssueForm(Form):
    fields: dict[str, Any]
    revision = forms.IntegerField(widget=forms.HiddenInput)
    checked = forms.BooleanField(
        label="I have read it. Nothing in it shows who spoke, and everybody may read it"
    )
    looked = forms.BooleanField(
        required=False,
        label="I have looked at the quotes that tell of a role, a place and an event: they do not show "
        "who spoke",
    )

    def __init__(self, *args: Any, flagged: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not flagged:
            del self.fields["looked"]


class CorrectForm(Form):
    note = forms.CharField(
        max_length=300,
        label="What will be different, and why?",
        help_text="Readers see this note on the new version",
        error_messages={"required": "Say what will be different, and why"},
    )
