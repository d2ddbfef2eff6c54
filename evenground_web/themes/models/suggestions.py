"""What was learned from how people coded, and the themes it suggests for words nobody finished."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from evenground_web.themes.models.codebooks import Codebook, Theme
from evenground_web.voices.models import Voice


class Learning(models.Model):
    """Somebody asked for suggestions; beside the server it is learned what the coding so far teaches.

    `accuracy` holds for each theme its key, how many passages were coded, suggested and right, the
    limits, and why it is silent: judged on passages that the learning had not seen.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        LEARNED = "learned", "Learned"
        FAILED = "failed", "Failed"

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="learnings")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    learned_at = models.DateTimeField(null=True)
    passages = models.PositiveIntegerField(default=0)
    voices = models.PositiveIntegerField(default=0)
    accuracy: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook"],
                condition=Q(state="asked"),
                name="suggestions_are_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                name="what_is_learned_has_its_time",
                condition=Q(state="asked", learned_at=None)
                | (~Q(state="asked") & Q(learned_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Suggestions for {self.codebook}"


class Suggestion(models.Model):
    """A theme that these words may have: for each coder to confirm or refuse on their own."""

    learning = models.ForeignKey(Learning, on_delete=models.CASCADE, related_name="suggestions")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="suggestions")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="suggestions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sure = models.FloatField()

    class Meta:
        ordering = ["-sure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "voice", "start", "end"], name="words_are_suggested_a_theme_once"
            ),
            models.CheckConstraint(
                name="a_suggestion_holds_words", condition=Q(end__gt=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.theme}” suggested for some words"

    @property
    def words(self) -> str:
        return self.voice.in_english[self.start : self.end]


class Decision(models.Model):
    """What one coder said to a suggestion; confirmed, it is how they coded."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    confirmed = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "by"], name="a_coder_decides_once_about_a_suggestion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} {'confirmed' if self.confirmed else 'refused'} it"
