"""What one organisation did, and how well. Never mixed with the gap, which is everybody's."""

from __future__ import annotations

from django.db import models

from evenground_web.commitments.models.commitments import Commitment
from evenground_web.core.numbers import number

MOST_DECIMALS = 2


class PerformanceMeasure(models.Model):
    """Something that one organisation counts about its own work on a commitment."""

    class Asks(models.TextChoices):
        HOW_MUCH = "how_much", "How much did we do?"
        HOW_WELL = "how_well", "How well did we do it?"
        BETTER_OFF = "better_off", "Is anyone better off?"

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="performance_measures"
    )
    asks = models.CharField(max_length=12, choices=Asks)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, help_text="Such as visits, or percent")
    owner = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    counts_people = models.BooleanField(
        default=True,
        help_text="Everybody else reads small numbers of people hidden, others rounded",
    )

    class Meta:
        ordering = ["asks", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "owner", "title"],
                name="an_organisation_counts_a_thing_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_ids(self) -> set[int]:
        return {self.owner_id}


class PerformanceValue(models.Model):
    """What was counted up to a day."""

    measure = models.ForeignKey(
        PerformanceMeasure, on_delete=models.PROTECT, related_name="recorded"
    )
    on = models.DateField()
    value = models.FloatField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "on"], name="a_measure_has_one_value_for_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.shown}"

    @property
    def shown(self) -> str:
        """With as many decimals as were given, up to two."""
        return as_given(self.value)


def as_given(value: float) -> str:
    decimals = next((d for d in range(MOST_DECIMALS) if round(value, d) == value), MOST_DECIMALS)
    return number(value, decimals)
