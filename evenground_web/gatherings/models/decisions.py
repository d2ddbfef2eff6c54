"""What meetings decided: the options, the reason, who disagreed, and when it is looked at again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.urls import reverse

from evenground_web.gatherings.models.agenda import AgendaItem, ItemPaper


class DecisionQuerySet(models.QuerySet["Decision"]):
    def with_names(self) -> DecisionQuerySet:
        return self.select_related("item__gathering__group")

    def public(self) -> DecisionQuerySet:
        """Of public items of meetings in public, once their minutes are approved."""
        return self.filter(
            item__private=False,
            item__gathering__meeting__in_public=True,
            frozen_at__isnull=False,
        )

    def with_review(self) -> DecisionQuerySet:
        """Each with `next_review`, the day on which it is to be looked at again."""
        last = DecisionReview.objects.filter(decision=OuterRef("pk")).order_by("-on", "-pk")
        return self.annotate(
            next_review=Case(
                When(Exists(last), then=Subquery(last.values("next_review")[:1])),
                default=F("review_on"),
            )
        )

    def due_for_review(self, *, on: date) -> DecisionQuerySet:
        due: dict[str, Any] = {"next_review__lte": on}
        return self.with_review().filter(superseded_by=None, **due)


class Decision(models.Model):
    """One decision. A database trigger refuses any change once its minutes are approved."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    reference = models.CharField(max_length=20, unique=True, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=3000, verbose_name="What was decided")
    reason = models.TextField(max_length=3000)
    options = models.JSONField(default=list, blank=True)
    dissent = models.TextField(max_length=2000, blank=True)
    dissenters = models.JSONField(default=list, blank=True)
    evidence = models.TextField(max_length=2000, blank=True)
    papers = models.ManyToManyField(ItemPaper, blank=True, related_name="decisions")
    votes = models.CharField(max_length=100, blank=True)
    quorate = models.BooleanField(null=True, editable=False)
    to_be_ratified = models.BooleanField(default=False)
    ratifies = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="ratified_by"
    )
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    review_on = models.DateField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, editable=False)
    on = models.DateField(editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_decision_without_a_quorum_is_to_be_ratified",
                condition=~Q(quorate=False) | Q(to_be_ratified=True),
            ),
            models.CheckConstraint(
                name="a_decision_does_not_replace_itself",
                condition=(Q(ratifies=None) | ~Q(ratifies=models.F("pk")))
                & (Q(supersedes=None) | ~Q(supersedes=models.F("pk"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:decision", args=[self.pk])


class DecisionReview(models.Model):
    """A decision was looked at again."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    text = models.TextField(max_length=2000, verbose_name="What was found")
    next_review = models.DateField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.decision.reference}, looked at again"
