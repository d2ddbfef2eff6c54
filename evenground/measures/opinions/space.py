"""Votes as places on a map, and groups on that map: the parts of `opinion_groups`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from evenground.measures.shapes import Numbers

Labels = NDArray[np.int64]

MOST_GROUPS = 5
AXES = MOST_GROUPS - 1  # five groups may lie in as many directions
SHOWN = 2  # axes of the map
MULTIPLIED = 15
SINGLE = 2**18  # multiplications up to which linear algebra keeps to one thread
STARTS, CARRIED, ROUNDS = 6, 3, 100
AT_ONCE = 400  # people taken at random where all would cost seconds and say the same
NEARLY = 0.02  # of two numbers of groups whose silhouettes differ by less, the smaller is taken


def in_fixed_order(votes: Numbers) -> NDArray[np.int64]:
    """The rows sorted by what was voted, so that the order of people changes nothing."""
    codes = np.where(np.isnan(votes), 4, votes + 2).astype(np.uint8)
    return np.argsort(codes.view(f"S{votes.shape[1]}").ravel(), kind="stable")


def at_random(people: int, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """So many of the people, in their order; all of them when they are fewer."""
    return np.sort(rng.permutation(people)[:most])


def positions(votes: Numbers, axes: int) -> Numbers:
    """Where each person stands on the axes along which people differ most; somebody who saw few
    statements is moved out as far as somebody of the same mind who saw all."""
    seen = ~np.isnan(votes)
    filled = np.where(seen, votes, 0.0)
    mean = filled.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    off = np.where(seen, filled - mean, 0.0)
    along = loadings(off)[:, :axes]
    longest = np.take_along_axis(along, np.abs(along).argmax(axis=0)[None], axis=0)
    along = along * np.where(longest < 0, -1, 1)
    return product(off, along) * np.sqrt(votes.shape[1] / seen.sum(axis=1))[:, None]


def loadings(off: Numbers) -> Numbers:
    """The axes along which people differ most, from whichever is fewer: statements or people."""
    if off.shape[1] <= len(off):
        return directions(gram(off))[1]
    values, people = directions(gram(off.T))
    return product(off.T, people) / np.sqrt(np.maximum(values, 1e-300))


def product(left: Numbers, right: Numbers) -> Numbers:
    """The matrix product in pieces of a size that one thread does: for as little as here several
    threads would spend most of their time, and of the processor's, waiting for each other."""
    rows = max(SINGLE // right.size, 1)
    return np.concatenate([left[i : i + rows] @ right for i in range(0, len(left), rows)])


def gram(off: Numbers) -> Numbers:
    """`off` transposed times itself, in pieces as `product`, each pair of columns once."""
    width, across = max(math.isqrt(SINGLE // AT_ONCE), 1), off.shape[1]
    total = np.zeros((across, across), off.dtype)
    for rows in (off[i : i + AT_ONCE] for i in range(0, len(off), AT_ONCE)):
        for i in range(0, across, width):
            upto = min(i + width, across)
            for j in range(0, upto, width):
                total[i:upto, j : j + width] += rows[:, i:upto].T @ rows[:, j : j + width]
    return np.tril(total) + np.tril(total, -1).T


def directions(gram: Numbers) -> tuple[Numbers, Numbers]:
    """The largest eigenvalues of a matrix and their directions, to about a thousandth; a full
    decomposition would be a hundred times the work."""
    few = min(AXES + 2, len(gram))
    some = np.cos(np.arange(few * len(gram), dtype=gram.dtype) ** 2).reshape(len(gram), few)
    for _ in range(MULTIPLIED):
        some = np.linalg.qr(gram @ (gram @ some))[0]
    values, turn = np.linalg.eigh(some.T @ gram @ some)
    return values[::-1], (some @ turn)[:, ::-1]


def best_grouping(points: Numbers, rng: np.random.Generator) -> tuple[Labels, float]:
    """The grouping into two to five whose silhouette is the widest, and that width."""
    shown = at_random(len(points), AT_ONCE, rng)
    between, tried = distances_between(points[shown]), []
    for k in range(2, MOST_GROUPS + 1):
        labels = k_means(points, k, rng)
        tried.append((labels, silhouette(between, labels[shown])))
    widest = max(width for _, width in tried)
    return next(one for one in tried if one[1] >= widest - NEARLY)


def k_means(points: Numbers, k: int, rng: np.random.Generator) -> Labels:
    """The grouping with the smallest squared distances of several starts (k-means++); they are
    tried with some of the people, and the best are carried to the end with all."""
    some = points[at_random(len(points), AT_ONCE, rng)]
    runs = [settled(some, spread_out(some, k, rng)) for _ in range(STARTS)]
    if len(some) < len(points):
        runs = [settled(points, run[2]) for run in sorted(runs, key=lambda run: run[0])[:CARRIED]]
    return min(runs, key=lambda run: run[0])[1]


def spread_out(points: Numbers, k: int, rng: np.random.Generator) -> Numbers:
    """Centres to start from: people at random, the likelier the further from those before."""
    centres = [points[rng.integers(len(points))]]
    nearest = np.full(len(points), np.inf)
    for _ in range(k - 1):
        nearest = np.minimum(nearest, ((points - centres[-1]) ** 2).sum(axis=1))
        upto = np.cumsum(nearest)
        chosen = np.searchsorted(upto, rng.random() * upto[-1], side="right")
        centres.append(points[min(chosen, len(points) - 1)])
    return np.array(centres)


def settled(points: Numbers, centres: Numbers) -> tuple[float, Labels, Numbers]:
    """Squared distances (less what all groupings have in common), labels and centres at rest."""
    k, labels = len(centres), np.full(len(points), -1)
    for _ in range(ROUNDS):
        distances = (centres**2).sum(axis=1) - 2 * product(points, centres.T)
        before, labels = labels, distances.argmin(axis=1)
        if (labels == before).all():
            break
        size = np.bincount(labels, minlength=k)
        sums = np.stack([np.bincount(labels, axis, k) for axis in points.T], axis=1)
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
    return float(distances[np.arange(len(points)), labels].sum()), labels, centres


def distances_between(points: Numbers) -> Numbers:
    squared = (points**2).sum(axis=1)
    return np.sqrt(np.maximum(squared[:, None] + squared - 2 * product(points, points.T), 0))


def silhouette(between: Numbers, labels: Labels) -> float:
    """The mean of how much nearer people are to their own group than to the next one."""
    member = np.eye(labels.max() + 1)[labels]
    size, rows = member.sum(axis=0), np.arange(len(labels))
    sums = product(between, member)
    own = sums[rows, labels] / np.maximum(size[labels] - 1, 1)
    others = np.where(size > 0, sums / np.maximum(size, 1), np.inf)
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    with np.errstate(invalid="ignore"):  # nobody is in another group, or all stand on one spot
        width = (nearest - own) / np.maximum(own, nearest)
    return float(np.where((size[labels] > 1) & np.isfinite(width), width, 0).mean())


def agreement(first: Labels, second: Labels) -> float:
    """The adjusted Rand index of two groupings: 1 = the same, 0 = no better than by chance."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)
    pairs, rows, columns, every = (
        (count * (count - 1) / 2).sum()
        for count in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
    )
    chance, most = rows * columns / every, (rows + columns) / 2
    return 1.0 if most == chance else float((pairs - chance) / (most - chance))
