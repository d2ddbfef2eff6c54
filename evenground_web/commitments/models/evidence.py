"""What somebody else found when they looked at the evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.commitments.models.commitments import Commitment, Update


class Finding(models.TextChoices):
    COMPLETE = "complete", "It shows that the commitment is complete"
    IN_PART = "in_part", "It shows part of it"
    NOT_SHOWN = "not_shown", "It does not show it"


class Verification(models.Model):
    """One look at the evidence of an update. A database trigger refuses any change."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="verifications"
    )
    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="verifications")
    finding = models.CharField(max_length=20, choices=Finding)
    words = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    given_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    led_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="nobody_checks_the_evidence_they_gave",
                condition=Q(given_by=None) | ~Q(by=F("given_by")),
            ),
            models.CheckConstraint(
                name="nobody_checks_what_they_lead_on",
                condition=Q(led_by=None) | ~Q(by=F("led_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.get_finding_display()}"
