"""Figures of a gap in words: what has no number says why, and what has limits shows them."""

from __future__ import annotations

from evenground_web.core.numbers import number
from evenground_web.insight.models import Change, Gap, GapPoint, Indicator, Measurement, Standing

NOT_GIVEN = "Not given"


def figure(value: float | None) -> str:
    """34.1; 1,302; 0.44: as many digits as help."""
    if value is None:
        return ""
    size = abs(value)
    return number(value, 0 if size >= 1_000 else 2 if 0 < size < 1 else 1)


def sign(unit: str) -> str:
    return "%" if unit == "percent" else ""


def points(unit: str) -> str:
    """What a difference is counted in."""
    return " percentage points" if unit == "percent" else f" {unit}" if unit else ""


def between(lower: float | None, upper: float | None, unit: str = "") -> str:
    """Limits: 33.0% to 35.1%."""
    if lower is None or upper is None:
        return ""
    return f"{figure(lower)}{sign(unit)} to {figure(upper)}{sign(unit)}"


def value(measurement: Measurement, unit: str) -> str:
    if measurement.value is None:
        return measurement.get_status_display()
    return f"{figure(measurement.value)}{sign(unit)}"


def count(given: float | None, of: Measurement) -> str:
    """A count that is hidden is not a count that nobody gave."""
    if given is not None:
        return number(given, 0)
    return of.get_status_display() if of.status == Measurement.Status.SUPPRESSED else NOT_GIVEN


def direction(difference: float) -> str:
    return "higher" if difference > 0 else "lower"


def absolute(point: GapPoint, unit: str) -> str:
    """20.9 percentage points higher."""
    if point.absolute is None:
        return f"No number. {point.reason}"
    if round(point.absolute, 6) == 0:
        return "No difference"
    return f"{figure(abs(point.absolute))}{points(unit)} {direction(point.absolute)}"


def absolute_limits(point: GapPoint) -> str:
    """19.8 to 22.0; or 0.3 lower to 1.1 higher."""
    low, high = point.absolute_lower, point.absolute_upper
    if low is None or high is None:
        return ""
    if low >= 0:
        return between(low, high)
    if high <= 0:
        return between(-high, -low)
    return f"{figure(-low)} lower to {figure(high)} higher"


def relative(point: GapPoint) -> str:
    return "" if point.relative is None else f"{point.relative:,.2f} times"


def relative_limits(point: GapPoint) -> str:
    if point.relative_lower is None or point.relative_upper is None:
        return ""
    return f"{point.relative_lower:,.2f} to {point.relative_upper:,.2f}"


def change(gap: Gap) -> str:
    """Widened since 2015/16."""
    if gap.change == Change.TOO_LITTLE or gap.first is None:
        return Change.TOO_LITTLE.label
    return f"{gap.get_change_display()} since {gap.first.period}"


def polarity(indicator: Indicator) -> str:
    if indicator.better_when:
        return f"{indicator.get_better_when_display()}, as the definition declares."
    return (
        "No definition declares whether higher or lower is better, "
        "so the gap is shown without a judgement."
    )


STANDING_COLOURS = {
    Standing.WORSE: "red",
    Standing.BETTER: "green",
    Standing.UNCLEAR: "grey",
    Standing.UNJUDGED: "white",
    Standing.NO_NUMBER: "white",
}


def standing(gap: Gap) -> str:
    """Worse for the most deprived decile."""
    label = Standing(gap.standing).label
    return f"{label} for {gap.group}" if gap.standing in {"worse", "better"} else label
