"""Figures of a gap in words: what has no number says why, and what has limits shows them."""

from __future__ import annotations

import re

from evenground_web.core.numbers import number
from evenground_web.insight.models import Change, Gap, GapPoint, Indicator, Measurement, Standing

NOT_GIVEN = "Not given"
NOT_PLAIN = "Not told: the rate is adjusted, as for age, so it counts no real events"
PER = re.compile(r"per ([\d,]+)")
SAME = "About the same"
MOST_DECIMALS = 4


def figure(value: float | None, decimals: int, *, small: bool = False) -> str:
    """34.1; 1,302.4; with as many decimals as the definition gives the indicator.

    `small` is for a number that may be small but is not nil: it takes more of them until it shows.
    """
    if value is None:
        return ""
    if small:
        enough = (more for more in range(decimals, MOST_DECIMALS + 1) if round(value, more))
        decimals = next(enough, decimals)
    return number(value, decimals)


def sign(unit: str) -> str:
    return "%" if unit == "percent" else ""


def points(unit: str) -> str:
    """What a difference is counted in."""
    return " percentage points" if unit == "percent" else f" {unit}" if unit else ""


def between(lower: float | None, upper: float | None, indicator: Indicator) -> str:
    """Limits of a value: 33.0% to 35.1%."""
    if lower is None or upper is None:
        return ""
    low, high = (
        figure(limit, indicator.decimals) + sign(indicator.unit) for limit in (lower, upper)
    )
    return f"{low} to {high}"


def value(measurement: Measurement, indicator: Indicator) -> str:
    if measurement.value is None:
        return measurement.get_status_display()
    return figure(measurement.value, indicator.decimals) + sign(indicator.unit)


def count(given: float | None, of: Measurement) -> str:
    """A count that is hidden, or too small to report, is not a count that nobody gave."""
    if given is not None:
        return number(given, 0)
    held_back = (Measurement.Status.SUPPRESSED, Measurement.Status.TOO_FEW)
    return of.get_status_display() if of.status in held_back else NOT_GIVEN


def direction(difference: float) -> str:
    return "higher" if difference > 0 else "lower"


def absolute(point: GapPoint, indicator: Indicator) -> str:
    """20.9 percentage points higher; the words and digits of the sentence of the point."""
    if point.absolute is None:
        return f"No number. {point.reason}"
    size = figure(abs(point.absolute), indicator.decimals, small=is_clear(point))
    if not size.strip("0.,"):
        return SAME
    return f"{size}{points(indicator.unit)} {direction(point.absolute)}"


def stands_for(gap: Gap) -> str:
    """How many people, or events, the difference stands for; or why nobody can say.

    A rate counts events of its group only when it is the plain one: count by people. One that is
    adjusted, as for age, is a rate of people who do not exist.
    """
    point, unit = gap.latest, gap.indicator.unit
    if point is None or point.absolute is None:
        return "No number"
    if unit == "percent":
        return _of_group(point, 100, "people", "the source does not say how many people it is of")
    found = PER.fullmatch(unit)
    if found is None:
        return "Not told: an average, a ratio or an index counts nobody"
    per = int(found[1].replace(",", ""))
    if not _is_plain(point.group, per, gap.indicator.decimals):
        return (
            NOT_PLAIN if point.group.count is not None else "Not told: the source gives no counts"
        )
    return _of_group(point, per, f"events in {point.period}", "the source gives no counts")


def _of_group(point: GapPoint, per: int, what: str, otherwise: str) -> str:
    if point.group.denominator is None:
        return f"Not told: {otherwise}"
    return f"About {number(abs(point.absolute or 0) * point.group.denominator / per, 0)} {what}"


def _is_plain(side: Measurement, per: int, decimals: int) -> bool:
    """Whether a rate is its count by its people, but for rounding."""
    if side.value is None or side.count is None or not side.denominator:
        return False
    apart = abs(side.value - side.count * per / side.denominator)
    return bool(apart <= max(0.5 * 10**-decimals, abs(side.value) / 1000))


def is_clear(point: GapPoint) -> bool:
    """Whether the limits leave out no difference."""
    low, high = point.absolute_lower, point.absolute_upper
    return low is not None and high is not None and not low <= 0 <= high


def absolute_limits(point: GapPoint, indicator: Indicator) -> str:
    """19.8 to 22.0; or 0.3 lower to 1.1 higher."""
    low, high = point.absolute_lower, point.absolute_upper
    if low is None or high is None:
        return ""
    ends = (abs(low), abs(high)) if low <= 0 <= high else sorted((abs(low), abs(high)))
    near, far = (figure(end, indicator.decimals, small=True) for end in ends)
    return f"{near} to {far}" if is_clear(point) else f"{near} lower to {far} higher"


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
