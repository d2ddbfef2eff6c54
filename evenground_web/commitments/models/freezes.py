"""A plan as it stood on a day."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from evenground_web.core.dates import nhs_date


class PlanFreeze(models.Model):
    """Every commitment of a plan as it stood on a day. A database trigger refuses any change."""

    plan = models.CharField(max_length=200)
    frozen_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=list)

    class Meta:
        ordering = ["-frozen_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "frozen_on"], name="a_plan_is_frozen_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} on {nhs_date(self.frozen_on)}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:freeze", args=[self.pk])
