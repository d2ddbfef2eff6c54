"""Bounds with chance, and shares and proportions put right after errors of recording."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import (
    Estimate,
    gap_bounds,
    misclassification_correction,
    misclassified_proportions,
)

MATRIX = np.array([[0.9, 0.06, 0.04], [0.1, 0.8, 0.1], [0.02, 0.03, 0.95]])
GROUPS = np.array([0.15, 0.1, 0.75])
COMMON = np.array([0.3, 0.2, 0.1])
CHECKED = np.array([150, 120, 400])


def scenarios() -> list[Scenario]:
    gap = COMMON[0] - COMMON[2]
    return [
        Scenario("gap with 8% unknown, not by chance", gap, bounded_gaps, 0.95, 1.0),
        Scenario("shares of 5,000, matrix known", GROUPS, partial(shares, 5_000, None)),
        Scenario("shares of 5,000, matrix checked", GROUPS, partial(shares, 5_000, CHECKED)),
        Scenario(
            "shares of 300, matrix checked", GROUPS, partial(shares, 300, CHECKED), 0.93, 0.97
        ),
        Scenario("proportions, 5,000 people", COMMON, partial(proportions, 5_000, None)),
        Scenario("proportions, 5,000, checked", COMMON, partial(proportions, 5_000, CHECKED)),
        Scenario("proportions, 600 people", COMMON, partial(proportions, 600, CHECKED)),
    ]


def bounded_gaps(rng: np.random.Generator, replicates: int) -> Estimate:
    """People with the event are twice as likely to have no group."""
    size = np.array([300, 1_500])
    events = rng.binomial(size, COMMON[[0, 2]], (replicates, 2))
    lost, lost_others = rng.binomial(events, 0.16), rng.binomial(size - events, 0.08)
    known, people = events - lost, size - lost - lost_others
    unknown = {
        "unknown_count": lost.sum(1),
        "unknown_denominator": (lost + lost_others).sum(1),
    }
    columns = (known[:, 0], people[:, 0], known[:, 1], people[:, 1])
    return gap_bounds(*columns, **unknown).gap_with_chance


def shares(
    people: int, checked: np.ndarray | None, rng: np.random.Generator, replicates: int
) -> Estimate:
    count = rng.multinomial(people, GROUPS @ MATRIX, replicates)
    matrix = checked_matrix(checked, rng, replicates)
    return misclassification_correction(count, matrix, validated=checked, on_refusal="nan")


def proportions(
    people: int, checked: np.ndarray | None, rng: np.random.Generator, replicates: int
) -> Estimate:
    cells = np.concatenate([(GROUPS * COMMON) @ MATRIX, (GROUPS * (1 - COMMON)) @ MATRIX])
    count = rng.multinomial(people, cells, replicates)
    events, size = count[:, :3], count[:, :3] + count[:, 3:]
    matrix = checked_matrix(checked, rng, replicates)
    return misclassified_proportions(events, size, matrix, validated=checked, on_refusal="nan")


def checked_matrix(
    checked: np.ndarray | None, rng: np.random.Generator, replicates: int
) -> np.ndarray:
    if checked is None:
        return MATRIX
    rows = [rng.multinomial(n, row, replicates) / n for n, row in zip(checked, MATRIX, strict=True)]
    return np.stack(rows, axis=1)
