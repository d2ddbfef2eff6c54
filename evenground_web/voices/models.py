"""What people said, with the consent they gave. Nobody's name is kept here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, Count, Q, When, Window
from django.urls import reverse

from evenground_web.core.permissions import Permission


class Consent(models.TextChoices):
    """What the person allowed, from least to most."""

    NOT_FOR_PUBLICATION = "none", "Do not show my words to anyone outside the small team"
    THEMES = "themes", "Use what I said in themes, but do not show my words"
    QUOTE = "quote", "Show my words without my name"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def standing(self) -> VoiceQuerySet:
        """Voices that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def quotable(self) -> VoiceQuerySet:
        """Voices whose words may be shown, without a name, to members of the partnership."""
        return self.standing().filter(consent=Consent.QUOTE)

    def quotes_first_with_totals(self) -> VoiceQuerySet:
        """Standing voices, the quotable first, each with the totals of them all."""
        return (
            self.standing()
            .annotate(
                quotes=Window(Count("pk", filter=Q(consent=Consent.QUOTE))),
                themes=Window(Count("pk", filter=Q(consent=Consent.THEMES))),
                every=Window(Count("pk")),
            )
            .order_by(
                Case(When(consent=Consent.QUOTE, then=0), default=1), "-received", "claim_digest"
            )
        )

    def visible_to(self, person: Any) -> VoiceQuerySet:
        """Voices whose words this person may read."""
        if person.has_perm(Permission.SEE_PRIVATE_VOICES):
            return self.standing()
        return self.quotable()


class Voice(models.Model):
    """One contribution: the words, where they were said, what may be done with them.

    There is no author, address or day: nobody in an ordinary role can tell who spoke. Dates are
    the first of the month, and voices of one month are listed in no order.
    """

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", "Something that happened to me"
        RACISM = "racism", "An experience of racism"
        BARRIER = "barrier", "Something that gets in the way"
        IDEA = "idea", "An idea"
        PRAISE = "praise", "Something that works well"
        WISH = "wish", "A wish"

    class Source(models.TextChoices):
        GATHERING = "gathering", "Said at a gathering"
        OPEN_PAGE = "open_page", "Sent from the open page"

    text = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=20, choices=Source)
    consent = models.CharField(max_length=10, choices=Consent)
    received = models.DateField()
    gathering = models.ForeignKey(
        "gatherings.Gathering",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
    )
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="voices"
    )
    place = models.ForeignKey("people.Place", null=True, blank=True, on_delete=models.PROTECT)
    gap = models.ForeignKey(
        "insight.Gap", null=True, blank=True, on_delete=models.PROTECT, related_name="voices"
    )
    withdrawn_at = models.DateField(null=True, editable=False)
    claim_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-received", "claim_digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim_digest"],
                condition=~Q(claim_digest=""),
                name="a_claim_code_opens_one_voice",
            ),
            models.CheckConstraint(
                name="a_voice_said_at_a_gathering_names_it",
                condition=Q(source="open_page", gathering=None)
                | Q(source="gathering", gathering__isnull=False),
            ),
            models.CheckConstraint(
                name="the_words_of_a_withdrawn_voice_are_gone",
                condition=Q(withdrawn_at=None) | Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Voice {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("voices:voice", args=[self.pk])

    def readable_by(self, person: Any) -> bool:
        """May this person read the words?"""
        return not self.withdrawn_at and (
            self.consent == Consent.QUOTE or person.has_perm(Permission.SEE_PRIVATE_VOICES)
        )
