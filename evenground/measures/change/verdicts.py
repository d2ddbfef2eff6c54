"""What may be said of a gap that may have changed, in the same few words everywhere.

A gap is its distance from equality. It narrowed when that distance surely became smaller, whichever
side of equality it is on. "No change" is never said: data that show no change show that they cannot
see one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from evenground.errors import DataError
from evenground.measures.shapes import Estimate, Numbers

Words = NDArray[np.str_]

NARROWING = "narrowing"
WIDENING = "widening"
NO_EVIDENCE = "no evidence"
TOO_LITTLE_DATA = "too little data"

POWER = 0.8  # how often a change of the detectable size would be seen
MOVES = {  # the words for up and for down, by which direction is better
    None: ("rose", "fell"),
    "higher": ("improved", "got worse"),
    "lower": ("got worse", "improved"),
}


def verdict(change: Estimate, total: Estimate, detectable: Numbers, matters: Numbers) -> Words:
    """The word for a gap that went from one value to another.

    `change` is now minus then and `total` now plus then, both with limits, on a scale on which
    equality is 0. Now squared minus then squared is their product, so the distance from equality
    surely changed only when both are surely not 0: a gap that jumped to the mirror image on the
    other side changed, and did not narrow. Without such evidence the word says whether a change of
    the size that matters would have been seen.
    """
    up, down = change.lower > 0, change.upper < 0
    above, below = total.lower > 0, total.upper < 0
    return np.select(
        [(down & above) | (up & below), (up & above) | (down & below), detectable < matters],
        [NARROWING, WIDENING, NO_EVIDENCE],
        TOO_LITTLE_DATA,
    )


def detectable_change(change: Estimate, z: float) -> Numbers:
    """The smallest true change that limits of this width show in four cases of five."""
    return (z + ndtri(POWER)) * (change.upper - change.lower) / (2 * z)


def movement(group: Estimate, reference: Estimate, better_when: str | None) -> Words:
    """Which of two groups surely moved, from the limits of their changes."""
    if better_when not in MOVES:
        raise DataError(f"`better_when` is higher or lower; it was {better_when!r}.")
    rose, fell = MOVES[better_when]
    ways = {1: rose, -1: fell}
    moved, other = direction(group), direction(reference)
    pairs = [(a, b) for a in (1, 0, -1) for b in (1, 0, -1) if (a, b) != (0, 0)]
    return np.select(
        [(moved == a) & (other == b) for a, b in pairs],
        [said(ways.get(a), ways.get(b)) for a, b in pairs],
        "neither surely moved",
    )


def direction(change: Estimate) -> NDArray[np.int_]:
    return (change.lower > 0).astype(int) - (change.upper < 0)


def said(group: str | None, reference: str | None) -> str:
    if group == reference:
        return f"both {group}"
    moves = [("the group", group), ("the reference", reference)]
    return " and ".join(f"{who} {what}" for who, what in moves if what)
