"""The ends of the thread that hang loose."""

from __future__ import annotations

from django.db.models import Case, QuerySet, When

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.listing import IN_ORDER
from evenground_web.insight.models import STEEPNESS, Gap, Standing


def gaps_nobody_owns() -> QuerySet[Gap]:
    """Clear gaps that no commitment names, or only commitments that were stopped.

    A gap is clear when its limits leave out no difference. One where the group is known to be better
    off is left out. Those where it is known to be worse off come first, and the steepest of them first.
    """
    worse_first = Case(When(standing=Standing.WORSE, then=0), default=1)
    return (
        Gap.objects.owned_by_nobody()
        .clear()
        .with_standing()
        .exclude(standing=Standing.BETTER)  # type: ignore[misc]
        .select_related("indicator", "place", "latest")
        .order_by(worse_first, STEEPNESS.desc(nulls_last=True), "pk")
    )


def commitments_without_gap() -> QuerySet[Commitment]:
    """Open commitments of which nobody can say whether they closed a gap."""
    return Commitment.objects.open().without_gap().select_related("owner").order_by(*IN_ORDER)
