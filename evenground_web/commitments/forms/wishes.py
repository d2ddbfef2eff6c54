"""What a person types about wishes."""

from __future__ import annotations

from typing import Any

from django import forms

from evenground_web.commitments.models import Pledge
from evenground_web.commitments.services.pledges.wishes import LONGEST_WISH
from evenground_web.core.fields import Form
from evenground_web.gatherings.models import Gathering, Topic


class WishForm(Form):
    fields: dict[str, Any]
    text = forms.CharField(
        label="What people wish for",
        max_length=LONGEST_WISH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Do not write names",
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), required=False)

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = gathering.topics.all()


class WishFilter(Form):
    mark_optional = False
    gathering = forms.ModelChoiceField(
        Gathering.objects.filter(wishes__isnull=False).distinct(),
        required=False,
        empty_label="All gatherings",
    )
    show = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[("", "All wishes"), ("open", "Taken up by no pledge"), ("taken", "Taken up")],
    )


class TakeUpForm(Form):
    pledge = forms.ModelChoiceField(
        Pledge.objects.select_related("commitment"),
        label="Pledge that takes it up",
    )
