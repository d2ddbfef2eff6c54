"""What somebody needs to take part, kept as a case of its own: who sees to it, and how far it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.gatherings.models.places import Registration


class AccessCaseQuerySet(models.QuerySet["AccessCase"]):
    def with_names(self) -> AccessCaseQuerySet:
        return self.select_related("registration__page__gathering", "owner")


class AccessCase(models.Model):
    """One access or dietary need of one person. It is private to those who see to needs."""

    class Kind(models.TextChoices):
        ACCESS = "access", "To take part"
        DIET = "diet", "Food and drink"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=10, choices=Kind)
    need = models.TextField(max_length=1000)
    owner = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="who sees to it",
    )
    arranged = models.TextField("what was arranged", max_length=1000, blank=True)
    arranged_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    told_on = models.DateField("venue told on", null=True, blank=True)

    objects = AccessCaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"], name="a_need_of_a_kind_is_one_case"
            ),
            models.CheckConstraint(
                name="what_was_arranged_has_somebody_who_saw_to_it_and_a_day",
                condition=Q(arranged="", arranged_on=None)
                | (~Q(arranged="") & Q(arranged_on__isnull=False, owner__isnull=False)),
            ),
            models.CheckConstraint(
                name="only_what_was_arranged_is_confirmed_and_told",
                condition=Q(arranged_on__isnull=False) | Q(confirmed_on=None, told_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Need {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:access", args=[self.registration.page.gathering_id])

    @property
    def standing(self) -> tuple[str, str]:
        """How far it is, in words, and the colour of its tag."""
        if self.confirmed_on:
            return "Confirmed by the person", "green"
        if self.arranged_on:
            return "Arranged, not confirmed", "blue"
        return ("Being seen to", "yellow") if self.owner_id else ("Nobody sees to it yet", "red")
