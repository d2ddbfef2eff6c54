"""Words of a pledge that changed after people agreed to them: the old ones stay."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.commitments.models.pledges import Pledge


class Rewording(models.Model):
    """One change of the words of a pledge. A database trigger refuses any change of it."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="rewordings")
    before = models.TextField()
    after = models.TextField()
    reason = models.TextField()
    signed = models.PositiveIntegerField(help_text="How many stood behind the words before")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="new_words_of_a_pledge_have_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="new_words_of_a_pledge_are_others", condition=~Q(before=F("after"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge.commitment.reference}, other words"

    def get_absolute_url(self) -> str:
        return self.pledge.get_absolute_url()
