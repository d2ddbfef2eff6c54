"""The steps of a commitment, and how their dates moved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.commitments import Commitment


class Milestone(models.Model):
    """A step on the way."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    original_due = models.DateField(null=True, blank=True, editable=False)
    done_on = models.DateField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField(
        default=1, help_text="How much it counts in the progress of the commitment"
    )

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_milestone_counts_at_least_once", condition=Q(weight__gte=1)
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids


class MilestoneMove(models.Model):
    """One move of a milestone's date, with its reason."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")
    old = models.DateField()
    new = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.old} to {self.new}"
