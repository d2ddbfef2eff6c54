"""What a person types about the mail they get."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from evenground_web.core.dates import nhs_time
from evenground_web.core.fields import Form
from evenground_web.core.outbox import kinds, services
from evenground_web.core.outbox.models import Message

HOURS = [(f"{hour:02}:00", nhs_time(time(hour))) for hour in range(24)]


class PreferencesForm(Form):
    """One question for each kind of message, and two times."""

    fields: dict[str, Any]
    quiet_from = forms.ChoiceField(choices=HOURS, label="No mail from")
    quiet_until = forms.ChoiceField(
        choices=HOURS,
        label="No mail until",
        help_text="London time. Choose the same hour twice for mail at any time",
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = services.preferences_of(person)
        self.fields["quiet_from"].initial = f"{kept.quiet_from:%H:%M}"
        self.fields["quiet_until"].initial = f"{kept.quiet_until:%H:%M}"
        asked = {kind.key: self._question(kind, person) for kind in kinds.chosen()}
        self.fields = {**asked, **self.fields}

    def _question(self, kind: kinds.Kind, person: Any) -> forms.ChoiceField:
        cannot = "" if kinds.NEVER in kind.choices else "These wait for you, so they always come"
        return forms.ChoiceField(
            label=kind.name,
            choices=[(way, kinds.HOW[way]) for way in kind.choices],
            widget=forms.RadioSelect,
            help_text=cannot,
            initial=services.how_for(person, kind),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        times: dict[str, Any] = {
            name: time.fromisoformat(cleaned[name])
            for name in ("quiet_from", "quiet_until")
            if name in cleaned
        }
        how = {kind.key: cleaned[kind.key] for kind in kinds.chosen() if kind.key in cleaned}
        return {**times, "how": how}


class MessageFilter(Form):
    mark_optional = False
    state = forms.ChoiceField(
        label="What became of it",
        choices=[("", "All"), *Message.State.choices],
        required=False,
    )
