"""Commitments, what became of them, and the gaps they are meant to close."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.commitments.models.shown import Words


class DeliveryStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ImpactStatus(models.TextChoices):
    TOO_EARLY = "too_early", "Too early to say"
    NO_CHANGE = "no_change", "No change seen"
    IMPROVING = "improving", "Improving"
    GAP_CLOSED = "gap_closed", "Gap closed"
    WORSE = "worse", "Worse"


CLOSED = (DeliveryStatus.COMPLETE, DeliveryStatus.STOPPED, DeliveryStatus.WITHDRAWN)
EVERYBODY = "Everybody"
VERIFIED = "Complete (verified)"
STATUS_COLOURS = {
    DeliveryStatus.NOT_STARTED: "grey",
    DeliveryStatus.ON_TRACK: "green",
    DeliveryStatus.AT_RISK: "yellow",
    DeliveryStatus.OFF_TRACK: "red",
    DeliveryStatus.COMPLETE: "blue",
    DeliveryStatus.STOPPED: "purple",
    DeliveryStatus.WITHDRAWN: "purple",
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

    def without_mechanism(self) -> CommitmentQuerySet:
        """Pledges and actions that do not say why they should work; not those of one person."""
        lacking = self.filter(mechanism="").exclude(kind=Commitment.Kind.RECOMMENDATION)
        return lacking.exclude(pledge__level="personal")

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
    mechanism = models.TextField(blank=True, verbose_name="Why this should work")
    priority_population = models.CharField(max_length=200, blank=True)
    population_reason = models.TextField(blank=True, verbose_name="Why it is for everybody")
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
    session = models.ForeignKey(
        "gatherings.Session",
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
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_on_by",
        help_text="The earlier commitment that this carries on",
    )
    weight = models.PositiveSmallIntegerField(
        default=1, help_text="How much it counts in the progress of what it puts into practice"
    )
    starts = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    original_due = models.DateField(null=True, blank=True, editable=False)
    delivery_status = models.CharField(
        max_length=20, choices=DeliveryStatus, default=DeliveryStatus.NOT_STARTED
    )
    delivery_reason = models.TextField(blank=True)
    verified_on = models.DateField(null=True, blank=True, editable=False)
    impact_status = models.CharField(
        max_length=20, choices=ImpactStatus, default=ImpactStatus.TOO_EARLY
    )
    impact_reason = models.TextField(blank=True)
    public_since = models.DateField(null=True, editable=False)  # a pledge has its wall
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
            models.CheckConstraint(
                name="only_what_is_complete_is_verified",
                condition=Q(verified_on=None) | Q(delivery_status=DeliveryStatus.COMPLETE),
            ),
            models.CheckConstraint(
                name="a_commitment_for_everybody_says_why",
                condition=~Q(priority_population=EVERYBODY) | ~Q(population_reason=""),
            ),
            models.CheckConstraint(
                name="a_commitment_carries_on_another",
                condition=Q(carried_from=None) | ~Q(carried_from=F("pk")),
            ),
            models.CheckConstraint(
                name="a_commitment_counts_at_least_once", condition=Q(weight__gte=1)
            ),
            models.CheckConstraint(
                name="a_pledge_is_made_public_on_the_wall",
                condition=Q(public_since=None) | ~Q(kind="pledge"),
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
    def delivery_words(self) -> str:
        """Its delivery status, which tells apart what somebody else has checked."""
        return VERIFIED if self.verified_on else str(self.get_delivery_status_display())

    @property
    def lacks_mechanism(self) -> bool:
        return not self.mechanism and self.kind != self.Kind.RECOMMENDATION

    @property
    def delivery_colour(self) -> str:
        return STATUS_COLOURS[DeliveryStatus(self.delivery_status)]

    @property
    def impact_colour(self) -> str:
        return STATUS_COLOURS[ImpactStatus(self.impact_status)]

    def is_late(self, *, on: date) -> bool:
        return self.due is not None and self.due < on and self.delivery_status not in CLOSED


class StatusChange(Words):
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


class DueDateMove(Words):
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


class UpdateQuerySet(models.QuerySet["Update"]):
    def with_evidence(self) -> UpdateQuerySet:
        return self.exclude(evidence_link="", evidence_file="")


class Update(Words):
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
    said_by = models.CharField(max_length=420, blank=True)  # somebody without an account

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_update_is_said_by_a_person_or_by_link",
                condition=Q(by=None) | Q(said_by=""),
            )
        ]

    def __str__(self) -> str:
        return f"Update on {self.commitment.reference}"

    @property
    def author(self) -> str:
        return str(self.by) if self.by else self.said_by

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids
