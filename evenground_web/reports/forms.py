from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.fields import Form
from evenground_web.gatherings.models import AgendaItem
from evenground_web.reports import services
from evenground_web.reports.models import Paper

ROWS = {"rows": 6}
FEW_ROWS = {"rows": 3}


class StartForm(Form):
    title = forms.CharField(max_length=200, label="Title of the paper")
    template = forms.ChoiceField(label="House template", widget=forms.RadioSelect)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = services.templates_for(item)
        if len(found) == 1:
            del self.fields["template"]
            return
        field: Any = self.fields["template"]
        field.choices = [(key, f"{one.title}, version {one.version}") for key, one in found.items()]
        field.initial = next(iter(found))


class PartForm(Form):
    """Words of a paper with the revision that whoever writes them had in front of them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    differences: list[tuple[str, str, str]] = []

    @property
    def texts(self) -> dict[str, str]:
        return {key: text for key, text in self.cleaned_data.items() if key != "revision"}

    def start_from(self, texts: dict[str, str], revision: int) -> None:
        """Keep what was typed and show both texts; saving again replaces the newer one."""
        self.data = {**self.data, "revision": str(revision)}
        both = [
            (str(self[key].label), texts.get(key, ""), typed) for key, typed in self.texts.items()
        ]
        self.differences = [row for row in both if row[1] != row[2]]


class WordsForm(PartForm):
    """The words around the numbers. The numbers come from the records and are never typed."""

    summary = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs=ROWS),
        label="Summary",
        help_text="What the meeting most needs to know. Leave the figures to the sections below "
        "it: they are dated and can be followed to their release.",
    )
    asks = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs=ROWS),
        help_text="Write one request on each line.",
    )

    def __init__(self, data: Any = None, *, paper: Paper) -> None:
        initial = {"revision": paper.revision, "summary": paper.summary, "asks": paper.asks}
        super().__init__(data.dict() if data else None, initial=initial)
        self.fields["asks"].label = f"{paper.asked} is asked to"


class TemplateForm(PartForm):
    """The fields that the house template asks the secretary to write."""

    def __init__(self, data: Any = None, *, paper: Paper, part: str) -> None:
        initial = {"revision": services.revision_of(paper, part), **services.texts_of(paper, part)}
        super().__init__(data.dict() if data else None, initial=initial)
        for key, asked in services.fields_of(paper, part).items():
            self.fields[key] = _field(asked)


def _field(asked: Any) -> forms.Field:
    label = services.name_of(asked)
    kind = getattr(asked, "kind", "text")
    if kind == "choice":
        choices = [("", "Not stated"), *((choice, choice) for choice in asked.choices)]
        return forms.ChoiceField(required=False, label=label, choices=choices, help_text=asked.help)
    widget = forms.Textarea(attrs=FEW_ROWS) if kind == "text" else forms.TextInput()
    needed = "Needed before the paper can be issued." if getattr(asked, "required", False) else ""
    words = " ".join(filter(None, (getattr(asked, "help", ""), needed)))
    return forms.CharField(required=False, label=label, widget=widget, help_text=words)


class CorrectForm(Form):
    note = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs=FEW_ROWS),
        label="What is corrected, and why",
        help_text="Readers of the new version see this note.",
    )
    figures = forms.ChoiceField(
        label="Which figures will it show?",
        widget=forms.RadioSelect,
        choices=[
            ("kept", "Those of the version it corrects: only words change"),
            ("now", "Those of the day it is issued: a record or a figure was wrong"),
        ],
    )


class PublishForm(Form):
    checked = forms.BooleanField(
        label="I have read it. It names nobody who has not agreed to that, and nothing in it is private",
    )
