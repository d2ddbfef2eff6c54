"""What the public asks a meeting, and what it is told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.gatherings.models.meetings import Meeting


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> QuestionQuerySet:
        return self.exclude(published_at=None).filter(withdrawn=False)


class Question(models.Model):
    """One question. The name and contact stay private unless the name may be shown."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        ACCEPTED = "accepted", "Will be answered"
        DECLINED = "declined", "Not for this meeting"
        ANSWERED = "answered", "Answered"

    class How(models.TextChoices):
        IN_WRITING = "in_writing", "In writing"
        AT_THE_MEETING = "at_the_meeting", "At the meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(max_length=1000)
    name = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    may_name = models.BooleanField(default=False)
    received = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.TextField(max_length=1000, blank=True)
    shown_text = models.TextField(max_length=1000, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    answered = models.CharField(max_length=20, choices=How, blank=True)
    answered_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    claim_digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["received", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_question_is_named_only_with_a_name",
                condition=Q(may_name=False) | ~Q(name=""),
            ),
            models.CheckConstraint(
                name="an_answered_question_has_its_answer",
                condition=~Q(state="answered") | ~Q(answer="") & ~Q(answered=""),
            ),
            models.CheckConstraint(
                name="a_declined_question_says_why",
                condition=~Q(state="declined") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="only_an_answered_question_is_published",
                condition=Q(published_at=None) | Q(state="answered"),
            ),
            models.CheckConstraint(
                name="a_withdrawn_question_is_gone",
                condition=Q(withdrawn=False)
                | Q(text="", name="", contact="", shown_text="", may_name=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    @property
    def asked_by(self) -> str:
        return self.name if self.may_name else "A member of the public"
