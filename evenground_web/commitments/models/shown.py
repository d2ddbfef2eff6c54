"""Words that partners write to each other, until somebody shows them to everybody."""

from __future__ import annotations

from django.db import models


class Words(models.Model):
    """Of a public commitment everybody reads what happened; in which words, from this day on."""

    shown_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True
