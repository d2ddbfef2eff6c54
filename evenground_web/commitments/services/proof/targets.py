"""Saying how far a gap is to close, and by when."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from evenground_web.commitments.models import Baseline, Target
from evenground_web.commitments.services.proof.feasibility import start_of, wanted_of
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.words import figure as in_words
from evenground_web.insight.words import points
from evenground_web.people.models import Person

WANTED = ("measure", "value", "level", "by_day")


@audit.in_turn()
def set_target(
    baseline: Baseline,
    *,
    by: Person | None,
    measure: str,
    value: float,
    by_day: date,
    reason: str,
    level: float | None = None,
    now: datetime | None = None,
) -> Target:
    """Set a target, or another in place of it: the old one stays with its reason. The same again
    changes nothing."""
    baseline = Baseline.objects.select_for_update().get(pk=baseline.pk)
    reason = reason.strip()
    check_target(baseline, measure=measure, value=value, by_day=by_day)
    if not reason:
        raise RuleBroken("Write why this is the target: those who read the result will ask.")
    before = baseline.targets.first()
    wanted = {"measure": measure, "value": value, "level": level, "by_day": by_day}
    if before and all(getattr(before, name) == wanted[name] for name in WANTED):
        return before
    target = Target.objects.create(
        baseline=baseline, version=before.version + 1 if before else 1, reason=reason,
        set_on=timezone.localdate(now), set_by=by, **wanted,
    )  # fmt: skip
    did = "changed the target" if before else "set a target"
    audit.record(
        "commitment.target_set", baseline.commitment, by=by, now=now,
        sentence=f"{did} for the gap “{baseline.gap}”: {target_words(target)}", target=target.pk,
    )  # fmt: skip
    return target


def check_target(baseline: Baseline, *, measure: str, value: float, by_day: date) -> None:
    """Refuse what is no target for this gap. One that is too weak is none of these."""
    if by_day <= baseline.frozen_on:
        raise RuleBroken(
            f"{nhs_date(by_day)} is not after the day of the promise, "
            f"{nhs_date(baseline.frozen_on)}. Choose a later day."
        )
    if measure not in Target.Measure:
        raise RuleBroken("Choose what the target is about.")
    if measure == Target.Measure.PERCENT and not 0 < value <= 100:
        raise RuleBroken("Give a percentage above 0 and up to 100.")
    ratio = measure == Target.Measure.RATIO
    start = start_of(baseline, ratio=ratio)
    if start.value is None:
        raise RuleBroken(
            "No relative gap was measured on the day of the promise, so there is no ratio to lower. "
            "Set a target for the absolute gap."
        )
    least = 1 if ratio else 0
    if value < least:
        raise RuleBroken(
            "A ratio of 1 means that both groups are equal. Give 1 or more."
            if ratio
            else "Give 0 or more: 0 means that there is no gap left."
        )
    if measure != Target.Measure.PERCENT and value >= start.value:
        unit = " times" if ratio else points(baseline.gap.indicator.unit)
        raise RuleBroken(
            f"On the day of the promise the gap was {start.alone}{unit}, so this target would let it "
            "grow or stay. Give a smaller number."
        )


def target_words(target: Target) -> str:
    """The gap at most 9.0 percentage points (half of what it was) by 31 March 2028."""
    baseline = target.baseline
    indicator, day = baseline.gap.indicator, nhs_date(target.by_day)
    wanted = wanted_of(baseline, target.measure, target.value)
    size = in_words(wanted.value, wanted.decimals)
    if target.measure == Target.Measure.RATIO:
        words = f"the relative gap at most {size} times"
    else:
        words = f"the gap at most {size}{points(indicator.unit)}"
    if target.measure == Target.Measure.PERCENT:
        words = (
            f"the gap {in_words(target.value, 0)}% smaller, at most {size}{points(indicator.unit)}"
        )
    if target.level is not None:
        level = in_words(target.level, indicator.decimals)
        words += f", and the figure for {baseline.gap.group} at {level}"
    return f"{words}, by {day}"
