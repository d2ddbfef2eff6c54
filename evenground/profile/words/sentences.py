"""A gap in words: how large it is, which way, how sure, or why it cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenground import indicators
from evenground.indicators import Dimension, Indicator

NO_LIMITS = ", limits not published"
MOST_DIGITS = 4


def sentence(
    gap: Mapping[str, Any], *, indicator: Indicator | None = None, unit: str | None = None
) -> str:
    """A row of `gaps` in words. Limits that include no difference are said to do so.

    Words and unit come from the definition; without one the published title is the subject and
    `unit` (or none) the unit.
    """
    indicator = indicator or indicators.find(gap["indicator_id"])
    subject = indicator.subject if indicator else gap["indicator"]
    digits = indicator.decimals if indicator else 1
    group, reference = (
        phrase(gap["dimension"], gap[side], indicators.dimensions())
        for side in ("group", "reference")
    )
    people = "" if gap["sex"] == "Persons" else f" ({gap['sex'].lower()} only)"
    where = f"in {gap['area']} in {gap['period']}{people}"
    if gap["absolute"] is None:
        return (
            f"{subject} {group} cannot be compared with that {reference} {where}: {gap['reason']}."
        )
    limits, clear = limits_of(gap, digits)
    size = written(abs(gap["absolute"]), digits, small=clear)
    if not float(size.replace(",", "")):
        told = f", and the 95% limits ({limits}) include no difference" if limits else NO_LIMITS
        return f"{subject} was about the same {group} as {reference} {where}{told}."
    size = with_unit(size, unit or (indicator.unit if indicator else ""))
    higher = "higher" if gap["absolute"] > 0 else "lower"
    if limits and not clear:
        return (
            f"{subject} was {size} {higher} {group} than {reference} {where}, "
            f"but the 95% limits ({limits}) include no difference."
        )
    known = f" (95% limits {limits})" if limits else f"{NO_LIMITS},"
    return f"{subject} was {size} {higher}{known} {group} than {reference} {where}."


def limits_of(gap: Mapping[str, Any], digits: int) -> tuple[str, bool]:
    """The limits of an absolute gap, of its size when it is below 0; whether they leave out 0."""
    low, high = gap["absolute_lower"], gap["absolute_upper"]
    if low is None or high is None:
        return "", False
    if low <= 0 <= high:
        low, high = (written(abs(one), digits, small=True) for one in (low, high))
        return f"{low} lower to {high} higher", False
    low, high = (written(one, digits, small=True) for one in sorted((abs(low), abs(high))))
    return f"{low} to {high}", True


def phrase(dimension: str, label: str, dimensions: Mapping[str, Dimension]) -> str:
    """The group as a sentence says it: "in the most deprived decile"."""
    known = dimensions.get(dimension)
    group = known.find(label) if known else None
    return group.phrase if group and group.phrase else f"in the group “{label}”"


def with_unit(size: str, unit: str) -> str:
    if unit == "percent":
        return f"{size} percentage point{'' if size == '1' else 's'}"
    return f"{size} {unit}".rstrip()


def written(number: float, digits: int, *, small: bool = False) -> str:
    """A number from 0 up as people read it, thousands apart.

    `small` is for a number that is known not to be 0: it takes more digits until it does not look it.
    """
    if small and number < 1 and not round(number, digits):
        enough = (more for more in range(digits, MOST_DIGITS + 1) if round(number, more))
        digits = next(enough, digits)
    return f"{number:,.{digits}f}"
