"""Evidence is checked by somebody else before a commitment counts as verified."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import (
    Commitment,
    DeliveryStatus,
    Finding,
    Update,
    Verification,
)
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import lower_first
from evenground_web.people.models import Person


@audit.in_turn()
def verify(
    update: Update, *, by: Person, finding: str, words: str, now: datetime | None = None
) -> Verification:
    """Say what the evidence of an update shows; a finding that it is complete verifies it."""
    update = Update.objects.get(pk=update.pk)
    commitment = Commitment.objects.select_for_update().get(pk=update.commitment_id)
    found, words = Finding(finding), words.strip()
    _check_checker(update, commitment, by)
    if not words:
        raise RuleBroken("Write what you looked at and what it shows.")
    if found == Finding.COMPLETE and commitment.delivery_status != DeliveryStatus.COMPLETE:
        raise RuleBroken(
            f"{commitment.reference} is not marked as complete yet, so it cannot be verified. Say "
            "what the evidence shows so far, and check again when it is complete."
        )
    last = commitment.verifications.first()
    if last and (last.update_id, last.by_id, last.finding, last.words) == (
        update.pk, by.pk, found, words,
    ):  # fmt: skip
        return last
    now = now or timezone.now()
    verification = Verification.objects.create(
        commitment=commitment, update=update, finding=found, words=words, by=by, at=now,
        given_by=update.by, led_by=commitment.owner_person,
    )  # fmt: skip
    commitment.verified_on = timezone.localdate(now) if found == Finding.COMPLETE else None
    commitment.save(update_fields=["verified_on"])
    audit.record(
        "commitment.evidence_checked", commitment, by=by, now=now, update=update.pk,
        sentence=f"checked the evidence, and {lower_first(found.label)}: {words.rstrip('.')}",
    )  # fmt: skip
    return verification


def _check_checker(update: Update, commitment: Commitment, by: Person) -> None:
    if not (update.evidence_link or update.evidence_file):
        raise RuleBroken("This update has no evidence to check.")
    if update.by_id == by.pk:
        raise RuleBroken("You gave this evidence, so somebody else has to check it.")
    if commitment.owner_person_id == by.pk:
        raise RuleBroken(
            f"You lead on {commitment.reference}, so somebody else has to check its evidence."
        )
