"""The floor of a gathering: one short code, and the questions that it leads to."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.voices.models import Voice


class Floor(models.Model):
    """Where the people of a gathering speak by phone, without an account."""

    gathering = models.OneToOneField(
        "gatherings.Gathering", on_delete=models.PROTECT, related_name="floor"
    )
    code = models.CharField(max_length=8, unique=True, editable=False)
    expected = models.PositiveIntegerField(
        default=300,
        verbose_name="How many people do you expect?",
        help_text="Twice as many phones may join from one network in ten minutes",
        validators=[MinValueValidator(1)],
    )
    on_wall = models.ForeignKey(
        "floor.Prompt", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_floor_expects_somebody", condition=Q(expected__gt=0))
        ]

    def __str__(self) -> str:
        return f"The floor of {self.gathering}"

    def get_absolute_url(self) -> str:
        return reverse("floor:floor", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class PromptQuerySet(models.QuerySet["Prompt"]):
    def open(self) -> PromptQuerySet:
        """Questions that phones may answer now."""
        return self.filter(opened_at__isnull=False, closed_at=None, floor__closed_at=None)


class Prompt(models.Model):
    """One question to the room."""

    class Kind(models.TextChoices):
        WORDS = "words", "Words of their own"
        STATEMENTS = "statements", "Statements to agree or disagree with"
        POLL = "poll", "A poll: one answer of several"

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="prompts")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=300, verbose_name="question")
    topic = models.ForeignKey(
        "gatherings.Topic",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prompts",
    )
    session = models.ForeignKey(
        "gatherings.Session",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prompts",
    )
    asks_for = models.CharField(
        max_length=20,
        choices=Voice.Kind,
        default=Voice.Kind.IDEA,
        verbose_name="What people will mostly write",
    )
    results_when_closed = models.BooleanField(
        default=False,
        verbose_name="Show nobody how people answer until it is closed",
        help_text="So that the first answers do not steer the later ones",
    )
    order = models.PositiveSmallIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["floor", "words"], name="a_question_is_asked_once"),
            models.CheckConstraint(
                name="a_question_closes_after_it_opened",
                condition=Q(closed_at=None)
                | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return self.floor.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def state(self) -> str:
        if self.opened_at is None:
            return "Not asked yet"
        return "Open" if self.closed_at is None else "Closed"

    @property
    def hides_results(self) -> bool:
        """Whether nobody may see yet how people answer."""
        return self.results_when_closed and self.closed_at is None


class Statement(models.Model):
    """What people agree or disagree with, or pass over."""

    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="statements")
    words = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "words"], name="a_statement_is_made_once")
        ]

    def __str__(self) -> str:
        return self.words


class Option(models.Model):
    """One answer of a poll."""

    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="options")
    words = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["prompt", "words"], name="an_answer_is_offered_once")
        ]

    def __str__(self) -> str:
        return self.words
