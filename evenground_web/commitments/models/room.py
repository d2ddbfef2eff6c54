"""Where in a room a commitment began: a note of a table, or words from a phone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.commitments.models.commitments import Commitment


class RoomSource(models.Model):
    """The chain from what was said in a room to the commitment that was made of it."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.CASCADE, related_name="room_source"
    )
    note = models.ForeignKey(
        "floor.Note", null=True, on_delete=models.PROTECT, related_name="became"
    )
    contribution = models.ForeignKey(
        "floor.Contribution", null=True, on_delete=models.PROTECT, related_name="became"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_commitment_began_with_a_note_or_with_words_from_a_phone",
                condition=Q(note=None, contribution__isnull=False)
                | Q(note__isnull=False, contribution=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment}, from {self.note or self.contribution}"
