"""How many were invited, said yes and came, by what is known of them: counts that outlive the names."""

from __future__ import annotations

from django.db import models

from evenground_web.gatherings.models.gatherings import Gathering
from evenground_web.people.models import Mix


class Turnout(models.Model):
    """One exact count, kept when names are removed. It is shown protected, and never by two things
    at once. `key` is as in a mix, and empty for those of whom it is not known."""

    class Stage(models.TextChoices):
        INVITED = "invited", "Invited"
        SAID_YES = "said_yes", "Said yes"
        CAME = "came", "Came"

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="turnout")
    stage = models.CharField(max_length=10, choices=Stage)
    of = models.CharField(max_length=10, choices=Mix.Of)
    key = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["gathering", "of", "key", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "stage", "of", "key"], name="a_turnout_is_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} at {self.gathering}"
