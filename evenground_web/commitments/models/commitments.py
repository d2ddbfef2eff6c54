"""Commitments, what became of them, and the gaps they are meant to close."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class DeliveryStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"


class ImpactStatus(models.TextChoices):
    TOO_EARLY = "too_early", "Too early to say"
    NO_CHANGE = "no_change", "No change seen"
    IMPROVING = "improving", "Improving"
    GAP_CLOSED = "gap_closed", "Gap closed"
    WORSE = "worse", "Worse"


CLOSED = (DeliveryStatus.COMPLETE, DeliveryStatus.STOPPED)
STATUS_COLOURS = {
    DeliveryStatus.NOT_STARTED: "grey",
    DeliveryStatus.ON_TRACK: "green",
    DeliveryStatus.AT_RISK: "yellow",
    DeliveryStatus.OFF_TRACK: "red",
    DeliveryStatus.COMPLETE: "blue",
    DeliveryStatus.STOPPED: "purple",
    ImpactStatus.TOO_EARLY: "grey",
    ImpactStatus.NO_CHANGE: "yellow",
    ImpactStatus.IMPROVING: "green",
    ImpactStatus.GAP_CLOSED: "blue",
    ImpactStatus.WORSE: "red",
}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> CommitmentQuerySet:
        return self.exclude(delivery_status__in=CLOSED)

    def overdue(self, *, on: date) -> CommitmentQuerySet:
        return self.open().filter(due__lt=on)

    def without_evidence(self) -> CommitmentQuerySet:
        """Commitments of which no update ever showed evidence."""
        return self.exclude(pk__in=Update.objects.with_evidence().values("commitment"))

    def without_gap(self) -> CommitmentQuerySet:
        """Commitments of which nobody can say whether they closed a gap."""
        return self.filter(baselines=None)


class Commitment(models.Model):
    """A recommendation, pledge or action: who will do what by when, and how we will know."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        PLEDGE = "pledge", "Pledge"
        ACTION = "action", "Action"

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(
        max_length=40, unique=True, help_text="Such as A12. Used again when a plan is loaded again"
    )
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, verbose_name="What will be done")
    success_measure = models.TextField(blank=True, verbose_name="How we will know")
    priority_population = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=200, blank=True, help_text="The action plan it belongs to")
    owner = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="commitments"
    )
    owner_person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    partners = models.ManyToManyField(
        "people.Organisation", blank=True, related_name="commitments_shared"
    )
    group = models.ForeignKey(
        "people.Group",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        help_text="The group it reports to",
    )
    gathering = models.ForeignKey(
        "gatherings.Gathering",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        help_text="Where it was agreed",
    )
    topic = models.ForeignKey(
        "gatherings.Topic",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The recommendation or pledge this puts into practice",
    )
    starts = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    original_due = models.DateField(null=True, blank=True, editable=False)
    delivery_status = models.CharField(
        max_length=20, choices=DeliveryStatus, default=DeliveryStatus.NOT_STARTED
    )
    delivery_reason = models.TextField(blank=True)
    impact_status = models.CharField(
        max_length=20, choices=ImpactStatus, default=ImpactStatus.TOO_EARLY
    )
    impact_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                name="a_commitment_is_due_after_it_starts",
                condition=Q(starts=None) | Q(due=None) | Q(due__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="a_due_date_remembers_its_original",
                condition=Q(due=None) | Q(original_due__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:commitment", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return {self.owner_id, *(partner.pk for partner in self.partners.all())}

    @property
    def delivery_colour(self) -> str:
        return STATUS_COLOURS[DeliveryStatus(self.delivery_status)]

    @property
    def impact_colour(self) -> str:
        return STATUS_COLOURS[ImpactStatus(self.impact_status)]

    def is_late(self, *, on: date) -> bool:
        return self.due is not None and self.due < on and self.delivery_status not in CLOSED


class StatusChange(models.Model):
    """One change of delivery or impact status, with the reason that was written."""

    class Which(models.TextChoices):
        DELIVERY = "delivery", "Delivery"
        IMPACT = "impact", "Impact"

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="status_changes"
    )
    which = models.CharField(max_length=10, choices=Which)
    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.old} to {self.new}"

    @property
    def old_label(self) -> str:
        return self._label(self.old)

    @property
    def new_label(self) -> str:
        return self._label(self.new)

    def _label(self, status: str) -> str:
        statuses = DeliveryStatus if self.which == self.Which.DELIVERY else ImpactStatus
        return str(statuses(status).label)


class DueDateMove(models.Model):
    """One move of the due date, with its reason."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="due_moves")
    old = models.DateField()
    new = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.commitment.reference}: {self.old} to {self.new}"


class Milestone(models.Model):
    """A step on the way."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids


class UpdateQuerySet(models.QuerySet["Update"]):
    def with_evidence(self) -> UpdateQuerySet:
        return self.exclude(evidence_link="", evidence_file="")


class Update(models.Model):
    """What was done since, with evidence: a link or a file."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField()
    as_at = models.CharField(
        max_length=40, blank=True, help_text="The period it is about, such as 2021"
    )
    evidence_link = models.URLField(max_length=500, blank=True)
    evidence_file = models.FileField(upload_to="evidence", blank=True)
    evidence_name = models.CharField(max_length=255, blank=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Update on {self.commitment.reference}"

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids


class Baseline(models.Model):
    """The gap as it stood on the day of the promise. A database trigger refuses any change."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="baselines")
    gap = models.ForeignKey("insight.Gap", on_delete=models.PROTECT, related_name="baselines")
    release = models.ForeignKey("insight.Release", on_delete=models.PROTECT, related_name="+")
    definition_version = models.CharField(max_length=20)
    frozen_on = models.DateField()
    frozen_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(max_length=40)
    group_value = models.FloatField()
    group_lower = models.FloatField(null=True)
    group_upper = models.FloatField(null=True)
    reference_value = models.FloatField()
    reference_lower = models.FloatField(null=True)
    reference_upper = models.FloatField(null=True)
    absolute = models.FloatField()
    absolute_lower = models.FloatField(null=True)
    absolute_upper = models.FloatField(null=True)
    relative = models.FloatField(null=True)
    relative_lower = models.FloatField(null=True)
    relative_upper = models.FloatField(null=True)

    class Meta:
        ordering = ["frozen_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "gap"], name="a_commitment_names_a_gap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.reference}, baseline {self.period}"
