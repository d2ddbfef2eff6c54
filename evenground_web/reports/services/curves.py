"""The curves of a paper: what was measured of the steepest gaps, as numbers that are frozen with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from evenground_web.commitments.models import Baseline
from evenground_web.commitments.services import course, target_words
from evenground_web.core.text import upper_first
from evenground_web.insight.curves import Curve, OnCurve
from evenground_web.insight.models import GapPoint
from evenground_web.insight.services import series_of
from evenground_web.insight.words import figure as in_words
from evenground_web.insight.words import points as unit_of
from evenground_web.reports.services.figures import Content, difference, gap_named
from evenground_web.reports.services.records import Records

DRAWN = 3
FEWEST = 2  # figures: one alone is no curve


def curves(records: Records, promises: Iterable[Content]) -> list[Content]:
    """Of the steepest gaps with a promise: the course, in words too. A hidden figure is not in it."""
    verdicts = {row["key"]: row for row in promises}
    chosen = _chosen(records)
    prefetch_related_objects(chosen, "targets")
    every = series_of([baseline.gap for baseline in chosen])
    return [
        _curve(baseline, every[baseline.gap_id], verdicts[records.key_of(baseline)])
        for baseline in chosen
        if len([point for point in every[baseline.gap_id] if point.absolute is not None]) >= FEWEST
    ]


def _chosen(records: Records) -> list[Baseline]:
    """The first promise about each of the steepest gaps."""
    first: dict[int, Baseline] = {}
    for baseline in records.baselines:
        first.setdefault(baseline.gap_id, baseline)
    chosen = [first[gap] for gap in records.gaps if gap in first][:DRAWN]
    for baseline in chosen:
        baseline.gap = records.gaps[baseline.gap_id]
    return chosen


def _curve(baseline: Baseline, every: list[GapPoint], promise: Content) -> Content:
    gap = baseline.gap
    target = next(iter(baseline.targets.all()), None)
    if target:
        target.baseline = baseline
    drawn = course(baseline, every, target)
    unit = gap.indicator.unit
    return {
        "gap": gap_named(gap),
        "baseline": baseline.pk,
        "unit": "percentage points" if unit == "percent" else unit,
        "drawn": as_data(drawn),
        "measured": [
            {"period": point.period, "figure": difference(point, gap=gap)}
            for point in every
            if point.absolute is not None
        ],
        "expected": _ends(drawn, gap),
        "target": upper_first(target_words(target)) if target else "",
        "verdict": promise["verdict"],
    }


def _ends(drawn: Curve, gap: Any) -> Content | None:
    """Where the line that was measured before the promise leads to, and by when."""
    if not drawn.ahead:
        return None
    last = drawn.ahead[-1]
    value, low, high = (
        "" if number is None else in_words(number, gap.indicator.decimals, small=True)
        for number in (last.value, last.lower, last.upper)
    )
    limits = f" ({low} to {high})" if low and high else ""
    return {"text": f"{value}{unit_of(gap.indicator.unit)}{limits}", "on": last.day.isoformat()}


def as_data(drawn: Curve) -> Content:
    return {
        "measured": [_point(point) for point in drawn.measured],
        "ahead": [_point(point) for point in drawn.ahead],
        "target": _point(drawn.target) if drawn.target else None,
        "promised": drawn.promised.isoformat(),
    }


def _point(point: OnCurve) -> Content:
    return {**vars(point), "day": point.day.isoformat()}
