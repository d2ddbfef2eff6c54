"""Are groups of opinion more than noise, would they be found again, and do they stand apart?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenground.measures.opinions.space import (
    AT_ONCE,
    AXES,
    SHOWN,
    Labels,
    agreement,
    at_random,
    directions,
    gram,
    k_means,
    positions,
)
from evenground.measures.shapes import Numbers

DRAWS = 19
SPREADS = 3.0  # standard deviations above the mean of the draws, besides above all of them
HALVES = 10
FLAT = 0.75  # of the variance of people spread evenly along a line a cut in the middle explains
CAMPS = 0.8  # and more than this only where there are two camps; of a bell curve it is 0.64


class Noise(NamedTuple):
    over: float  # the strongest axis of opinion, measured by the strongest of noise
    axes: int  # how many axes are stronger than the strongest of noise


def against_noise(votes: Numbers, rng: np.random.Generator, *, tendency: bool) -> Noise:
    """How much stronger the strongest axis of opinion is than the strongest of noise: above 1 it
    is beyond noise; and how many axes are.

    Noise is the same votes less their means with signs drawn at random, so each person is as
    decided, and each statement as one-sided and as often seen, as they are. Without `tendency`,
    that some people agree more readily than others is taken out of both."""
    off, weight = from_their_means(votes)
    if tendency:
        weight = np.zeros_like(weight)
    drawn = []
    for _ in range(DRAWS):
        flipped = np.where(coins(off.shape, rng), off, -off)
        drawn.append(strengths(without_tendency(flipped, weight))[0])
    bar = max(np.max(drawn), np.mean(drawn) + SPREADS * np.std(drawn, ddof=1), 1e-9)
    over = strengths(without_tendency(off, weight))[0] / bar
    axes = np.clip((strengths(off)[:AXES] > bar).sum(), SHOWN, AXES)
    return Noise(float(over), int(axes))


def from_their_means(votes: Numbers) -> tuple[Numbers, Numbers]:
    """Agreeing (1) and disagreeing (-1) less the mean of the statement, and the variance of each;
    0 for who passed or did not see it, so that passing often is no opinion."""
    said = np.abs(np.nan_to_num(votes)) == 1
    filled = np.where(said, votes, 0.0)
    mean = filled.sum(axis=0) / np.maximum(said.sum(axis=0), 1)
    return np.where(said, filled - mean, 0.0), np.where(said, 1 - mean**2, 0.0)


def without_tendency(off: Numbers, weight: Numbers) -> Numbers:
    return off - weight * tendencies(off, weight)[:, None]


def tendencies(off: Numbers, weight: Numbers) -> Numbers:
    """How much more readily than others each person agrees: one step of Rasch's model."""
    return off.sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)


def coins(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.bool_]:
    many = math.prod(shape)
    thrown = np.frombuffer(rng.bytes(many // 8 + 1), dtype=np.uint8)
    return np.unpackbits(thrown, count=many).reshape(shape).view(bool)


def strengths(off: Numbers) -> Numbers:
    """The variances along the axes on which people differ most, the largest first."""
    return directions(gram(off if off.shape[1] <= off.shape[0] else off.T))[0]


def two_camps(votes: Numbers) -> bool:
    """Do some agree with nearly everything and others with nearly nothing, and few in between?"""
    return explained_by_a_cut(tendencies(*from_their_means(votes))) > CAMPS


def explained_by_a_cut(line: Numbers) -> float:
    """The share of the variance of points on a line that the best cut in two explains."""
    off = np.sort(line) - line.mean()
    n, left = len(off), np.arange(1, len(off))
    between = np.cumsum(off)[:-1] ** 2 * n / (left * (n - left))
    return float(between.max(initial=0) / np.maximum((off**2).sum(), 1e-300))


def stability(votes: Numbers, axes: int, labels: Labels, rng: np.random.Generator) -> float:
    """How well the groups of random halves of the people agree with the groups of all."""
    half, found = min(len(votes) // 2, AT_ONCE), []
    for _ in range(HALVES):
        some = at_random(len(votes), half, rng)
        again = k_means(positions(votes[some], axes), int(labels.max()) + 1, rng)
        found.append(agreement(again, labels[some]))
    return float(np.mean(found))


def stand_apart(points: Numbers, labels: Labels) -> bool:
    """Does the cut between every two groups explain more than one through an even spread would?"""
    centres = np.array([points[labels == group].mean(axis=0) for group in range(labels.max() + 1)])
    return all(
        explained_by_a_cut(points[(labels == one) | (labels == other)] @ (centre - centres[other]))
        > FLAT
        for one, centre in enumerate(centres)
        for other in range(one)
    )
