"""How the partnership's people are made up, as somebody declared it: who is missing is told beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Mix(models.Model):
    """Shares by one thing, with their source and the day they are of. A newer one takes its place."""

    class Of(models.TextChoices):
        SECTOR = "sector", "Sector"
        PLACE = "place", "Place"
        COMMUNITY = "community", "Community, as it names itself"
        GROUP = "group", "Ethnic group of the census"

    class Kind(models.TextChoices):
        PEOPLE = "people", "How many people there are"
        TARGET = "target", "A target that was agreed, in percent"

    of = models.CharField(max_length=10, choices=Of)
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=300)
    as_at = models.DateField()
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["of", "-declared_at", "-pk"]
        verbose_name_plural = "mixes"
        constraints = [
            models.CheckConstraint(name="a_mix_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_of_display()}: {self.get_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("people:mix", args=[self.pk])


class MixPart(models.Model):
    """One part of a mix: `key` is a sector, the code of a place, or the name of a community or group."""

    mix = models.ForeignKey(Mix, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=120)
    number = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mix", "key"], name="a_part_of_a_mix_is_named_once"),
            models.CheckConstraint(name="a_part_of_a_mix_is_not_empty", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return self.key
