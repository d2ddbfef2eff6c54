"""Whom a commitment may help or harm, thought through before it is done."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from evenground_web.commitments.models.commitments import Commitment
from evenground_web.commitments.models.risk_scales import Loaded


class AssessmentWording(Loaded):
    """The questions, groups and decisions of an impact assessment, as a file words them."""

    class Meta(Loaded.Meta):
        pass

    def question(self, key: str) -> str:
        return str(self.content["questions"][key]["question"])

    def decision(self, key: str) -> str:
        return str(self.content["decisions"][key])


class AssessmentQuerySet(models.QuerySet["ImpactAssessment"]):
    def signed(self) -> AssessmentQuerySet:
        return self.filter(signed_on__isnull=False)

    def drafts(self) -> AssessmentQuerySet:
        return self.filter(signed_on=None)

    def newest_review_of(self, commitment: OuterRef) -> Subquery:
        """When the newest signed assessment of a commitment is to be looked at again."""
        newest = self.signed().filter(commitment=commitment).order_by("-signed_on", "-pk")
        return Subquery(newest.values("review_on")[:1])


class ImpactAssessment(models.Model):
    """An impact assessment of one commitment. Once it is signed a database trigger refuses any change.

    `effects` has a row for each group: group, benefit, harm, basis.
    """

    class Decision(models.TextChoices):
        GO_AHEAD = "go_ahead", "Go ahead"
        CHANGE = "change", "Go ahead with changes"
        ACCEPT = "accept", "Go ahead although harm is possible"
        STOP = "stop", "Stop and think again"

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="assessments")
    wording = models.ForeignKey(AssessmentWording, on_delete=models.PROTECT, related_name="+")
    effects = models.JSONField(default=list, editable=False)
    evidence = models.TextField(blank=True)
    said = models.TextField(blank=True, verbose_name="what people said")
    topics = models.ManyToManyField("gatherings.Topic", blank=True, related_name="+")
    voices = models.ManyToManyField("voices.Voice", blank=True, related_name="+")
    actions = models.ManyToManyField(
        Commitment, blank=True, related_name="assessments_that_ask_for_it"
    )
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.TextField(blank=True, verbose_name="reason for the decision")
    review_on = models.DateField(
        null=True, blank=True, verbose_name="day by which it is looked at again"
    )
    written_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    writers = models.ManyToManyField("people.Person", related_name="+")
    started_on = models.DateField()
    signed_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_on = models.DateField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = [F("signed_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(signed_on=None),
                name="a_commitment_has_one_draft_assessment",
            ),
            models.CheckConstraint(
                name="a_signed_assessment_is_whole",
                condition=Q(signed_on=None, signed_by=None)
                | Q(signed_on__isnull=False, signed_by__isnull=False, review_on__isnull=False)
                & Q(review_on__gt=F("signed_on"))
                & ~Q(decision="")
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="an_assessment_is_not_signed_by_who_wrote_it",
                condition=Q(signed_by=None) | Q(written_by=None) | ~Q(signed_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Impact assessment of {self.commitment.reference}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:assessment", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids

    def review_is_overdue(self, *, on: date) -> bool:
        return self.signed_on is not None and self.review_on is not None and self.review_on < on
