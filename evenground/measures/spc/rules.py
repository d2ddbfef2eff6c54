"""Special causes on a control chart: which points break which rule, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenground.measures.shapes import Numbers

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Labels = NDArray[np.str_]

RUN = 7  # points in a trend, and on one side in a shift
DUST = 1e-12  # what arithmetic leaves behind, as a share of the largest value in the series

CAUSES = np.array(["common cause", "outside limits", "trend", "two of three", "shift"])
VARIATIONS = np.array(["concern", "common cause", "improvement", "neither"])
ASSURANCES = np.array(["fail", "hit or miss", "pass", "none"])

BETTER_WHEN = {"higher": 1, "lower": -1, "nearer zero": 0}
RULES = {"announced": True, "nhsrplotthedots": False}  # do points beyond a limit count as near it?


class Signals(NamedTuple):
    """Which points break which rule of Making Data Count, in the order of the rules."""

    outside_limits: Flags
    trend: Flags
    two_of_three: Flags
    shift: Flags


def signals(
    value: Numbers,
    mean: Numbers,
    reach: Numbers,
    parts: Sequence[slice],
    *,
    beyond_counts: bool,
) -> tuple[Signals, Whole]:
    """The rules that each point breaks, and the direction of the first: 1 up, -1 down, 0 none.

    `reach` is the distance from the mean to a process limit.
    """
    dust = DUST * np.abs(value).max(axis=-1, keepdims=True)
    distance = value - mean
    side = np.where(np.abs(distance) <= dust, 0, np.sign(distance)).astype(int)
    outside = np.abs(distance) > reach + dust
    far = (np.abs(distance) > 2 / 3 * reach + dust) & (beyond_counts | ~outside)
    trend, two_of_three, shift = (np.zeros(value.shape, bool) for _ in range(3))
    heading = np.zeros(value.shape, int)
    for part in parts:
        here = np.index_exp[..., part]
        steps = step_signs(value[here], dust)
        points = side[here].shape[-1]
        trend[here] = spread(runs(steps, RUN - 1), RUN, points)
        heading[here] = headings(steps, trend[here])
        two_of_three[here] = far[here] & spread(near_a_limit(far[here], side[here]), 3, points)
        shift[here] = spread(runs(side[here], RUN), RUN, points)
    found = Signals(outside, trend, two_of_three, shift)
    direction = np.where(trend & ~outside, heading, side) * np.logical_or.reduce(found)
    return found, direction


def step_signs(value: Numbers, dust: Numbers) -> Whole:
    steps = np.diff(value, axis=-1)
    return np.where(np.abs(steps) <= dust, 0, np.sign(steps)).astype(int)


def windows(of: NDArray, length: int) -> NDArray:
    if of.shape[-1] < length:
        return np.zeros((*of.shape[:-1], 0, length), of.dtype)
    return np.lib.stride_tricks.sliding_window_view(of, length, axis=-1)


def runs(sign: Whole, length: int) -> Flags:
    """Where `length` neighbours that all point the same way begin."""
    return np.abs(windows(sign, length).sum(axis=-1)) == length


def near_a_limit(far: Flags, side: Whole) -> Flags:
    """Where three neighbours on one side of the mean, two of them near a limit, begin."""
    return (windows(far, 3).sum(axis=-1) >= 2) & runs(side, 3)


def spread(begins: Flags, length: int, points: int) -> Flags:
    """Every point of each pattern of `length` points, from where the patterns begin."""
    found = np.zeros((*begins.shape[:-1], points), bool)
    for later in range(length if begins.shape[-1] else 0):
        found[..., later : later + begins.shape[-1]] |= begins
    return found


def headings(steps: Whole, trend: Flags) -> Whole:
    """Which way a trend goes at each point; where one trend turns into another, the new one."""
    none = np.zeros((*steps.shape[:-1], 1), int)
    last, following = np.concatenate([none, steps], -1), np.concatenate([steps, none], -1)
    goes_on = np.concatenate([trend[..., 1:], none.astype(bool)], -1) & (following != 0)
    return np.where(trend, np.where(goes_on, following, last), 0)


def causes(found: Signals) -> Labels:
    """The first rule that each point breaks."""
    which = np.select(list(found), range(1, 1 + len(found)), default=0)
    return CAUSES[which]


def variation(
    cause: Labels, direction: Whole, value: Numbers, mean: Numbers, better_when: str | None
) -> Labels:
    """Whether each special cause is an improvement or a concern, as the polarity declares.

    Where nearer to zero is better, a point is an improvement when it lies nearer to zero than the
    mean does, and in a trend when it moves towards zero or stands on it. A gap that went through
    zero and grows on the other side is a concern again.
    """
    special = cause != CAUSES[0]
    if better_when is None:
        return VARIATIONS[np.where(special, 3, 1)]
    good = direction * BETTER_WHEN[better_when]
    if better_when == "nearer zero":
        approach = np.where(direction * value <= 0, 1, -1)
        closer = np.where(np.abs(value) < np.abs(mean), 1, -1)
        good = np.where(cause == CAUSES[2], approach, closer)
    return VARIATIONS[np.where(special, 1 + good, 1)]
