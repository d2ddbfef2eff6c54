"""The ends of the thread that hang loose."""

from __future__ import annotations

from django.db.models import Case, F, FloatField, QuerySet, When

from evenground_web.commitments.models import Baseline, Commitment, DeliveryStatus
from evenground_web.commitments.services.listing import IN_ORDER
from evenground_web.insight.models import Gap, Standing


def gaps_nobody_owns() -> QuerySet[Gap]:
    """Gaps that no commitment names, or only commitments that were stopped.

    Gaps without a number or without a clear difference are left out. Those where the group is
    worse off come first, and the steepest of them first.
    """
    owned = Baseline.objects.exclude(commitment__delivery_status=DeliveryStatus.STOPPED)
    worse_first = Case(When(standing=Standing.WORSE, then=0), default=1)
    steepness = Case(
        When(latest__relative__gte=1, then=F("latest__relative")),
        When(latest__relative__gt=0, then=1 / F("latest__relative")),
        output_field=FloatField(),
    )
    return (
        Gap.objects.with_standing()
        .exclude(standing__in=[Standing.NO_NUMBER, Standing.UNCLEAR])  # type: ignore[misc]
        .exclude(pk__in=owned.values("gap"))
        .select_related("indicator", "place", "latest")
        .order_by(worse_first, steepness.desc(nulls_last=True), "pk")
    )


def commitments_without_gap() -> QuerySet[Commitment]:
    """Open commitments of which nobody can say whether they closed a gap."""
    return Commitment.objects.open().without_gap().select_related("owner").order_by(*IN_ORDER)
