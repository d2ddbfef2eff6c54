"""What a theme of what people said is tied to: a gap, a recommendation, a pledge or an action."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ThemeTie(models.Model):
    """Somebody says that a theme is about a gap, or that a commitment answers it, and why."""

    theme = models.ForeignKey("themes.Theme", on_delete=models.CASCADE, related_name="ties")
    gap = models.ForeignKey(
        "insight.Gap", null=True, on_delete=models.PROTECT, related_name="theme_ties"
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", null=True, on_delete=models.CASCADE, related_name="theme_ties"
    )
    why = models.CharField(max_length=300)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_theme_is_tied_to_one_thing_at_a_time",
                condition=Q(gap=None, commitment__isnull=False)
                | Q(gap__isnull=False, commitment=None),
            ),
            models.CheckConstraint(name="a_tie_of_a_theme_says_why", condition=~Q(why="")),
            models.UniqueConstraint(fields=["theme", "gap"], name="a_theme_is_tied_to_a_gap_once"),
            models.UniqueConstraint(
                fields=["theme", "commitment"], name="a_theme_is_tied_to_a_commitment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.to}"

    @property
    def to(self) -> models.Model:
        """What it is tied to."""
        to = self.gap or self.commitment
        if to is None:
            raise ValueError("a theme is tied to one thing at a time")
        return to
