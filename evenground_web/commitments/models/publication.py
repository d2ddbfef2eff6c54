"""Which commitments everybody may read: one rule for pledges, recommendations and actions."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from evenground_web.commitments.models.commitments import Commitment, CommitmentQuerySet
from evenground_web.commitments.models.pledges import Level, Pledge

PERSONAL = Q(pledge__level=Level.PERSONAL)  # who owns one says where its person works


def public_commitments() -> CommitmentQuerySet:
    """Pledges on the wall; recommendations and actions that somebody made public. Each with
    `public_from`, the day since when it is."""
    on_the_wall = Pledge.objects.on_the_wall().values("pk")
    found = Commitment.objects.filter(Q(public_since__isnull=False) | Q(pk__in=on_the_wall))
    return found.annotate(public_from=Coalesce(F("public_since"), F("pledge__published_on")))
