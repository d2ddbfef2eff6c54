"""The curve of a result as a picture: what was measured, where the trend led, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from evenground_web.commitments.models import Baseline, Target
from evenground_web.commitments.services.proof.comparison import figure_of
from evenground_web.commitments.services.proof.feasibility import led_on, trend_before, wanted_of
from evenground_web.commitments.services.proof.results import Result
from evenground_web.insight.charts import SCREENS
from evenground_web.insight.curves import Curve, OnCurve, curve_spec
from evenground_web.insight.models import GapPoint
from evenground_web.insight.services import drawn

STEPS = 6  # points of the band: its edges bend


def draw_curve(result: Result, *, screen: str) -> str:
    """The SVG of the curve for a `wide` or a `narrow` screen."""
    curve, unit = curve_of(result), result.baseline.gap.indicator.unit
    shown = "percentage points" if unit == "percent" else unit
    return drawn(
        {name: curve_spec(curve, unit=shown, screen=size) for name, size in SCREENS.items()},
        screen=screen,
    )


def curve_of(result: Result) -> Curve:
    return course(result.baseline, result.every, result.aim.target if result.aim else None)


def course(baseline: Baseline, every: Sequence[GapPoint], target: Target | None) -> Curve:
    """The gap seen from the side on which it stood on the day of the promise."""
    sign = -1 if baseline.absolute < 0 else 1
    last = max([point.period_end for point in every], default=baseline.frozen_on)
    until = max(last, target.by_day) if target else last
    return Curve(
        measured=[_point(point, baseline, sign) for point in every if point.absolute is not None],
        ahead=_ahead(baseline, trend_before(baseline, every), until),
        target=_target(baseline, target),
        promised=baseline.frozen_on,
    )


def _point(point: GapPoint, baseline: Baseline, sign: int) -> OnCurve:
    figure = figure_of(point, "absolute", baseline.gap.indicator).times(sign)
    return OnCurve(point.period_end, figure.value or 0, figure.lower, figure.upper)


def _ahead(baseline: Baseline, before: Sequence[GapPoint], until: date) -> list[OnCurve]:
    if not before:
        return []
    first = before[-1].period_end
    days = [
        first + timedelta(days=(until - first).days * step / STEPS) for step in range(STEPS + 1)
    ]
    found = [led_on(baseline, before, at=day, ratio=False) for day in days]
    return [
        OnCurve(day, one.figure.value, one.figure.lower, one.figure.upper)
        for day, one in zip(days, found, strict=True)
        if one and one.figure.value is not None
    ]


def _target(baseline: Baseline, target: Target | None) -> OnCurve | None:
    """A ratio is no place on a curve of differences."""
    if target is None or target.measure == Target.Measure.RATIO:
        return None
    wanted = wanted_of(baseline, target.measure, target.value).value
    return None if wanted is None else OnCurve(target.by_day, wanted)
