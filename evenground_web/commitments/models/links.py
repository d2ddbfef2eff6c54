"""Links by which somebody without an account says how one commitment is going."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.commitments.models.commitments import Commitment, DeliveryStatus, Update


class UpdateLink(models.Model):
    """A link for one person about one commitment. The token itself is kept nowhere."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="update_links"
    )
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    email = models.EmailField("email address")
    token_digest = models.CharField(max_length=64, unique=True)
    browser_digest = models.CharField(max_length=64, blank=True)
    message = models.ForeignKey("outbox.Message", null=True, on_delete=models.SET_NULL)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "email"],
                condition=Q(revoked_at=None),
                name="one_person_has_one_link_to_a_commitment",
            ),
            models.CheckConstraint(
                name="a_link_expires_after_it_is_sent", condition=Q(expires_at__gt=F("sent_at"))
            ),
            models.CheckConstraint(
                name="a_link_is_opened_in_one_browser",
                condition=Q(opened_at=None, browser_digest="")
                | (Q(opened_at__isnull=False) & ~Q(browser_digest="")),
            ),
            models.CheckConstraint(
                name="somebody_revokes_a_link",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:links", args=[self.commitment_id])

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids

    @property
    def who(self) -> str:
        return f"{self.name} of {self.organisation}"

    def is_live(self, *, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


class LinkCode(models.Model):
    """A code sent to the address of a link, by which one browser opens the link for the first time."""

    link = models.ForeignKey(UpdateLink, on_delete=models.CASCADE, related_name="codes")
    browser_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    message = models.ForeignKey("outbox.Message", null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_code_expires_after_it_is_sent", condition=Q(expires_at__gt=F("sent_at"))
            ),
            models.CheckConstraint(
                name="a_code_is_tried_five_times_at_most", condition=Q(tries__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"Code for {self.link.name}"


class Proposal(models.Model):
    """A delivery status that somebody proposed by link; a lead takes it over, or does not."""

    link = models.ForeignKey(UpdateLink, on_delete=models.PROTECT, related_name="proposals")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="proposals")
    update = models.OneToOneField(Update, on_delete=models.PROTECT, related_name="proposal")
    status = models.CharField(max_length=20, choices=DeliveryStatus)
    at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="somebody_decides_about_a_proposal",
                condition=Q(accepted=None, decided_by=None, decided_at=None)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.link.name} proposes “{self.get_status_display()}”"

    def get_absolute_url(self) -> str:
        return self.commitment.get_absolute_url()

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids
