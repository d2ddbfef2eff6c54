"""How many people of each group a release counted, taken as how the partnership is made up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min
from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Measurement, Release
from evenground_web.people import services as people
from evenground_web.people.models import Mix, Person
from evenground_web.people.services.mix import census_groups

LONGEST_SOURCE = 300


def populations_in(release: Release) -> list[tuple[str, str]]:
    """Each number of a release that counts people by ethnic group of the census: a key, and what it is."""
    counted = Measurement.objects.filter(
        release=release, group__in=census_groups(), denominator__gt=0
    )
    found = (
        counted.values("indicator__title", "place__name", "dimension", "period")
        .annotate(first=Min("pk"), groups=Count("group", distinct=True))
        .filter(groups__gt=1)
        .order_by("place__name", "indicator__title", "period")
    )
    return [
        (
            str(one["first"]),
            f"{one['indicator__title']}, {one['place__name']}, {one['period']}: {one['groups']} groups",
        )
        for one in found
    ]


def use_as_population(
    release: Release, *, by: Person, which: str, now: datetime | None = None
) -> Mix:
    """Declare the people whom one number of a release is about as the mix by ethnic group."""
    now = now or timezone.now()
    if which not in dict(populations_in(release)):
        raise RuleBroken("This release has no such number any more. Choose again.")
    one = Measurement.objects.select_related("indicator", "place").get(pk=which)
    alike = Measurement.objects.filter(
        release=release, indicator=one.indicator_id, place=one.place_id, dimension=one.dimension,
        period=one.period, group__in=census_groups(), denominator__gt=0,
    ).order_by("order", "pk")  # fmt: skip
    source = f"{release.source}: people counted for {one.indicator} in {one.place}, {one.period}"
    return people.declare_mix(
        by=by,
        of=Mix.Of.GROUP,
        kind=Mix.Kind.PEOPLE,
        source=source[:LONGEST_SOURCE],
        as_at=min(one.period_end, timezone.localdate(now)),
        rows=[(row.group, Decimal(str(row.denominator))) for row in alike],
        now=now,
    )
