"""Made votes: of groups that there are, and at random."""

from __future__ import annotations

import numpy as np


def made(seed, sizes, statements=30, strength=2.0, seen=1.0):
    """People of groups of these sizes, each with its own odds of agreeing; some saw not all."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    odds = strength * rng.normal(size=(len(sizes), statements))[group]
    votes = np.where(rng.random(odds.shape) < 1 / (1 + np.exp(-odds)), 1.0, -1.0)
    votes[rng.random(votes.shape) > seen] = np.nan
    return votes, group


def at_random(seed, people=120, statements=20, agree=0.5, seen=1.0):
    rng = np.random.default_rng(seed)
    votes = np.where(rng.random((people, statements)) < agree, 1.0, -1.0)
    votes[rng.random(votes.shape) < 0.15] = 0
    votes[rng.random(votes.shape) > seen] = np.nan
    return votes
