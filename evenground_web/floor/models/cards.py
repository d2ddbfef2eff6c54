"""Cards and forms on paper: each has a number of its own, so that the same one is not typed in twice."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.floor.models.answers import Contribution
from evenground_web.floor.models.floors import Prompt


class Pile(models.Model):
    """Cards that were printed together: all for one question to the room, or all the form for anything
    that somebody wants to say."""

    prompt = models.ForeignKey(Prompt, null=True, on_delete=models.PROTECT, related_name="piles")
    gathering = models.ForeignKey(
        "gatherings.Gathering",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="piles",
        help_text="Leave it empty for forms that lie out elsewhere, such as in a library",
    )
    count = models.PositiveSmallIntegerField(verbose_name="How many?")
    large = models.BooleanField(default=False, verbose_name="In large print")
    consent_words = models.PositiveSmallIntegerField(
        editable=False, help_text="The version of the words of consent that stands on them"
    )
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="a_pile_holds_a_card", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.prompt) if self.prompt else "What do you want to say?"

    def get_absolute_url(self) -> str:
        return reverse("floor:paper")


class CardQuerySet(models.QuerySet["Card"]):
    def with_question(self) -> CardQuerySet:
        return self.select_related(
            "pile__prompt__floor__gathering", "pile__gathering", "typed_by", "contribution", "voice"
        )

    def to_destroy(self) -> CardQuerySet:
        """Cards whose author took the words back, while the paper is still about."""
        gone = (
            Q(state=Card.State.TAKEN_BACK)
            | Q(contribution__state=Contribution.State.WITHDRAWN)
            | Q(contribution__voice__withdrawn_at__isnull=False)
            | Q(voice__withdrawn_at__isnull=False)
        )
        return self.filter(gone, destroyed=False)


class Card(models.Model):
    """One sheet. Its number stands on it; the private code of its author stands on a part to tear off."""

    class State(models.TextChoices):
        OUT = "out", "Not come back"
        PHOTOGRAPHED = "photographed", "Waits to be typed in"
        TYPED = "typed", "Waits for a second person"
        DONE = "done", "Typed in"
        TAKEN_BACK = "taken_back", "Taken back"

    pile = models.ForeignKey(Pile, on_delete=models.CASCADE, related_name="cards")
    number = models.CharField(max_length=9, unique=True, editable=False)
    claim_digest = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.OUT, editable=False)
    photo = models.FileField(upload_to="voices", blank=True)
    draft = models.JSONField(
        null=True, editable=False, help_text="What one person typed, until a second one looked"
    )
    press = models.CharField(max_length=40, blank=True, editable=False)
    typed_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    contribution = models.OneToOneField(
        Contribution, null=True, editable=False, on_delete=models.PROTECT, related_name="card"
    )
    voice = models.OneToOneField(
        "voices.Voice", null=True, editable=False, on_delete=models.PROTECT, related_name="card"
    )
    destroyed = models.BooleanField(default=False, editable=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim_digest"],
                condition=~Q(claim_digest=""),
                name="a_claim_code_opens_one_card",
            ),
            models.CheckConstraint(
                name="what_was_typed_in_says_who_typed",
                condition=~Q(state__in=["typed", "done"]) | Q(typed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_card_is_checked_by_a_second_person",
                condition=Q(checked_by=None) | ~Q(checked_by=F("typed_by")),
            ),
            models.CheckConstraint(
                name="what_was_typed_is_kept_until_a_second_person_looked",
                condition=Q(state="typed", draft__isnull=False)
                | (~Q(state="typed") & Q(draft__isnull=True)),
            ),
            models.CheckConstraint(
                name="of_a_card_that_was_taken_back_nothing_is_kept",
                condition=~Q(state="taken_back") | Q(photo="", contribution=None, voice=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Card {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("floor:card", args=[self.pk])
