"""What could stop the work, or harm the people it is for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

RISK_BANDS = (
    (3, "Low", "green"),
    (6, "Moderate", "yellow"),
    (12, "High", "orange"),
    (25, "Extreme", "red"),
)


class Risk(models.Model):
    """Something that could stop the work or harm the people it is for: cause, event, effect."""

    title = models.CharField(max_length=200)
    cause = models.TextField()
    event = models.TextField()
    effect = models.TextField()
    mitigation = models.TextField()
    likelihood = models.PositiveSmallIntegerField(help_text="1 (rare) to 5 (almost certain)")
    impact = models.PositiveSmallIntegerField(help_text="1 (negligible) to 5 (catastrophic)")
    owner = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="risks")
    group = models.ForeignKey(
        "people.Group",
        on_delete=models.PROTECT,
        related_name="risks",
        help_text="The group that watches it",
    )
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["closed_on", "-likelihood", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_risk_is_scored_from_1_to_5",
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitments:risk", args=[self.pk])

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def band(self) -> str:
        """In words: 1 to 3 low, 4 to 6 moderate, 8 to 12 high, 15 to 25 extreme."""
        return next(name for highest, name, _ in RISK_BANDS if self.score <= highest)

    @property
    def colour(self) -> str:
        return next(colour for highest, _, colour in RISK_BANDS if self.score <= highest)

    @property
    def organisation_ids(self) -> set[int]:
        return {self.owner_id}
