"""What somebody agreed to, word for word, each time; and the name they want beside their words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.voices.models.voices import Consent, Voice


class ConsentGiven(models.Model):
    """One choice of one person: the layer, and the words in which they were asked. It never changes."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="consents")
    layer = models.CharField(max_length=10, choices=Consent)
    wording = models.PositiveSmallIntegerField(help_text="Which version of the words")
    words = models.TextField()
    on = models.DateField(help_text="The first of the month")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "consents given"
        constraints = [
            models.CheckConstraint(name="consent_is_given_in_words", condition=~Q(words=""))
        ]

    def __str__(self) -> str:
        return f"Consent to {self.voice}: {self.words}"


class Naming(models.Model):
    """The name under which somebody wants to be quoted; gone when they no longer want it."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="naming")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(name="somebody_who_is_named_has_a_name", condition=~Q(name=""))
        ]

    def __str__(self) -> str:
        return self.name
