"""By what those who took part are compared."""

from __future__ import annotations

from django import forms

from evenground_web.core.fields import Form
from evenground_web.gatherings.services.turnout.counting import KNOWN


class OfForm(Form):
    of = forms.ChoiceField(
        label="By", choices=[(of.value, of.label) for of in KNOWN], required=False
    )
