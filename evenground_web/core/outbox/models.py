"""Every message the product writes, what became of it, and how people want to be told."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.core.outbox import kinds

QUIET_FROM, QUIET_UNTIL = time(19), time(8)


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> MessageQuerySet:
        """What has not gone and will, with what waits to be part of a digest."""
        return self.filter(state=Message.State.WAITING)

    def for_digest(self, how: str) -> MessageQuerySet:
        return self.waiting().filter(how=how)


class Message(models.Model):
    """One message to one person, written with the change that causes it, and sent after that."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        SENT = "sent", "Sent"
        IN_DIGEST = "in_digest", "Sent as part of a digest"
        REFUSED = "refused", "Refused"
        CAME_BACK = "came_back", "Came back"
        CALLED_OFF = "called_off", "No longer needed"

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    to = models.EmailField(blank=True)  # for somebody who is not a person of the partnership
    about = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    private = models.BooleanField(default=False)  # holds a link that opens something
    how = models.CharField(max_length=10, choices=list(kinds.HOW.items()), default=kinds.AT_ONCE)
    written_at = models.DateTimeField()
    due = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=64, blank=True)  # a keyed digest of the address
    digest = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="a_message_is_written_once"),
            models.CheckConstraint(
                name="a_message_is_for_a_person_or_an_address", condition=Q(person=None) | Q(to="")
            ),
            models.CheckConstraint(
                name="a_message_is_settled_when_it_no_longer_waits",
                condition=Q(state="waiting", settled_at=None)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_lease_has_an_end",
                condition=Q(lease=None, leased_until=None)
                | Q(lease__isnull=False, leased_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(state="waiting"), name="messages_waiting"),
            models.Index(fields=["about"], name="messages_about"),
        ]

    def __str__(self) -> str:
        return self.subject or kinds.kind(self.kind).name

    def get_absolute_url(self) -> str:
        return reverse("outbox:message", args=[self.pk])

    @property
    def address(self) -> str:
        """Where it goes: the address a person has now, so that a corrected one is used."""
        return (self.person.email or "") if self.person else self.to

    @property
    def colour(self) -> str:
        colours = {"waiting": "yellow", "refused": "red", "came_back": "red", "called_off": "grey"}
        return colours.get(self.state, "green")


class Attempt(models.Model):
    """One try to hand a message to the mail server. Without an outcome, the sender was stopped."""

    class Outcome(models.TextChoices):
        SENT = "sent", "The mail server took it"
        REFUSED = "refused", "The mail server refused it for good"
        LATER = "later", "The mail server asked to try again later"
        AWAY = "away", "The mail server could not be reached"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    lease = models.UUIDField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_attempt_ends_with_an_outcome",
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display() if self.outcome else "The sender was stopped"


class Bounce(models.Model):
    """A report of a mail system that a message did not arrive, or that its reader complained."""

    class Kind(models.TextChoices):
        FAILED = "failed", "It could not be delivered"
        COMPLAINT = "complaint", "Its reader marked it as unwanted"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="bounces")
    report = models.CharField(max_length=64)
    address = models.CharField(max_length=64)  # the digest of where the message went
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "report"], name="a_report_about_a_message_counts_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["address"], condition=Q(cleared_at=None), name="addresses_that_fail"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f' ({self.words})' if self.words else ''}"


class Sender(models.Model):
    """When mail was last looked after, and until when nobody tries a server that is away."""

    ran_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_sender", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.words or "Sends mail"


class Preferences(models.Model):
    """When mail may reach a person. Two equal times are no quiet hours; no row, 7pm to 8am."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences"
    )
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    language = models.CharField(max_length=10, default="en-gb")

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Mail for {self.person}"


class Choice(models.Model):
    """How a person wants one kind of message."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices"
    )
    kind = models.CharField(max_length=40)
    how = models.CharField(max_length=10, choices=list(kinds.HOW.items()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="a_kind_is_chosen_once"),
            models.CheckConstraint(
                name="only_news_and_overviews_can_be_turned_off",
                condition=~Q(how="never") | Q(kind__in=["news", "overview"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"
