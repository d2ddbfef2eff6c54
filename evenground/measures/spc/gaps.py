"""Control charts of a gap between two groups: is it closing, or only moving?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.shapes import Numbers, measured, numbers, one_of, refuse
from evenground.measures.spc.chart import Chart, Plan, PrimeChart, drawn, drawn_by_size, planned

SCALES = {"difference": False, "log ratio": True}


def gap_chart(
    value: ArrayLike,
    reference: ArrayLike,
    *,
    se: ArrayLike | None = None,
    reference_se: ArrayLike | None = None,
    scale: str = "difference",
    better_when: str | None = "nearer zero",
    target: ArrayLike | None = None,
    rebase: Sequence[int] = (),
    baseline: int | None = None,
    screen_outliers: bool = True,
    rules: str = "announced",
) -> Chart | PrimeChart:
    """Whether the gap between a group and its reference has changed, or only moves as it always did.

    Reads as the gap: 0 = none, above 0 = the group is higher. As `xmr`, but an unusual point is an
             "improvement" when the gap is nearer to zero than its mean, on whichever side, and a
             "concern" when it is further away; in a trend, when it moves towards zero, or away. A
             gap that closes, goes through zero and grows on the other side is a concern again.
    Use for  13 points of time or more; with standard errors where some points rest on far fewer
             people than others. For a change between two periods use `gap_change`.
    Shapes   value, reference, se, reference_se: (..., time), or shapes that stretch to one; the
             errors both or neither. Options as in `xmr`.
    Units    `scale` "difference": those of the series; "log ratio": log(value / reference), of
             which exp makes a ratio again. `target` is the largest gap that would do, on either
             side: a difference, or a ratio such as 1.1, which means 1 / 1.1 too.
    Limits   without errors as `xmr`. With errors Laney's: the gap's mean is weighted by precision,
             limits are 3 sigma_z standard errors of each point; group and reference are taken as
             independent (for other cases give `se` of the gap and `reference_se` 0).
    Raises   DataError for errors of one side only, below 0 or both 0, for a log ratio of numbers
             not above 0, and as `xmr`; MissingValues for a point that is not there.
    Source   NHS England, Making Data Count; Laney 2002, Quality Engineering 14:531-537.
    Checked  `xmr` of the difference; `p_prime`'s limits from the same errors; swapping the groups.

    >>> group = [30, 31, 29, 30, 31, 30, 29, 31, 24, 23, 24, 22, 23, 24, 23]
    >>> chart = gap_chart(group, 20)
    >>> [str(one) for one in chart.variation[[0, -1]]]
    ['concern', 'improvement']
    """
    logs = one_of("scale", scale, SCALES)
    given = {"value": value, "reference": reference}
    errors = {"se": se, "reference_se": reference_se}
    present = {name: error for name, error in errors.items() if error is not None}
    if len(present) == 1:
        raise DataError("`se` and `reference_se` go together: give both, or neither.")
    group, other, *noise = measured("point", **given, **present)
    gap, noises = as_ratio(group, other, noise) if logs else (group - other, noise)
    plan = planned(
        gap,
        better_when=better_when,
        target=aimed_at(target, better_when) if logs and target is not None else target,
        rebase=rebase,
        baseline=baseline,
        screen_outliers=screen_outliers,
        rules=rules,
    )
    return by_precision(gap, *noises, plan=plan) if noises else drawn(gap, plan)


def as_ratio(group: Numbers, other: Numbers, noise: list[Numbers]) -> tuple[Numbers, list[Numbers]]:
    refuse(group <= 0, "A log ratio was asked of `value` not above 0", of="point")
    refuse(other <= 0, "A log ratio was asked of `reference` not above 0", of="point")
    relative = [error / size for error, size in zip(noise, (group, other), strict=False)]
    return np.log(group / other), relative


def aimed_at(target: ArrayLike, better_when: str | None) -> Numbers:
    ratio = numbers("target", target)
    refuse(ratio <= 0, "`target`, a ratio, is not above 0", of="series")
    return np.abs(np.log(ratio)) if better_when == "nearer zero" else np.log(ratio)


def by_precision(gap: Numbers, se: Numbers, other_se: Numbers, *, plan: Plan) -> PrimeChart:
    refuse(se < 0, "`se` is below 0", of="point")
    refuse(other_se < 0, "`reference_se` is below 0", of="point")
    noise = np.hypot(se, other_se)
    instead = "Leave both out for an XmR chart."
    refuse(noise == 0, "`se` and `reference_se` are both 0", instead, "point")
    return drawn_by_size(gap, noise**-2, lambda mean, part: noise[..., part], plan)
