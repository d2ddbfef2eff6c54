"""The gap as it stood when it was promised to close it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from evenground_web.commitments.models.commitments import Commitment


class Baseline(models.Model):
    """The gap as it stood on the day of the promise. A database trigger refuses any change."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="baselines")
    gap = models.ForeignKey("insight.Gap", on_delete=models.PROTECT, related_name="baselines")
    release = models.ForeignKey("insight.Release", on_delete=models.PROTECT, related_name="+")
    definition_version = models.CharField(max_length=20)
    frozen_on = models.DateField()
    frozen_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(max_length=40)
    group_value = models.FloatField()
    group_lower = models.FloatField(null=True)
    group_upper = models.FloatField(null=True)
    reference_value = models.FloatField()
    reference_lower = models.FloatField(null=True)
    reference_upper = models.FloatField(null=True)
    absolute = models.FloatField()
    absolute_lower = models.FloatField(null=True)
    absolute_upper = models.FloatField(null=True)
    relative = models.FloatField(null=True)
    relative_lower = models.FloatField(null=True)
    relative_upper = models.FloatField(null=True)

    class Meta:
        ordering = ["frozen_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "gap"], name="a_commitment_names_a_gap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}, baseline {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:result", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids
