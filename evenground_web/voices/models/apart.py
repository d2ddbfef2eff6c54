"""What is kept apart from the words: who people say they are, what was taken out, and what was sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.voices.models.voices import Voice


class SelfDescription(models.Model):
    """The communities somebody says they belong to, in their own words, and a group of the census.

    It is shown on no page with the words: it is counted, and small counts are hidden.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="described")
    own_words = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_self_description_says_something",
                condition=~Q(own_words="") | ~Q(group=""),
            )
        ]

    def __str__(self) -> str:
        return f"How somebody describes themselves ({self.pk})"


class Sealed(models.Model):
    """The words as they were before names and places were taken out; opened by the circle alone."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="sealed")
    text = models.TextField()
    translation = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "sealed"

    def __str__(self) -> str:
        return f"What was taken out of {self.voice}"


class Recording(models.Model):
    """A sound, film or picture, without what its file says beside it, under a name of no meaning."""

    class Kind(models.TextChoices):
        SOUND = "sound", "A recording"
        FILM = "film", "A film"
        PICTURE = "picture", "A picture"

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="recording")
    file = models.FileField(upload_to="voices")
    kind = models.CharField(max_length=8, choices=Kind)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.voice}"


class Question(models.Model):
    """What the small team asks somebody who agreed to be asked, and what they answer."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(max_length=1_000)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Question {self.pk}"
