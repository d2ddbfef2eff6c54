"""One area against a weighted mixture of others that went the same way before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from evenground.errors import DataError, MissingValues
from evenground.measures.change.verdicts import POWER, Words, verdict
from evenground.measures.shapes import Estimate, Numbers, level, numbers, position

FEWEST_DONORS = 2
FEWEST_BEFORE = 3
POOR = 3  # times the ordinary misfit of the donors


class SyntheticControl(NamedTuple):
    """One area, its mixture, and how unusual the difference is among the donors.

    `weights` are those of the donors, `misfit` and `donors_misfit` the root mean squared
    differences before, `p_value` the share of all areas whose difference after, measured in their
    own misfit, is at least as large, and `detectable` the smallest effect that would be seen.
    """

    effect: Estimate
    p_value: float
    weights: Numbers
    counterfactual: Numbers
    misfit: float
    donors_misfit: Numbers
    detectable: Numbers
    verdict: Words


def synthetic_control(
    gap: ArrayLike, donors: ArrayLike, *, before: int, confidence: float = 0.95
) -> SyntheticControl:
    """What a programme did to the gap in one area, against a mixture of areas without it.

    Reads as effect 0 = the gap is where the mixture's is; the sign is the gap's own. The verdict
             compares the distance from equality with that of the mixture. `p_value`: how unusual.
    Use for  one area, ten periods or more before, and donors untouched by the programme and by
             anything like it. Look at `misfit` and at which donors carry weight. Any other
             indicator can stand in for the gap: read the effect then, and not the verdict.
    Shapes   gap: (periods,); donors: (donors, periods); `before` is the number of periods before.
             One area at a time: the weights are found by steps.
    Units    the unit of the gap; weights from 0 to 1 that sum to 1. `effect` is the mean over the
             periods after.
    Limits   by permutation: each donor is put in the area's place, and the limits are the effects
             that would not be unusual among the donors' own, each divided by its misfit before.
             They need at least 1 / (1 - confidence) areas, 20 at 95%: with fewer they are
             infinite, because no order of fewer areas is as rare as that.
    Raises   DataError for fewer than two donors or three periods before, and for a poor fit: a
             misfit above three times the median of the donors' and above the standard deviation
             of the area's own series before: no mixture resembles it. MissingValues for a value
             that is not there.
    Source   Abadie, Diamond and Hainmueller 2010, J Am Stat Assoc 105:493-505; Firpo and Possebom
             2018, J Causal Inference 6:20160026 (limits); Wolfe 1976, Math Program 11:128-149
             (the nearest point of a hull).
    Checked  the conditions of the best mixture, to 8 digits; California's tobacco law from sales
             alone: -19.5 packs a head, where Stata's sdid with method(sc), which draws weights a
             little together, gives -19.6; coverage with 19 and 38 donors
             (benchmarks/coverage/evaluation.py).

    >>> donors = [[10, 11, 12, 13, 14, 15], [20, 19, 20, 21, 20, 20], [5, 7, 6, 7, 8, 8]]
    >>> result = synthetic_control([15, 15, 16, 17, 12, 11], donors, before=4)
    >>> round(float(result.effect.value), 1), round(result.p_value, 2), str(result.verdict)
    (-5.7, 0.25, 'too little data')
    """
    level(confidence)
    ours, others = checked(gap, donors, before)
    weights, misfit, after = mixture(ours, others, before)
    placebos = [mixture(one, np.delete(others, i, 0), before) for i, one in enumerate(others)]
    misfits = np.array([one[1] for one in placebos])
    if misfit > max(POOR * np.median(misfits), ours[:before].std()):
        raise DataError(
            "No mixture of the donors resembles this area before the change: the fit is more than "
            f"{POOR} times worse than theirs, and worse than the area's own mean. Add donors that "
            "are like it, or use comparative_interrupted_series."
        )
    with np.errstate(divide="ignore"):
        unusual = np.sort(np.abs([one[2] for one in placebos]) / misfits)
    own = np.inf if misfit == 0 else abs(after) / misfit
    p_value = (1 + np.sum(unusual >= own)) / (1 + unusual.size)
    rank = int(np.ceil(round(confidence * (1 + unusual.size), 9)))  # the last not unusual
    away = unusual[rank - 1] * misfit if rank <= unusual.size else np.inf
    led_on = weights @ others
    return told(after, away, float(p_value), weights, led_on, misfit, misfits, before, confidence)


def told(
    after: float,
    away: float,
    p_value: float,
    weights: Numbers,
    led_on: Numbers,
    misfit: float,
    misfits: Numbers,
    before: int,
    confidence: float,
) -> SyntheticControl:
    effect = Estimate(*np.array([after, after - away, after + away]))
    without = float(led_on[before:].mean())
    total = Estimate(*(part + 2 * without for part in effect))
    detectable = np.asarray(away * (1 + ndtri(POWER) / level(confidence)))
    closing = np.asarray(max(abs(without), abs(without + after)))
    word = verdict(effect, total, detectable, closing)
    return SyntheticControl(effect, p_value, weights, led_on, misfit, misfits, detectable, word)


def checked(gap: ArrayLike, donors: ArrayLike, before: int) -> tuple[Numbers, Numbers]:
    ours, others = numbers("gap", gap), numbers("donors", donors)
    if ours.ndim != 1 or others.ndim != 2 or others.shape[1] != ours.size:
        raise DataError("`gap` has one number per period, `donors` one row of them per donor.")
    if len(others) < FEWEST_DONORS:
        raise DataError(f"A mixture needs at least {FEWEST_DONORS} donors. Add areas.")
    if not isinstance(before, int | np.integer) or not FEWEST_BEFORE <= before < ours.size:
        raise DataError(
            f"`before` is the number of periods before: at least {FEWEST_BEFORE}, and one after."
        )
    for name, array in [("gap", ours), ("donors", others)]:
        if (missing := np.isnan(array)).any():
            raise MissingValues(name, position(missing, "period"))
    return ours, others


def mixture(ours: Numbers, others: Numbers, before: int) -> tuple[Numbers, float, float]:
    """The weights, the misfit before and the mean difference after.

    Weights that sum to 1 make the difference a point of the hull of the donors' differences from
    the area, and the best of them the point nearest to 0. Least squares without negative weights,
    with a row of ones beside them, finds it exactly once its weights are scaled to sum to 1.
    """
    from scipy.optimize import nnls

    away = (others - ours)[:, :before].T
    scale = np.abs(away).max() or 1.0
    raw, _ = nnls(np.vstack([away / scale, np.ones(len(others))]), np.append(np.zeros(before), 1.0))
    weights = raw / raw.sum()
    left = ours - weights @ others
    return weights, float(np.sqrt(np.mean(left[:before] ** 2))), float(left[before:].mean())
