"""When people are reminded of commitments that stand still, and who was."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.commitments.models.commitments import Commitment


class NudgeRule(models.Model):
    """After how many days who is reminded: for one group's commitments, or for all others."""

    WHOLE_PARTNERSHIP = 0

    group = models.OneToOneField(
        "people.Group", null=True, on_delete=models.CASCADE, related_name="nudge_rule"
    )
    no_update_for = models.PositiveSmallIntegerField(default=30)
    late_by = models.PositiveSmallIntegerField(default=1)
    lead_after = models.PositiveSmallIntegerField(default=14)
    secretary_after = models.PositiveSmallIntegerField(default=28)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_rule_is_for_the_whole_partnership",
                condition=Q(group=None, pk=0) | (Q(group__isnull=False) & ~Q(pk=0)),
            ),
            models.CheckConstraint(
                name="the_owner_has_time_before_the_lead_hears",
                condition=Q(no_update_for__gte=1, late_by__gte=1, lead_after__gte=1),
            ),
            models.CheckConstraint(
                name="the_lead_hears_before_the_secretary",
                condition=Q(secretary_after__gt=F("lead_after")),
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders for {self.group or 'the whole partnership'}"


class Nudge(models.Model):
    """One step of reminding, taken once since the last sign of life of a commitment."""

    class Step(models.TextChoices):
        OWNER = "owner", "The owner"
        LEAD = "lead", "The lead"
        SECRETARY = "secretary", "The board secretary"

    class Reason(models.TextChoices):
        LATE = "late", "Late"
        STALE = "stale", "No update"

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="nudges")
    since = models.DateField()
    step = models.CharField(max_length=10, choices=Step)
    reason = models.CharField(max_length=10, choices=Reason)
    on = models.DateField()
    people = models.ManyToManyField("people.Person", related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "since", "step"], name="a_step_of_reminding_is_taken_once"
            ),
            models.CheckConstraint(
                name="nobody_is_reminded_before_there_is_a_reason", condition=Q(on__gt=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.get_step_display().lower()} was reminded"
