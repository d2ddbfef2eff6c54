"""The story behind the curve: why a gap is as it is, and how a promise is meant to move it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class Story(models.Model):
    """One telling of the story of a gap or of a commitment. Another telling follows; this one stays."""

    gap = models.ForeignKey(
        "insight.Gap", null=True, on_delete=models.PROTECT, related_name="stories"
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", null=True, on_delete=models.PROTECT, related_name="stories"
    )
    version = models.PositiveSmallIntegerField()
    why = models.TextField(verbose_name="Why the gap is as it is")
    worse = models.TextField(blank=True, verbose_name="What makes it worse")
    better = models.TextField(blank=True, verbose_name="What makes it better")
    partners = models.TextField(blank=True, verbose_name="Which partners have a part in it")
    mechanism = models.TextField(blank=True, verbose_name="Why what we do should work")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "version"], name="a_gap_has_one_story_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["commitment", "version"], name="a_commitment_has_one_story_at_a_time"
            ),
            models.CheckConstraint(
                name="a_story_is_of_a_gap_or_of_a_commitment",
                condition=Q(gap=None, commitment__isnull=False)
                | Q(gap__isnull=False, commitment=None),
            ),
        ]

    def __str__(self) -> str:
        return f"The story behind {self.gap or self.commitment}"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The heading and the text of each part that was written."""
        fields: list[Any] = [self._meta.get_field(name) for name in STORY_PARTS]
        pairs = [(str(field.verbose_name), getattr(self, field.name)) for field in fields]
        return [pair for pair in pairs if pair[1]]


STORY_PARTS = ("why", "worse", "better", "partners", "mechanism")
