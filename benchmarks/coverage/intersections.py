"""Strata at the crossing of dimensions: the variance between them, and each stratum's own share.

Every replicate is a search, so that 250 of them stand for the 10,000 of the other families; one
standard error of a coverage of 95% is 1.4 points then (less for strata, of which each has many).
The three scenarios of a case look at the same fits.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from scipy.special import expit

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, maihda

REPLICATES = 250

# labels of each dimension, people in a stratum, standard deviation between strata
CASES = [
    ((2, 3, 2), 30, 0.5),
    ((2, 3, 2), 300, 0.0),
    ((2, 3, 2), 300, 0.2),
    ((2, 3, 4), 30, 0.2),
    ((2, 3, 4), 300, 0.5),
]


def scenarios() -> Iterator[Scenario]:
    for labels, people, sigma in CASES:
        size = int(np.prod(labels))
        case = f"{size} strata of {people}, standard deviation {sigma}"
        yield Scenario(f"maihda, variance beyond the dimensions: {case}", sigma**2,
                       variance(labels, people, sigma), 0.92, 1.0, REPLICATES)  # fmt: skip
        yield Scenario(f"maihda, shares of strata: {case}", 0.0,
                       shares(labels, people, sigma), 0.93, 0.99, REPLICATES)  # fmt: skip
        yield Scenario(f"maihda, interactions: {case}", 0.0,
                       interactions(labels, people, sigma), 0.93, 1.0, REPLICATES)  # fmt: skip
    yield Scenario("maihda, full likelihood, variance beyond the dimensions: 24 strata of 300, 0.5",
                   0.25, variance((2, 3, 4), 300, 0.5, "full"), 0.60, 0.85, REPLICATES)  # fmt: skip


FITS = {}


def drawn(rng, replicates, *case):
    key = (str(rng.bit_generator.state), replicates, case)
    if key not in FITS:
        FITS.clear()
        FITS[key] = fitted(rng, replicates, *case)
    return FITS[key]


def fitted(rng, replicates, labels, people, sigma, likelihood="restricted"):
    groups = list(itertools.product(*map(range, labels)))
    strata = {str(i): list(kind) for i, kind in enumerate(zip(*groups, strict=True))}
    own = rng.normal(0, sigma, (replicates, len(groups)))
    share = expit(-1.5 + 0.3 * np.array([sum(group) for group in groups]) + own)
    found = maihda(
        rng.binomial(people, share), people, strata, likelihood=likelihood, on_refusal="nan"
    )
    return found, share, np.exp(own)


def variance(*case):
    return lambda rng, replicates: drawn(rng, replicates, *case)[0].variance_additive


def shares(*case):
    def draw(rng, replicates):
        found, share, _ = drawn(rng, replicates, *case)
        return about(found.predicted, share)

    return draw


def interactions(*case):
    def draw(rng, replicates):
        found, _, odds = drawn(rng, replicates, *case)
        return about(found.interaction, odds)

    return draw


def about(estimate, truth):
    """Limits less the truth, which differs from stratum to stratum: they hold 0 when they hold it."""
    return Estimate(*(part - truth for part in estimate))
