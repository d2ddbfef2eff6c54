"""What phones send: words, votes, answers to polls. Nothing here names a person, an address or a time.

`phone` is a mark that a phone has on one floor, made with the installation's key from a random pass
that only the phone keeps. Words and votes of one phone have different marks, so that nobody can put
them together; those of words go when the floor closes.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from evenground_web.core.languages import ENGLISH, direction_of, name_of
from evenground_web.floor.models.floors import Floor, Option, Prompt, Statement
from evenground_web.voices.models import FOR_EVERYBODY, Consent, Voice


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def waiting(self) -> ContributionQuerySet:
        """What nobody has decided about, the oldest first."""
        return self.filter(state=Contribution.State.WAITING).order_by("pk")

    def on_screen(self) -> ContributionQuerySet:
        """What the room may read: shown by a moderator, and allowed by whoever said it."""
        return self.filter(
            state=Contribution.State.KEPT,
            shown=True,
            voice__consent__in=FOR_EVERYBODY,
            voice__withdrawn_at=None,
            voice__state=Voice.State.CLEARED,
        )


class Contribution(models.Model):
    """Words from a phone. Once they are kept they are a voice, and stand there alone."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a moderator"
        KEPT = "kept", "Kept"
        DECLINED = "declined", "Not kept"
        WITHDRAWN = "withdrawn", "Taken back"

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="contributions")
    words = models.TextField(blank=True)
    language = models.CharField(max_length=12, default=ENGLISH)
    consent = models.CharField(max_length=10, choices=Consent)
    consent_words = models.PositiveSmallIntegerField(
        help_text="The version of the words of consent"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    phone = models.CharField(max_length=64, blank=True)
    channel = models.CharField(
        max_length=12, choices=Voice.Channel, default=Voice.Channel.PHONE_PAGE
    )
    typed_by = models.ForeignKey(
        "people.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who typed it for its author",
    )
    claim_digest = models.CharField(max_length=64, unique=True)
    claimed_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    shown = models.BooleanField(default=False)
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="others_saying_so"
    )
    voice = models.OneToOneField(
        "voices.Voice", null=True, on_delete=models.PROTECT, related_name="contribution"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["prompt", "state"]),
            models.Index(fields=["prompt", "phone"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="what_is_kept_is_a_voice_and_only_there",
                condition=Q(state="kept", voice__isnull=False, words="")
                | (~Q(state="kept") & Q(voice=None, shown=False)),
            ),
            models.CheckConstraint(
                name="what_was_not_kept_has_a_reason",
                condition=~Q(state="declined") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="what_was_taken_back_is_gone",
                condition=~Q(state="withdrawn") | Q(words="", phone=""),
            ),
            models.CheckConstraint(
                name="who_typed_for_somebody_is_known",
                condition=Q(channel="phone_page", typed_by=None)
                | (~Q(channel="phone_page") & Q(typed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Contribution {self.pk}"

    @property
    def spoken(self) -> str:
        """The code of the language; of what was kept, the voice knows."""
        return (self.voice or self).language

    @property
    def spoken_name(self) -> str:
        return name_of(self.spoken)

    @property
    def direction(self) -> str:
        """Somebody who writes in Arabic may have left the language as it was: the letters tell."""
        return "auto" if self.spoken == ENGLISH else direction_of(self.spoken)

    @property
    def is_for_the_room(self) -> bool:
        """Whether its author allows it on the screen; of what was kept, the voice knows."""
        return (self.voice or self).consent in FOR_EVERYBODY

    @property
    def is_on_screen(self) -> bool:
        return self.shown and self.voice is not None and self.voice.is_for_everybody

    def is_claimed(self, *, now: datetime) -> bool:
        """Whether somebody is deciding about it at this moment."""
        return self.claimed_until is not None and self.claimed_until > now


class StoppedPhone(models.Model):
    """A phone that sent abuse: what it sends is refused from then on."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="stopped")
    phone = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["floor", "phone"], name="a_phone_is_stopped_once")
        ]

    def __str__(self) -> str:
        return f"A phone stopped on {self.floor}"


class Vote(models.Model):
    """Agree, disagree or pass; the last press counts."""

    class Value(models.IntegerChoices):
        AGREE = 1, "Agree"
        PASS = 0, "Pass"
        DISAGREE = -1, "Disagree"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    phone = models.CharField(max_length=64)
    value = models.SmallIntegerField(choices=Value)
    channel = models.CharField(
        max_length=12, choices=Voice.Channel, default=Voice.Channel.PHONE_PAGE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "phone"], name="a_phone_votes_once_on_a_statement"
            ),
            models.CheckConstraint(
                name="a_vote_agrees_disagrees_or_passes", condition=Q(value__in=[-1, 0, 1])
            ),
        ]

    def __str__(self) -> str:
        return self.get_value_display()


class Choice(models.Model):
    """The answer of one phone to a poll; the last press counts."""

    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="choices")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="choices")
    phone = models.CharField(max_length=64)
    channel = models.CharField(
        max_length=12, choices=Voice.Channel, default=Voice.Channel.PHONE_PAGE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prompt", "phone"], name="a_phone_answers_a_poll_once")
        ]

    def __str__(self) -> str:
        return str(self.option)
