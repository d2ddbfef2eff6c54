"""Tying a commitment to a gap: the gap is frozen as it stands on the day of the promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Baseline, Commitment, public_commitments
from evenground_web.commitments.services.lists.having import rare
from evenground_web.commitments.services.proof.comparison import ThenAndNow, compare, gap_words
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap, GapPoint
from evenground_web.people.models import Person

LIMITED = ("absolute", "relative")
FIGURES = [
    *(f"{side}{end}" for side in ("group", "reference") for end in ("_value", "_lower", "_upper")),
    *(f"{name}{end}" for name in LIMITED for end in ("", "_lower", "_upper")),
]
FROZEN = ("gap_id", "release_id", "definition_version", "period", *FIGURES)


@audit.in_turn()
def name_gap(
    commitment: Commitment,
    *,
    by: Person | None,
    gap: Gap,
    on: date | None = None,
    now: datetime | None = None,
) -> Baseline:
    """Say which gap a commitment is meant to close, and freeze that gap as its baseline."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if kept := commitment.baselines.filter(gap=gap).first():
        raise RuleBroken(
            f"{commitment.reference} already names this gap. Its baseline was frozen on "
            f"{nhs_date(kept.frozen_on)} and stays as it is."
        )
    point = _current(gap)
    baseline = Baseline(
        commitment=commitment, gap=gap, release=point.release, period=point.period,
        definition_version=point.gap.indicator.definition_version,
        frozen_on=on or timezone.localdate(now), frozen_by=by,
    )  # fmt: skip
    for end in ("", "_lower", "_upper"):
        for name in LIMITED:
            setattr(baseline, f"{name}{end}", getattr(point, f"{name}{end}"))
        setattr(baseline, f"group{end or '_value'}", getattr(point.group, end[1:] or "value"))
        setattr(
            baseline, f"reference{end or '_value'}", getattr(point.reference, end[1:] or "value")
        )
    baseline.save(force_insert=True)
    audit.record(
        "commitment.gap_named", commitment, by=by, now=now,
        sentence=f"named the gap “{gap}” and froze its baseline: {gap_words(point)} in {point.period}",
        gap=gap.pk, release=point.release_id,
    )  # fmt: skip
    return baseline


def then_and_now(commitment: Commitment) -> list[ThenAndNow]:
    """Every gap the commitment names, on the day of the promise and in its newest figure."""
    baselines = rare(commitment, "baselines").select_related(
        "release", "gap__indicator", "gap__place", "gap__latest__group", "gap__latest__reference",
        "gap__latest__release",
    ).prefetch_related("targets")  # fmt: skip
    for baseline in baselines:
        if baseline.gap.latest:
            baseline.gap.latest.gap = baseline.gap
    return [compare(baseline, baseline.gap.latest) for baseline in baselines]


def public_baselines() -> QuerySet[Baseline]:
    """Those that everybody may read about: the commitment is public, and so are the figures of its
    day."""
    return Baseline.objects.filter(
        commitment__in=public_commitments().values("pk"), release__public_since__isnull=False
    ).select_related(
        "commitment__owner", "commitment__pledge", "gap__indicator", "gap__place", "release"
    )


def then_and_now_in_public(baselines: Iterable[Baseline]) -> list[ThenAndNow]:
    """As everybody may read it: a newer figure counts once its release is public."""
    found, compared = [], dict[tuple[object, ...], ThenAndNow]()
    for baseline in baselines:
        frozen = tuple(getattr(baseline, name) for name in FROZEN)
        if frozen not in compared:  # a gap is often promised several times
            latest = baseline.gap.latest
            if latest:
                latest.gap = baseline.gap
            is_public = latest is not None and latest.release.public_since is not None
            compared[frozen] = compare(baseline, latest if is_public else None)
        found.append(replace(compared[frozen], baseline=baseline))
    return found


def _current(gap: Gap) -> GapPoint:
    """The newest figure of the gap, or a refusal that says why there is none."""
    point = (
        GapPoint.objects.filter(pk__in=Gap.objects.filter(pk=gap.pk).values("latest"))
        .select_related("gap__indicator", "group", "reference", "release")
        .first()
    )
    if point is None:
        raise RuleBroken(
            "This gap has no figure yet, so there is no baseline to freeze. Add data for it first."
        )
    for side in (point.group, point.reference):
        if side.value is None:
            raise RuleBroken(
                f"The figure for {side.group} in {point.period} is "
                f"{side.get_status_display().lower()}, so there is no baseline to freeze. Choose "
                "another gap, or add newer data."
            )
    if point.absolute is None:
        raise RuleBroken(
            f"The size of this gap in {point.period} was not measured, so there is no baseline to "
            "freeze. Choose another gap, or add newer data."
        )
    return point
