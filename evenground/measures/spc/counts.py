"""Control charts of shares and rates whose denominators change: p' and u'."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from evenground.measures.shapes import Numbers, counted, part_of, peopled, scale
from evenground.measures.spc.chart import PrimeChart, drawn_by_size, planned


def p_prime(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    better_when: str | None = None,
    target: ArrayLike | None = None,
    rebase: Sequence[int] = (),
    baseline: int | None = None,
    screen_outliers: bool = False,
    rules: str = "announced",
) -> PrimeChart:
    """Which points of a share over time are unusual, when some rest on more people than others.

    Reads as `xmr`. `sigma_z` 1 = the share varies as chance alone would have it; 3 = three times
             as much; the plain p chart would then call most points unusual.
    Use for  shares of large or changing denominators; not for counts below about 5 a point.
    Shapes   count, denominator: (..., time), or shapes that stretch to one. Options as in `xmr`.
    Units    people in; shares between 0 and 1 out, limits too; moving ranges in standard errors.
    Limits   Laney: mean share -/+ 3 sigma_z standard errors of each point, within 0 and 1; the
             plain limits have sigma_z = 1. How often each rule marks a point without a cause:
             docs/methods/spc.md.
    Raises   DataError for a point without people, a count above its denominator, a part with
             fewer than 2 points; MissingValues for a count that is not there.
    Source   Laney 2002, Quality Engineering 14:531-537.
    Checked  qicharts2, 40 points, p and p' limits to 12 digits.

    >>> chart = p_prime([40, 55, 30, 61], [400, 500, 380, 420])
    >>> round(float(chart.sigma_z[0]), 2), [round(float(one), 3) for one in chart.upper]
    (2.02, [0.204, 0.194, 0.207, 0.202])
    """
    x, n = counted("point", count=count, denominator=denominator)
    peopled("denominator", n, "point")
    part_of("count", x, "denominator", n, "point")
    share = x / n
    plan = planned(
        share,
        better_when=better_when,
        target=target,
        rebase=rebase,
        baseline=baseline,
        screen_outliers=screen_outliers,
        rules=rules,
    )

    def noise(mean: Numbers, part: slice) -> Numbers:
        return np.sqrt(mean * (1 - mean) / n[..., part])

    return drawn_by_size(share, n, noise, plan, possible=(0, 1))


def u_prime(
    count: ArrayLike,
    exposure: ArrayLike,
    *,
    per: float = 1,
    better_when: str | None = None,
    target: ArrayLike | None = None,
    rebase: Sequence[int] = (),
    baseline: int | None = None,
    screen_outliers: bool = False,
    rules: str = "announced",
) -> PrimeChart:
    """Which points of a rate over time are unusual, when some rest on more people than others.

    Reads as `xmr`; `sigma_z` as in `p_prime`, against what chance alone does to counts of events.
    Use for  events for every so many people, bed days or contacts, when those change.
    Shapes   count, exposure: (..., time), or shapes that stretch to one. Options as in `xmr`.
    Units    events and exposure in; events per `per` out, limits and target too; moving ranges in
             standard errors.
    Limits   Laney: mean rate -/+ 3 sigma_z standard errors of each point, not below 0; the plain
             limits have sigma_z = 1. How often each rule marks a point without a cause:
             docs/methods/spc.md.
    Raises   DataError for a point without exposure, a part with fewer than 2 points, a `per` that
             is not above 0; MissingValues for a count that is not there.
    Source   Laney 2002, Quality Engineering 14:531-537.
    Checked  qicharts2, 3 of 40 points, u and u' limits to 12 digits, and all their sigma_z.

    >>> chart = u_prime([12, 15, 9, 30], [1_000, 1_100, 900, 1_050], per=1_000)
    >>> round(float(chart.sigma_z[0]), 2), [round(float(one), 1) for one in chart.upper]
    (1.7, [36.9, 35.9, 38.0, 36.4])
    """
    scale(per)
    x, n = counted("point", count=count, exposure=exposure)
    peopled("exposure", n, "point")
    rate = per * x / n
    plan = planned(
        rate,
        better_when=better_when,
        target=target,
        rebase=rebase,
        baseline=baseline,
        screen_outliers=screen_outliers,
        rules=rules,
    )

    def noise(mean: Numbers, part: slice) -> Numbers:
        return np.sqrt(per * mean / n[..., part])

    return drawn_by_size(rate, n, noise, plan, possible=(0, np.inf))
