"""The ends of the thread that hang loose."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from evenground_web.commitments.models import Commitment, DeliveryStatus
from evenground_web.commitments.services.lists.listing import IN_ORDER
from evenground_web.gatherings.models import Topic
from evenground_web.insight.models import LIMITS_APART, PEOPLE, STEEPNESS, Gap, Standing
from evenground_web.voices.models import Voice

WORSE_FIRST = Case(When(standing=Standing.WORSE, then=0), default=1)


def gaps_nobody_owns() -> QuerySet[Gap]:
    """Clear gaps that no commitment names, or only commitments that were stopped.

    A gap is clear when its limits leave out no difference. One where the group is known to be better
    off is left out. Those where it is known to be worse off come first, and the steepest of them first.
    """
    return (
        unowned(Gap.objects.with_standing())
        .select_related("indicator", "place", "latest")
        .order_by(WORSE_FIRST, STEEPNESS.desc(nulls_last=True), "pk")
    )


def unowned(gaps: Any) -> Any:
    """Of these gaps, judged by their standing, the clear ones that nobody owns."""
    return gaps.owned_by_nobody().clear().exclude(standing=Standing.BETTER)


def with_sizes(gaps: Any) -> QuerySet[Gap]:
    """How many limits apart the groups are, and how many people the gap stands for."""
    found = gaps.annotate(apart=LIMITS_APART, people=PEOPLE)
    ordered: QuerySet[Gap] = found.order_by(WORSE_FIRST, *gaps.query.order_by)
    return ordered.select_related("indicator", "place", "latest__group")


def commitments_without_gap() -> QuerySet[Commitment]:
    """Open commitments of which nobody can say whether they closed a gap."""
    return Commitment.objects.open().without_gap().select_related("owner").order_by(*IN_ORDER)


def topics_without_commitment(person: Any) -> QuerySet[Topic]:
    """What people spoke about at a gathering, and nobody promised anything.

    Voices whose words this person may not read point at nobody.
    """
    voices = Voice.objects.visible_to(person).filter(topic=OuterRef("pk"))
    promised = Commitment.objects.filter(topic=OuterRef("pk")).exclude(
        delivery_status=DeliveryStatus.STOPPED
    )
    return Topic.objects.filter(Exists(voices), ~Exists(promised))


def with_heard(found: Any, person: Any) -> Any:
    """How many voices about each of these topics, or gatherings, this person may read."""
    heard = Q(voices__in=Voice.objects.visible_to(person))
    return found.annotate(heard=Count("voices", filter=heard))


def voices_without_gap(person: Any) -> QuerySet[Voice]:
    """Voices whose words this person may read, and that nobody linked to a gap."""
    found = Voice.objects.visible_to(person).filter(gap=None)
    return found.select_related("gathering", "topic", "place")
