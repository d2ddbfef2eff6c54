"""What coders agreed on: for each voice the themes that it counts for, and in which words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.themes.models.codebooks import Codebook, Theme
from evenground_web.voices.models import Voice


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def standing(self) -> SettlementQuerySet:
        """What nobody took back."""
        return self.filter(taken_back_at=None)


class Settlement(models.Model):
    """The coding of a voice is agreed: by itself where all coders said the same, or by talking."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="settlements")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="settlements")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000, blank=True, verbose_name="why")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "voice"],
                condition=Q(taken_back_at=None),
                name="a_voice_is_agreed_once_in_a_codebook",
            )
        ]

    def __str__(self) -> str:
        return f"What is agreed of {self.voice}"


class AgreedQuerySet(models.QuerySet["Agreed"]):
    def standing(self) -> AgreedQuerySet:
        """What nobody took back, of voices that may be used in themes."""
        return self.filter(
            settlement__taken_back_at=None, settlement__voice__in=Voice.objects.for_themes()
        )


class Agreed(models.Model):
    """One theme of what is agreed, and the words in which it is."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="agreed")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="agreed")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = AgreedQuerySet.as_manager()

    class Meta:
        ordering = ["start", "end", "pk"]
        verbose_name_plural = "agreed"
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "theme", "start", "end"], name="a_theme_is_agreed_once"
            ),
            models.CheckConstraint(
                name="what_is_agreed_holds_words", condition=Q(end__gt=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme} in {self.settlement.voice}, as agreed"

    @property
    def words(self) -> str:
        return self.settlement.voice.in_english[self.start : self.end]
