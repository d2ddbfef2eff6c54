"""Kappa and alpha of two people who find a theme, each with errors of their own."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, cohen_kappa, krippendorff_alpha

PROMISED = {300: (0.92, 0.96), 100: (0.90, 0.95), 30: (0.65, 0.96)}


def scenarios() -> list[Scenario]:
    return [
        Scenario(
            f"{name}, {units} units, theme in {common:.0%}, wrong in {wrong:.0%}",
            agreement(common, wrong), partial(measured, measure, common, wrong, units), *PROMISED[units],
        )
        for name, measure in (("kappa", kappa), ("alpha", alpha))
        for common, wrong in ((0.5, 0.05), (0.2, 0.15), (0.05, 0.05))
        for units in PROMISED
    ]  # fmt: skip


def agreement(common: float, wrong: float) -> float:
    """What agreement is in truth, beyond chance."""
    both = common * (1 - wrong) ** 2 + (1 - common) * wrong**2
    neither = (1 - common) * (1 - wrong) ** 2 + common * wrong**2
    said = common * (1 - wrong) + (1 - common) * wrong
    by_chance = said**2 + (1 - said) ** 2
    return (both + neither - by_chance) / (1 - by_chance)


def measured(
    measure, common: float, wrong: float, units: int, rng: np.random.Generator, replicates: int
) -> Estimate:
    there = rng.random((replicates, 1, units)) < common
    mistaken = rng.random((replicates, 2, units)) < wrong
    return measure((there ^ mistaken).astype(float))


def kappa(codes: np.ndarray) -> Estimate:
    return cohen_kappa(codes[:, 0], codes[:, 1], on_refusal="nan")


def alpha(codes: np.ndarray) -> Estimate:
    return krippendorff_alpha(codes, on_refusal="nan")
