"""What came of an agenda item: an action agreed there, or a commitment or risk it was about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.commitments import Commitment
from evenground_web.commitments.models.risks import Risk


class MeetingLink(models.Model):
    """One record that hangs on an agenda item, and on a decision made there when it names one."""

    item = models.ForeignKey(
        "gatherings.AgendaItem", on_delete=models.PROTECT, related_name="links"
    )
    decision = models.ForeignKey(
        "gatherings.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="links",
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="meeting_links"
    )
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.CASCADE, related_name="meeting_links"
    )
    agreed_there = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_meeting_link_is_about_one_record",
                condition=Q(commitment__isnull=False, risk=None)
                | Q(commitment=None, risk__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["item", "commitment"], name="an_item_names_a_commitment_once"
            ),
            models.UniqueConstraint(fields=["item", "risk"], name="an_item_names_a_risk_once"),
        ]

    def __str__(self) -> str:
        return str(self.commitment or self.risk)
