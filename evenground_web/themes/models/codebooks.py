"""A codebook and its themes: what each means, when to use it, and how they were merged and split."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

MOST_CODERS = 9


class Codebook(models.Model):
    """The themes by which some people code the voices of a gathering, a topic, or all."""

    title = models.CharField(max_length=200, unique=True)
    question = models.CharField(
        max_length=300, blank=True, verbose_name="what you want to learn from these voices"
    )
    gathering = models.ForeignKey(
        "gatherings.Gathering",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="codebooks",
        verbose_name="only voices of this gathering",
    )
    topic = models.ForeignKey(
        "gatherings.Topic",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="codebooks",
        verbose_name="only voices on this topic",
    )
    coders = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CODERS)],
        verbose_name="how many people code each voice",
    )
    blind = models.BooleanField(
        default=True,
        verbose_name="nobody sees what others coded before all of them have finished the voice",
    )

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="a_codebook_of_a_topic_names_its_gathering",
                condition=Q(topic=None) | Q(gathering__isnull=False),
            ),
            models.CheckConstraint(
                name="somebody_codes_each_voice",
                condition=Q(coders__gte=1, coders__lte=MOST_CODERS),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("themes:codebook", args=[self.pk])


class ThemeQuerySet(models.QuerySet["Theme"]):
    def in_use(self) -> ThemeQuerySet:
        """Themes that were not merged into another."""
        return self.filter(merged_into=None)

    def counting_as(self, keys: Iterable[int]) -> ThemeQuerySet:
        """The themes of these keys, and all that were merged into them."""
        keys = list(keys)
        return self.filter(Q(pk__in=keys) | Q(counted_as__in=keys))


class Theme(models.Model):
    """One thing that people speak about.

    A theme that was merged keeps its own codings, and they count as those of `counted_as`: the
    theme at the end of all merges. Undoing a merge gives them back.
    """

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=120)
    definition = models.TextField(max_length=1_000, blank=True, verbose_name="what it means")
    when_to_use = models.TextField(max_length=1_000, blank=True)
    when_not = models.TextField(max_length=1_000, blank=True, verbose_name="when not to use it")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="below",
        verbose_name="part of",
    )
    order = models.PositiveSmallIntegerField(default=1, editable=False)
    guid = models.UUIDField(default=uuid4, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    counted_as = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="counted"
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "codebook",
                condition=Q(merged_into=None),
                name="a_theme_is_named_once_in_its_codebook",
            ),
            models.UniqueConstraint(
                fields=["codebook", "guid"], name="a_theme_is_in_a_codebook_once"
            ),
            models.CheckConstraint(name="a_theme_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_theme_is_no_part_of_itself", condition=Q(parent=None) | ~Q(parent=F("pk"))
            ),
            models.CheckConstraint(
                name="a_merged_theme_counts_as_another",
                condition=Q(merged_into=None, counted_as=None)
                | Q(merged_into__isnull=False, counted_as__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("themes:theme", args=[self.pk])

    @property
    def stands_as(self) -> int:
        """The key of the theme as which its codings count."""
        return self.counted_as_id or self.pk

    @property
    def standing_theme(self) -> Theme:
        """The theme as which its codings count: itself, or the one at the end of all merges."""
        return self.counted_as or self

    @property
    def with_merged(self) -> ThemeQuerySet:
        """It, and all that were merged into it."""
        return Theme.objects.counting_as([self.pk])


class CodebookVersion(models.Model):
    """The themes of a codebook as they stood after a change. A database trigger refuses any change."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sentence = models.TextField()
    themes = models.JSONField(default=list)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "number"], name="a_version_of_a_codebook_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.codebook}, version {self.number}"


class ThemeChange(models.Model):
    """Two themes became one, or one became two; it can be undone.

    Of a merge `theme` went into `other`. Of a split, some codings of `theme` went to `other`, a new
    theme: `moved` holds the keys of each record that went.
    """

    class Kind(models.TextChoices):
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"

    kind = models.CharField(max_length=6, choices=Kind)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="changes")
    other = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    moved: models.JSONField[Any, Any] = models.JSONField(default=dict)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_theme_changes_into_another", condition=~Q(theme=F("other"))
            )
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.MERGED:
            return f"“{self.theme}” was merged into “{self.other}”"
        return f"“{self.other}” was split from “{self.theme}”"


class Memo(models.Model):
    """What somebody thinks about a theme while they code, for those who code with them."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="memos")
    text = models.TextField(max_length=2_000)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="a_memo_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"Memo {self.pk}"
