"""Progress that somebody set by hand, in the open."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.commitments import Commitment


class ProgressOverride(models.Model):
    """Progress set by hand, or given back to its parts when `percent` is empty; the newest counts.

    A database trigger refuses any change.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="progress_overrides"
    )
    percent = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="progress_is_from_0_to_100_per_cent",
                condition=Q(percent=None) | Q(percent__lte=100),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.percent}%"
