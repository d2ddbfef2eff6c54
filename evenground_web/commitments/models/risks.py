"""What could stop the work, or harm the people it is for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from evenground_web.commitments.models.risk_scales import RiskScale


class Response(models.TextChoices):
    TREAT = "treat", "Treat: make it less likely, or less bad"
    TOLERATE = "tolerate", "Tolerate: live with it, and watch it"
    TRANSFER = "transfer", "Transfer: somebody else carries it, in whole or in part"
    TERMINATE = "terminate", "Terminate: stop what brings it about"


class RiskQuerySet(models.QuerySet["Risk"]):
    def open(self) -> RiskQuerySet:
        return self.filter(closed_on=None)

    def with_score(self) -> RiskQuerySet:
        """The score as the database reckons it; a risk that was read has `risk.score`."""
        return self.annotate(scored=F("likelihood") * F("impact"))


def on_its_scale(side: str) -> Q:
    """Likelihood and impact of one side (now, "inherent_", "target_") are given and lie on the scale."""
    inside: dict[str, Any] = {}
    for name in ("likelihood", "impact"):
        inside |= {
            f"{side}{name}__isnull": False,
            f"{side}{name}__gte": 1,
            f"{side}{name}__lte": F(f"{name}_levels"),
        }
    return Q(**inside)


def not_scored(side: str) -> Q:
    return Q(**{f"{side}likelihood__isnull": True, f"{side}impact__isnull": True})


class Risk(models.Model):
    """Something that could stop the work or harm the people it is for: cause, event, effect.

    `likelihood` and `impact` are as things stand now, with the controls there are. The inherent
    score is what it would be without them, the target what the partnership works towards.
    """

    class Kind(models.TextChoices):
        WORK = "work", "Risk to the work"
        HARM = "harm", "Risk of harm to people it is for"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORK, editable=False)
    assessment = models.ForeignKey(
        "commitments.ImpactAssessment",
        null=True,
        on_delete=models.PROTECT,
        related_name="risks",
        editable=False,
    )
    category = models.CharField(max_length=40, blank=True)
    cause = models.TextField()
    event = models.TextField()
    effect = models.TextField()
    mitigation = models.TextField()
    scale = models.ForeignKey(RiskScale, on_delete=models.PROTECT, related_name="risks")
    likelihood_levels = models.PositiveSmallIntegerField(editable=False)
    impact_levels = models.PositiveSmallIntegerField(editable=False)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    inherent_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    inherent_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    target_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    target_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    response = models.CharField(max_length=10, choices=Response, blank=True)
    response_reason = models.TextField(blank=True)
    actions = models.ManyToManyField(
        "commitments.Commitment", blank=True, related_name="risks_mitigated"
    )
    owner = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="risks")
    owner_person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    group = models.ForeignKey(
        "people.Group",
        on_delete=models.PROTECT,
        related_name="risks",
        help_text="The group that watches it",
    )
    next_review = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["closed_on", "-likelihood", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_risk_is_scored_on_its_scale", condition=on_its_scale("")
            ),
            models.CheckConstraint(
                name="an_inherent_score_lies_on_its_scale",
                condition=not_scored("inherent_") | on_its_scale("inherent_"),
            ),
            models.CheckConstraint(
                name="a_target_score_lies_on_its_scale",
                condition=not_scored("target_") | on_its_scale("target_"),
            ),
            models.CheckConstraint(
                name="a_target_is_no_higher_than_the_inherent_score",
                condition=LessThanOrEqual(
                    F("target_likelihood") * F("target_impact"),
                    F("inherent_likelihood") * F("inherent_impact"),
                ),
            ),
            models.CheckConstraint(
                name="a_response_has_its_reason", condition=Q(response="") | ~Q(response_reason="")
            ),
            models.CheckConstraint(
                name="a_risk_of_harm_comes_from_an_assessment",
                condition=Q(kind="work", assessment__isnull=True)
                | Q(kind="harm", assessment__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_risk_has_its_reason",
                condition=Q(closed_on=None) | ~Q(closed_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitments:risk", args=[self.pk])

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def inherent(self) -> int | None:
        return product(self.inherent_likelihood, self.inherent_impact)

    @property
    def target(self) -> int | None:
        return product(self.target_likelihood, self.target_impact)

    @property
    def band(self) -> str:
        return str(self.scale.band(self.score)["name"])

    @property
    def colour(self) -> str:
        return str(self.scale.band(self.score)["colour"])

    @property
    def outside_appetite(self) -> bool:
        category = self.scale.category(self.category)
        return category is not None and self.score > category["tolerated"]

    @property
    def organisation_ids(self) -> set[int]:
        return {self.owner_id}

    def review_is_overdue(self, *, on: date) -> bool:
        return self.closed_on is None and self.next_review is not None and self.next_review < on


def product(likelihood: int | None, impact: int | None) -> int | None:
    return None if likelihood is None or impact is None else likelihood * impact


class RiskReview(models.Model):
    """How a risk was scored on one day, and what was said. A database trigger refuses any change."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="reviews")
    scale = models.ForeignKey(RiskScale, on_delete=models.PROTECT, related_name="+")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    target = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["risk", "-at"], name="reviews_of_a_risk")]

    def __str__(self) -> str:
        return f"{self.risk}, {self.score}"

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class Control(models.Model):
    """What is already in place against a risk, and what is lacking in it."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="controls")
    text = models.TextField(verbose_name="What is in place")
    gap = models.TextField(blank=True, verbose_name="What is lacking in it")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def organisation_ids(self) -> set[int]:
        return self.risk.organisation_ids


class Assurance(models.Model):
    """How anybody knows that the controls work, and what nobody can show."""

    class Line(models.IntegerChoices):
        FIRST = 1, "First line: those who do the work"
        SECOND = 2, "Second line: those who oversee it"
        THIRD = 3, "Third line: somebody independent"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="assurances")
    line = models.PositiveSmallIntegerField(choices=Line)
    text = models.TextField(verbose_name="What shows that the controls work")
    gap = models.TextField(blank=True, verbose_name="What nobody can show yet")

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.CheckConstraint(
                name="there_are_three_lines_of_assurance", condition=Q(line__in=[1, 2, 3])
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def organisation_ids(self) -> set[int]:
        return self.risk.organisation_ids


class Escalation(models.Model):
    """From which score on the risks of one group are on the list of another as well."""

    group = models.OneToOneField(
        "people.Group", on_delete=models.CASCADE, related_name="risk_escalation"
    )
    threshold = models.PositiveSmallIntegerField()
    to = models.ForeignKey(
        "people.Group", on_delete=models.CASCADE, related_name="risk_escalations_from"
    )

    class Meta:
        ordering = ["group__name"]
        constraints = [
            models.CheckConstraint(
                name="a_group_escalates_to_another", condition=~Q(group=F("to"))
            ),
            models.CheckConstraint(name="a_threshold_is_a_score", condition=Q(threshold__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.group}: from {self.threshold} to {self.to}"
