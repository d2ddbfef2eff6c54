"""What the votes on the statements of one question say together, as it may be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.floor.models.floors import Prompt


class OpinionsQuerySet(models.QuerySet["Opinions"]):
    def public(self) -> OpinionsQuerySet:
        return self.filter(published_at__isnull=False)


class Opinions(models.Model):
    """Groups of opinion, or why there are none. Counts in `found` are rounded, and small ones absent.

    Which phone is in which group is kept nowhere.
    """

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="opinions")
    seed = models.PositiveBigIntegerField()
    votes_digest = models.CharField(max_length=64)
    found = models.JSONField()
    looked_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = OpinionsQuerySet.as_manager()

    class Meta:
        ordering = ["-looked_at", "-pk"]
        verbose_name_plural = "opinions"
        constraints = [
            models.UniqueConstraint(
                fields=["prompt", "votes_digest"], name="the_same_votes_are_looked_at_once"
            ),
            models.UniqueConstraint(
                fields=["prompt"],
                condition=Q(published_at__isnull=False),
                name="one_answer_about_the_votes_on_a_question_is_public",
            ),
        ]

    def __str__(self) -> str:
        return str(self.prompt)

    def get_absolute_url(self) -> str:
        return reverse("floor:opinions", args=[self.prompt_id])

    @property
    def statements(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.found["statements"]
        return found

    @property
    def groups(self) -> list[int]:
        """How many people are in each group, rounded; empty where no groups may be shown."""
        sizes: list[int] = self.found["groups"]
        return sizes

    def is_of(self, moment: datetime | None) -> bool:
        """Whether it was looked at after the question was closed for the last time."""
        return moment is not None and self.looked_at >= moment


def is_hidden(row: dict[str, Any]) -> bool:
    """Whether so few voted on a statement, of everybody or of a group, that it is not told how they voted."""
    return any(one["voted"] is None for one in (row, *row["groups"]))
