from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.core.fields import Form
from evenground_web.reports.models import Paper

ROWS = {"rows": 6}


class StartForm(Form):
    title = forms.CharField(max_length=200, label="Title of the paper")


class WordsForm(Form):
    """The words around the numbers. The numbers come from the records and are never typed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
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

    def start_from(self, paper: Paper) -> None:
        """Keep what was typed; saving again replaces this newer text."""
        self.data = {**self.data, "revision": str(paper.revision)}
