"""What a person types to tie a theme to a gap or a commitment, and to untie it."""

from __future__ import annotations

from django import forms

from evenground_web.commitments.forms.choosing import CommitmentField
from evenground_web.commitments.forms.finding import GapForm
from evenground_web.core.fields import Form

HINT = "Such as: most who speak of it could not get an appointment. Readers see it beside the theme"


def why_field() -> forms.CharField:
    return forms.CharField(
        max_length=300,
        label="Why do they belong together?",
        help_text=HINT,
        error_messages={"required": "Write why they belong together"},
    )


class TieToGapForm(GapForm):
    why = why_field()


class TieToCommitmentForm(Form):
    to = CommitmentField(
        error_messages={"required": "Write the reference of a recommendation, pledge or action"}
    )
    why = why_field()


class UntieForm(Form):
    reason = forms.CharField(
        max_length=300,
        label="Why do they not belong together?",
        error_messages={"required": "Write why they do not belong together"},
    )
