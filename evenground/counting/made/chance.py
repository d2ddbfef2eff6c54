"""Chance that is the same every time: a stream of its own for each place, year and column."""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEPS = 65_536  # the finest step of `pick`
Codes = NDArray[np.uint8]


def stream(seed: int, place: int, year: int, column: str) -> np.random.Generator:
    """Numbers that depend on these four alone, not on what was drawn before or by whom."""
    entropy = np.random.SeedSequence((seed, place, year, zlib.crc32(column.encode())))
    return np.random.Generator(np.random.SFC64(entropy))


def wheel(shares: ArrayLike) -> Codes:
    """For each row of chances, which column each of 65,536 equally likely numbers stands for."""
    chances = np.atleast_2d(np.asarray(shares, float))
    ends = np.round(np.cumsum(chances, axis=1) / chances.sum(axis=1, keepdims=True) * STEPS)
    numbers = np.arange(STEPS)
    return np.stack([np.searchsorted(row, numbers, side="right") for row in ends]).astype(np.uint8)


def pick(rng: np.random.Generator, turned: Codes, row: NDArray[np.integer]) -> Codes:
    """For each person one column of a wheel, with the chances of that person's row."""
    return turned[row, rng.integers(0, STEPS, len(row), np.uint16)]


@cache
def old_ages() -> Codes:
    """The years after 85 of people of 85 and over, fewer and fewer up to 99."""
    return wheel(0.86 ** np.arange(15))
