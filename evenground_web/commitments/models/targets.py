"""How far a gap is to close, and by when. A changed target is another one; the old one stays."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.baselines import Baseline


class Target(models.Model):
    """What a promise wants of its gap by a day. A database trigger refuses any change."""

    class Measure(models.TextChoices):
        ABSOLUTE = "absolute", "The gap is at most this large"
        PERCENT = "percent", "The gap is smaller by this many percent"
        RATIO = "ratio", "The relative gap is at most this many times"

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="targets")
    version = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10, choices=Measure)
    value = models.FloatField()
    level = models.FloatField(null=True, help_text="What the figure of the group itself is to be")
    by_day = models.DateField()
    reason = models.TextField()
    set_on = models.DateField()
    set_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["baseline", "version"], name="a_target_follows_the_one_before_it"
            ),
            models.CheckConstraint(
                name="a_target_is_a_gap_a_share_or_a_ratio",
                condition=Q(measure="absolute", value__gte=0)
                | Q(measure="percent", value__gt=0, value__lte=100)
                | Q(measure="ratio", value__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"Target {self.version} of {self.baseline}"

    @property
    def organisation_ids(self) -> set[int]:
        return self.baseline.commitment.organisation_ids
