"""What cannot go on until something else is done."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from evenground_web.commitments.models.commitments import CLOSED, Commitment


class DependencyQuerySet(models.QuerySet["Dependency"]):
    def late(self, *, on: date) -> DependencyQuerySet:
        """Those of open commitments that wait for something late."""
        late = self.filter(needs__due__lt=on).exclude(needs__delivery_status__in=CLOSED)
        return late.exclude(commitment__delivery_status__in=CLOSED)


class Dependency(models.Model):
    """A commitment that waits for another, whoever owns them."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="waits_for")
    needs = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="waited_for_by")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DependencyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "needs"], name="a_commitment_waits_for_another_once"
            ),
            models.CheckConstraint(
                name="a_commitment_does_not_wait_for_itself",
                condition=~Q(commitment=F("needs")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference} waits for {self.needs.reference}"

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids
