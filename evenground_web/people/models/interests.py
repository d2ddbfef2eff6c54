"""The register of interests: what could sway somebody who decides, and how that is managed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.core.dates import months_after
from evenground_web.people.models.partnership import Person

DAYS_TO_DECLARE = 28
MONTHS_SHOWN_AFTER_THE_END = 6


class InterestQuerySet(models.QuerySet["Interest"]):
    def current(self, *, on: date) -> InterestQuerySet:
        return self.filter(Q(ended=None) | Q(ended__gt=on))

    def shown(self, *, on: date) -> InterestQuerySet:
        """Those that are, and those that ended less than half a year ago."""
        since = months_after(on, -MONTHS_SHOWN_AFTER_THE_END)
        return self.filter(Q(ended=None) | Q(ended__gt=since))


class Interest(models.Model):
    """One interest of one person. It stays on record when it ends; it is published a while longer."""

    class Kind(models.TextChoices):
        FINANCIAL = "financial", "Financial"
        PROFESSIONAL = "professional", "Non-financial professional"
        PERSONAL = "personal", "Non-financial personal"
        INDIRECT = "indirect", "Indirect"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20, choices=Kind)
    description = models.TextField(max_length=500)
    managed = models.TextField(max_length=500, blank=True, verbose_name="How it is managed")
    arose = models.DateField(verbose_name="Since")
    ended = models.DateField(null=True, blank=True, verbose_name="Until")
    declared = models.DateField(editable=False)
    declare_by = models.DateField(editable=False)
    withheld = models.TextField(max_length=300, blank=True, verbose_name="Why it is not published")

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "-arose", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_interest_ends_after_it_arose",
                condition=Q(ended=None) | Q(ended__gte=F("arose")),
            ),
            models.CheckConstraint(
                name="an_interest_is_declared_when_it_is_there",
                condition=Q(declared__gte=F("arose")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} interest of {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("people:interests_of", args=[self.person_id])

    @property
    def organisation_ids(self) -> set[int]:
        """Where the person works: a role that counts for one organisation covers its people."""
        return {membership.organisation_id for membership in self.person.current_memberships}

    @property
    def is_late(self) -> bool:
        return self.declared > self.declare_by

    @property
    def days_late(self) -> int:
        return (self.declared - self.declare_by).days


class Confirmation(models.Model):
    """Somebody says that the register is right about them, also when it says nothing."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="confirmations")
    on = models.DateField()
    nil = models.BooleanField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "on"], name="the_register_is_confirmed_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.on}"
