"""Where what somebody said must be acted on: the concern, and where people find support."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.voices.models.voices import Voice


class Concern(models.Model):
    """Something in a voice that the safeguarding circle must look at. Nobody else reads the voice."""

    class Kind(models.TextChoices):
        AT_RISK = "at_risk", "Somebody may be in danger, or may be harmed"
        RACISM_AT_WORK = "racism_at_work", "Racism that somebody met at work"
        INCIDENT = "incident", "An incident that an organisation must look into"

    class State(models.TextChoices):
        OPEN = "open", "Nobody has looked at it yet"
        LOOKED_AT = "looked_at", "Being looked at"
        PASSED_ON = "passed_on", "Passed on"
        CLOSED = "closed", "Closed"

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="concerns")
    kind = models.CharField(max_length=15, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    why = models.TextField(max_length=500, blank=True)
    raised_on = models.DateField(editable=False, help_text="The first of the month")
    passed_to = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(max_length=60, blank=True)
    outcome = models.TextField(max_length=1_000, blank=True)

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["voice"],
                condition=~Q(state="closed"),
                name="a_voice_has_one_open_concern",
            ),
            models.CheckConstraint(
                name="what_was_passed_on_names_to_whom",
                condition=~Q(state="passed_on") | Q(passed_to__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_concern_says_what_came_of_it",
                condition=~Q(state="closed") | ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("voices:concern", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED


class Support(models.Model):
    """Where somebody finds help who speaks of what hurt them; shown before and after they speak."""

    name = models.CharField(max_length=120)
    what = models.CharField(max_length=300, verbose_name="What they do, in plain words")
    reach = models.CharField(
        max_length=120,
        verbose_name="How to reach them",
        help_text="A telephone number and when it is answered",
    )
    link = models.URLField(blank=True)
    for_colleagues = models.BooleanField(
        default=False, verbose_name="Only for people who work in these services"
    )

    class Meta:
        ordering = ["for_colleagues", "name"]
        verbose_name_plural = "support"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="a_place_of_support_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name
