"""Money: from whom, how much, for how long, and what it is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class FundingQuerySet(models.QuerySet["FundingLine"]):
    def current(self, *, on: date) -> FundingQuerySet:
        return self.filter(Q(ends=None) | Q(ends__gte=on), starts__lte=on)


class FundingLine(models.Model):
    """One sum of money from one source. A one-off is spent once between two days; a recurring one
    comes again each year. The two are never added up."""

    class Kind(models.TextChoices):
        ONE_OFF = "one_off", "One-off: spent once"
        RECURRING = "recurring", "Recurring: comes again each year"

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    holder = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="funding_held"
    )
    population = models.CharField(max_length=200, blank=True)
    places = models.ManyToManyField("people.Place", blank=True, related_name="funding")
    commitments = models.ManyToManyField(
        "commitments.Commitment", blank=True, related_name="funding"
    )
    gaps = models.ManyToManyField("insight.Gap", blank=True, related_name="funding")

    objects = FundingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(
                name="money_is_more_than_nothing", condition=Q(amount__gt=Decimal(0))
            ),
            models.CheckConstraint(
                name="money_ends_after_it_starts", condition=Q(ends=None) | Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="one_off_money_has_an_end",
                condition=Q(kind="recurring") | Q(ends__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitments:funding_line", args=[self.pk])
