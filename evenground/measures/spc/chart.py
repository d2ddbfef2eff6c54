"""A control chart from its parts: centre, moving ranges, limits, and the rules on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.shapes import Numbers, numbers, one_of, refuse
from evenground.measures.spc.rules import (
    ASSURANCES,
    BETTER_WHEN,
    RULES,
    Flags,
    Labels,
    Signals,
    Whole,
    causes,
    signals,
    variation,
)

LIMIT = 2.66  # moving ranges from the mean to a process limit, as it is published: 3 / 1.128
SIGMA = 1.128  # a mean moving range of values that vary by 1
RANGE_LIMIT = 3.267  # mean moving ranges to the upper limit of a moving range
SHORT = 13  # points below which limits are provisional


@dataclass(frozen=True, eq=False)
class Chart:
    """A control chart of one series or many: fields have the shape of the series.

    Except `assurance`, one for each series, and `part` and `short`, one for each point of time:
    which part of the chart it belongs to, and whether that part has fewer than 13 points.
    """

    value: Numbers
    mean: Numbers
    lower: Numbers
    upper: Numbers
    moving_range: Numbers
    moving_range_mean: Numbers
    moving_range_upper: Numbers
    signals: Signals
    cause: Labels
    direction: Whole
    variation: Labels
    assurance: Labels
    part: Whole
    short: Flags


@dataclass(frozen=True, eq=False)
class PrimeChart(Chart):
    """A control chart whose points are not equally precise: `sigma_z` is how many times wider the
    points vary than their size explains; the plain limits are those if it were 1."""

    sigma_z: Numbers
    plain_lower: Numbers
    plain_upper: Numbers


class Plan(NamedTuple):
    """How a chart is to be drawn: its parts, each with the points that set its limits."""

    parts: list[tuple[slice, slice]]
    screened: bool
    beyond_counts: bool
    better_when: str | None
    target: ArrayLike | None


def planned(
    value: Numbers,
    *,
    better_when: str | None,
    target: ArrayLike | None,
    rebase: Sequence[int],
    baseline: int | None,
    screen_outliers: bool,
    rules: str,
) -> Plan:
    beyond_counts = one_of("rules", rules, RULES)
    if better_when is not None:
        one_of("better_when", better_when, BETTER_WHEN)
    if value.ndim == 0 or value.shape[-1] < 2:
        raise DataError("A control chart needs 2 points of time or more.")
    first = whole_baseline(baseline, value.shape[-1])
    edges = [0, *rebase, value.shape[-1]]
    if not all(isinstance(edge, Integral) for edge in edges) or (np.diff(edges) < 2).any():
        raise DataError(
            "`rebase` holds positions of points, counted from 0 and in order, at which limits "
            "begin anew; each part needs 2 points or more."
        )
    parts = [
        (slice(start, stop), slice(start, min(stop, start + first)))
        for start, stop in zip(edges, edges[1:], strict=False)
    ]
    return Plan(parts, bool(screen_outliers), beyond_counts, better_when, target)


def whole_baseline(baseline: int | None, points: int) -> int:
    if baseline is None:
        return points
    if not isinstance(baseline, Integral) or baseline < 2:
        raise DataError(f"`baseline` is a number of points, 2 or more; it was {baseline!r}.")
    return int(baseline)


def drawn(value: Numbers, plan: Plan) -> Chart:
    """The XmR chart: every point counts the same."""
    mean, moving, typical = (np.empty_like(value) for _ in range(3))
    for part, basis in plan.parts:
        mean[..., part] = centre(value[..., basis], np.ones_like(value[..., basis]))
        moving[..., part] = moving_range(value[..., part])
        typical[..., part] = typical_range(value[..., basis], screened=plan.screened)
    return Chart(**marked(value, mean, LIMIT * typical, (moving, typical), plan))


def drawn_by_size(
    value: Numbers,
    weight: Numbers,
    noise: Callable[[Numbers, slice], Numbers],
    plan: Plan,
    *,
    possible: tuple[float, float] = (-np.inf, np.inf),
) -> PrimeChart:
    """Laney's chart: every point counts as much as its size says, `noise` is what size explains."""
    mean, moving, typical, plain = (np.empty_like(value) for _ in range(4))
    for part, basis in plan.parts:
        middle = centre(value[..., basis], weight[..., basis])
        mean[..., part] = middle
        plain[..., part] = 3 * noise(middle, part)
        z = standardised(value[..., part] - middle, plain[..., part] / 3)
        moving[..., part] = moving_range(z)
        fixed = z[..., : basis.stop - basis.start]
        typical[..., part] = typical_range(fixed, screened=plan.screened)
    sigma_z = typical / SIGMA
    fields = marked(value, mean, plain * sigma_z, (moving, typical), plan)
    for side in ("lower", "upper"):
        fields[side] = np.clip(fields[side], *possible)
    lower, upper = (np.clip(mean + way * plain, *possible) for way in (-1, 1))
    return PrimeChart(**fields, sigma_z=sigma_z, plain_lower=lower, plain_upper=upper)


def standardised(distance: Numbers, noise: Numbers) -> Numbers:
    """Distances in standard errors; unknown where chance alone could not have made any."""
    unknown = np.full_like(distance, np.nan)
    z = np.divide(distance, noise, out=unknown, where=noise > 0)
    return np.where(distance == 0, 0.0, z)


def centre(value: Numbers, weight: Numbers) -> Numbers:
    """The mean, as exact as a float can hold it: equal values have their own value as mean."""
    total = weight.sum(axis=-1, keepdims=True)
    mean = (weight * value).sum(axis=-1, keepdims=True) / total
    return mean + (weight * (value - mean)).sum(axis=-1, keepdims=True) / total


def moving_range(value: Numbers) -> Numbers:
    first = np.full((*value.shape[:-1], 1), np.nan)
    return np.concatenate([first, np.abs(np.diff(value, axis=-1))], axis=-1)


def typical_range(value: Numbers, *, screened: bool) -> Numbers:
    """The mean moving range; when screened, without those above its own limit, once."""
    moving = np.abs(np.diff(value, axis=-1))
    mean = moving.mean(axis=-1, keepdims=True)
    if not screened:
        return mean
    kept = moving <= RANGE_LIMIT * mean
    return np.where(kept, moving, 0).sum(axis=-1, keepdims=True) / kept.sum(axis=-1, keepdims=True)


def marked(
    value: Numbers, mean: Numbers, reach: Numbers, ranges: tuple[Numbers, Numbers], plan: Plan
) -> dict[str, Any]:
    """The fields of a chart: its limits, what breaks them, and what that means."""
    parts = [part for part, _ in plan.parts]
    found, direction = signals(value, mean, reach, parts, beyond_counts=plan.beyond_counts)
    cause, (moving, typical) = causes(found), ranges
    lower, upper = mean - reach, mean + reach
    lengths = [part.stop - part.start for part in parts]
    return {
        "value": value,
        "mean": mean,
        "lower": lower,
        "upper": upper,
        "moving_range": moving,
        "moving_range_mean": typical,
        "moving_range_upper": RANGE_LIMIT * typical,
        "signals": found,
        "cause": cause,
        "direction": direction,
        "variation": variation(cause, direction, value, mean, plan.better_when),
        "assurance": assured(plan.target, lower[..., -1], upper[..., -1], plan.better_when),
        "part": np.repeat(range(len(parts)), lengths),
        "short": np.repeat([length < SHORT for length in lengths], lengths),
    }


def assured(
    target: ArrayLike | None, lower: Numbers, upper: Numbers, better_when: str | None
) -> Labels:
    """Whether the process, left to itself, meets its target always, never or by luck."""
    aim = numbers("target", np.nan if target is None else target)
    try:
        aim, lower, upper = np.broadcast_arrays(aim, lower, upper)
    except ValueError as problem:
        raise DataError("`target` is one number, or one for each series.") from problem
    if better_when == "nearer zero":
        refuse(aim < 0, "`target`, the size of a gap, is below 0", of="series")
        met = np.maximum(upper, -lower) < aim
        missed = (lower > aim) | (upper < -aim)
    else:
        met, missed = aim < lower, aim > upper
        if better_when == "lower":
            met, missed = missed, met
    verdict = np.where(met, 2, np.where(missed, 0, 1))
    return ASSURANCES[np.where(np.isnan(aim) | (better_when is None), 3, verdict)]
