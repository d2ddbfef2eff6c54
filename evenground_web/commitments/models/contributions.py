"""What the owner of a promise thinks it had to do with what became of the gap."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from evenground_web.commitments.models.baselines import Baseline


class Contribution(models.Model):
    """A contribution statement: a draft until somebody else signs it, then frozen by a trigger."""

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="contributions")
    version = models.PositiveSmallIntegerField()
    did = models.TextField(verbose_name="What we did")
    also_happened = models.TextField(verbose_name="What else happened")
    why = models.TextField(verbose_name="Why we think it contributed, or did not")
    unknown = models.TextField(verbose_name="What we do not know")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.TextField(blank=True, help_text="What the figures said when it was signed")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["baseline", "version"], name="a_statement_follows_the_one_before_it"
            ),
            models.CheckConstraint(
                name="a_signed_statement_names_who_signed_it",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_signs_what_they_wrote",
                condition=Q(signed_by=None) | ~Q(signed_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Contribution statement {self.version} of {self.baseline.commitment.reference}"

    @property
    def organisation_ids(self) -> set[int]:
        return self.baseline.commitment.organisation_ids

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def parts(self) -> list[tuple[str, str]]:
        fields: list[Any] = [self._meta.get_field(name) for name in STATEMENT_PARTS]
        return [(str(field.verbose_name), getattr(self, field.name)) for field in fields]


STATEMENT_PARTS = ("did", "also_happened", "why", "unknown")
