"""Public texts in other languages: who translated them, who checked, and what everybody reads."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

ENGLISH = "en-GB"


class Direction(models.TextChoices):
    LTR = "ltr", "From left to right"
    RTL = "rtl", "From right to left"


class Decimal(models.TextChoices):
    POINT = ".", "12,345.6"
    COMMA = ",", "12.345,6"


class Status(models.TextChoices):
    """How far a translation is. A text without one is not translated."""

    BEING_TRANSLATED = "being_translated", "Being translated"
    TRANSLATED = "translated", "Translated"
    CHECKED = "checked", "Checked by a second speaker"
    PUBLISHED = "published", "Published"


COLOURS = {
    Status.BEING_TRANSLATED: "yellow",
    Status.TRANSLATED: "blue",
    Status.CHECKED: "aqua-green",
    Status.PUBLISHED: "green",
}


class LanguageQuerySet(models.QuerySet["Language"]):
    def offered(self) -> LanguageQuerySet:
        return self.filter(offered=True)


class Language(models.Model):
    """A language that the partnership translates into."""

    code = models.CharField(
        max_length=20, unique=True, help_text="As browsers know it, such as cy, ur or zh-Hans"
    )
    name = models.CharField(max_length=60, unique=True, help_text="In English")
    own_name = models.CharField(max_length=60, help_text="As its readers write it")
    direction = models.CharField(
        max_length=3, choices=Direction, default=Direction.LTR, verbose_name="How it is read"
    )
    decimal = models.CharField(
        max_length=1, choices=Decimal, default=Decimal.POINT, verbose_name="How numbers are written"
    )
    offered = models.BooleanField(default=True, editable=False)

    objects = LanguageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_language_is_another_than_english", condition=~Q(code__startswith="en")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("translations:work") + f"?language={self.pk}"


class Translation(models.Model):
    """One public text in one language, as those work on it who translate and check.

    `texts` holds a translation for each text of the original, by that text: what a correction
    leaves as it was keeps its translation. Everybody reads `edition`, which never changes.
    """

    language = models.ForeignKey(Language, on_delete=models.PROTECT, related_name="translations")
    kind = models.CharField(max_length=20, editable=False)
    record = models.PositiveBigIntegerField(editable=False)
    title = models.CharField(max_length=300, editable=False, help_text="Of the original")
    texts = models.JSONField(default=dict, editable=False)
    status = models.CharField(
        max_length=20, choices=Status, default=Status.BEING_TRANSLATED, editable=False
    )
    made_from = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Hash of the original it was made from"
    )
    translator = models.CharField(max_length=200, blank=True)
    checker = models.CharField(max_length=200, blank=True)
    edition = models.OneToOneField(
        "Edition", null=True, editable=False, on_delete=models.PROTECT, related_name="shown_as"
    )

    class Meta:
        ordering = ["language__name", "kind", "record"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "kind", "record"],
                name="a_text_has_one_translation_in_a_language",
            ),
            models.CheckConstraint(
                name="a_finished_translation_names_who_made_it",
                condition=Q(status="being_translated") | (~Q(translator="") & ~Q(made_from="")),
            ),
            models.CheckConstraint(
                name="a_translation_is_checked_by_somebody_else",
                condition=Q(status__in=["being_translated", "translated"])
                | (~Q(checker="") & ~Q(checker=F("translator"))),
            ),
            models.CheckConstraint(
                name="a_published_translation_has_an_edition",
                condition=~Q(status="published") | Q(edition__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} in {self.language}"

    def get_absolute_url(self) -> str:
        return reverse("translations:translation", args=[self.pk])

    @property
    def address(self) -> str:
        """Where everybody reads it."""
        return reverse("translations:read", args=[self.language.code, self.kind, self.record])

    @property
    def colour(self) -> str:
        return COLOURS[Status(self.status)]


class Edition(models.Model):
    """A translation as it was published, beside the original it was made from.

    A database trigger refuses any change. The next one replaces it.
    """

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    original = models.JSONField(help_text="Title, version and the sections that were translated")
    made_from = models.CharField(max_length=64, help_text="Hash of the original")
    texts = models.JSONField()
    translator = models.CharField(max_length=200)
    checker = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "number"], name="an_edition_follows_the_one_before_it"
            ),
            models.CheckConstraint(
                name="an_edition_names_translator_and_checker",
                condition=~Q(translator="") & ~Q(checker="") & ~Q(translator=F("checker")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.translation}, edition {self.number}"

    @property
    def title(self) -> str:
        """In its language, as far as it was translated."""
        words: dict[str, Any] = self.texts
        return str(words.get(self.original["title"], self.original["title"]))
