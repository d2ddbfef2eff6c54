"""Who found which theme in which words; each person's own coding is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.themes.models.codebooks import Codebook, Theme
from evenground_web.voices.models import Voice


class Reading(models.Model):
    """Somebody codes a voice; from the moment they finished, no theme means that they found none."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="readings")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="readings")
    coder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(help_text="Of the codebook, when it was finished")
    memo = models.TextField(max_length=2_000, blank=True)
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "voice", "coder"], name="somebody_finishes_a_voice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coder} coded {self.voice}"


class CodingQuerySet(models.QuerySet["Coding"]):
    def there(self) -> CodingQuerySet:
        """What nobody took out."""
        return self.filter(taken_out_at=None)

    def standing(self) -> CodingQuerySet:
        """What nobody took out, of voices that may be used in themes."""
        return self.there().filter(voice__in=Voice.objects.for_themes())


class Coding(models.Model):
    """One person found a theme in some words of a voice: from `start` up to `end` of its English.

    A coding that was taken out stays, as the history of how somebody coded. All of them go when
    the words are taken back.
    """

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    memo = models.TextField(max_length=2_000, blank=True)
    at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True)

    objects = CodingQuerySet.as_manager()

    class Meta:
        ordering = ["start", "end", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "voice", "coder", "start", "end"],
                condition=Q(taken_out_at=None),
                name="somebody_codes_the_same_words_with_a_theme_once",
            ),
            models.CheckConstraint(name="a_coding_holds_words", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.theme} in {self.voice}, by {self.coder}"

    @property
    def words(self) -> str:
        return self.voice.in_english[self.start : self.end]
