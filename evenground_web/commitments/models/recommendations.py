"""Recommendations: where they come from, whom they are addressed to, and what those answered."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.commitments import Commitment, DeliveryStatus
from evenground_web.commitments.models.shown import Words
from evenground_web.core.dates import nhs_date


class Source(models.Model):
    """What a recommendation was taken from."""

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        SUMMIT = "summit", "Summit"
        REVIEW = "review", "Review"

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="source")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    dated = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    reference = models.CharField(
        max_length=40, blank=True, help_text="What the source itself calls it, such as 7b"
    )

    def __str__(self) -> str:
        of = f", recommendation {self.reference}" if self.reference else ""
        return f"{self.title}{of}{f', {nhs_date(self.dated)}' if self.dated else ''}"


class Answer(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


ANSWER_COLOURS = {Answer.ACCEPTED: "green", Answer.IN_PART: "yellow", Answer.NOT_ACCEPTED: "red"}


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def silent(self, *, on: date) -> AddresseeQuerySet:
        """Those whose answer is late; nobody waits for an answer to what was withdrawn."""
        withdrawn = DeliveryStatus.WITHDRAWN
        return self.filter(answer="", response_due__lt=on).exclude(
            commitment__delivery_status=withdrawn
        )


class Addressee(Words):
    """An organisation that a recommendation is addressed to, and its response."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="addressed"
    )
    response_due = models.DateField()
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    reason = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spoken_by = models.CharField(
        max_length=200, blank=True, help_text="Who answered, where no lead there uses this system"
    )

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organisation"],
                name="a_recommendation_is_addressed_to_an_organisation_once",
            ),
            models.CheckConstraint(
                name="a_response_says_who_gave_it_and_when",
                condition=Q(answer="", answered_on=None, answered_by=None)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_response_that_does_not_accept_all_says_why",
                condition=Q(answer__in=("", "accepted")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference} to {self.organisation}"

    @property
    def organisation_ids(self) -> set[int]:
        return {self.organisation_id}

    def days_silent(self, *, on: date) -> int:
        """How many days an answer is late; nothing once it is there."""
        return 0 if self.answer else max((on - self.response_due).days, 0)

    def in_words(self, *, on: date) -> tuple[str, str]:
        """Its answer, or how long it has been silent, and the colour that goes with it."""
        if self.answer:
            answer = Answer(self.answer)
            return str(answer.label), ANSWER_COLOURS[answer]
        if days := self.days_silent(on=on):
            return silence(days), "red"
        return "No response yet", "grey"


def silence(days: int) -> str:
    return f"No response, {days} day{'' if days == 1 else 's'} late"
