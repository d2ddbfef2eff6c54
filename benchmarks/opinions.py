"""Groups of opinion: how often noise has any, how well made ones are found, what Polis found.

    python benchmarks/opinions.py [--seeds 200] [--data ../shared/data]

Exit 1 when random votes have groups more often than 1 time in 20, or 5,000 people by 200
statements take a processor-second. Three public conversations (Computational Democracy Project,
openData, CC BY 4.0) are compared with the groups that Polis gave, where their files are.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(HOME := Path(__file__).resolve().parents[1]))

from evenground.measures import opinion_groups

CONVERSATIONS = ("15-per-hour-seattle", "brexit-consensus", "vtaiwan.uberx")
MOST_NOISE, MOST_SECONDS = 0.05, 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--data", type=Path, default=HOME.parent / "shared/data")
    options = parser.parse_args()
    missed = noise(options.seeds)
    made()
    polis(options.data / "polis")
    return 1 if missed + cost() else 0


def noise(seeds: int) -> int:
    print(f"Real groups where there are none, of {seeds} sets of votes each")
    missed = 0
    for name, draw, promised in SHAPES:
        found = [
            opinion_groups(draw(np.random.default_rng([7, seed])), seed=seed).real
            for seed in range(seeds)
        ]
        share = np.mean(found)
        missed += promised and share > MOST_NOISE
        verdict = ("met" if share <= MOST_NOISE else "MISSED") if promised else "no promise"
        print(f"  {share:6.1%}  {verdict:10}  {name}", flush=True)
    return missed


def random_votes(rng, agree, seen=1.0, passing=0.15):
    votes = np.where(rng.random(np.broadcast(agree, seen).shape) < agree, 1.0, -1.0)
    votes[rng.random(votes.shape) < passing] = 0
    votes[rng.random(votes.shape) >= seen] = np.nan
    return votes


def leavers(rng):
    votes = random_votes(rng, rng.beta(2, 1, 60) * np.ones((400, 1)))
    votes[np.arange(60) >= rng.geometric(1 / 15, (400, 1)) + 6] = np.nan
    return votes


def readiness(rng, people, statements, spread, skew):
    odds = rng.normal(size=(people, 1)) * spread + rng.normal(size=statements) * skew
    return random_votes(rng, 1 / (1 + np.exp(-odds)), passing=0)


SHAPES = [
    ("a coin for every vote", lambda r: random_votes(r, np.full((200, 30), 0.5)), True),
    ("skewed statements, people who saw few or many",
     lambda r: random_votes(r, r.beta(1, 1, 30), r.beta(1, 1, (200, 1))), True),
    ("nearly unanimous statements",
     lambda r: random_votes(r, r.beta(0.3, 0.1, 40) * np.ones((300, 1))), True),
    ("one statement in seven seen",
     lambda r: random_votes(r, r.beta(2, 1, 60), np.full((400, 60), 0.15)), True),
    ("people who leave early", leavers, True),
    ("people who pass often",
     lambda r: random_votes(r, r.beta(1, 1, 40) * np.ones((300, 1)), 1, r.beta(0.7, 0.7, (300, 1))),
     True),
    ("people who agree more or less readily", lambda r: readiness(r, 300, 40, 1, 0.7), True),
    ("people who agree extremely or hardly", lambda r: readiness(r, 300, 40, 2, 2), False),
    ("15 people, 8 statements", lambda r: random_votes(r, np.full((15, 8), 0.5)), True),
    ("30 people, 100 statements", lambda r: random_votes(r, r.beta(2, 1, 100) * np.ones((30, 1))),
     True),
    ("1,000 people, 20 statements",
     lambda r: random_votes(r, r.beta(2, 1, 20) * np.ones((1_000, 1))), True),
]  # fmt: skip


def made() -> None:
    print("\nMade groups found again: adjusted Rand index, mean of 20")
    for people, statements in [(60, 15), (200, 30), (800, 100)]:
        for groups in (2, 3, 4, 5):
            print(f"  {people:4} people, {statements:3} statements, {groups} groups", end="")
            for strength in (1, 2):
                again = [one_made(seed, people, statements, groups, strength) for seed in range(20)]
                print(f"{np.mean(again):8.2f}", end="")
            print(flush=True)


def one_made(seed, people, statements, groups, strength):
    rng = np.random.default_rng([11, seed])
    group = rng.integers(0, groups, people)
    odds = strength * rng.normal(size=(groups, statements))[group]
    return rand_index(
        opinion_groups(random_votes(rng, 1 / (1 + np.exp(-odds))), seed=1).labels, group
    )


def polis(folder: Path) -> None:
    print("\nThe groups of Polis: adjusted Rand index, of whom both placed")
    for name in CONVERSATIONS:
        if not (file := folder / name / "participants-votes.csv").exists():
            print(f"  {name}: no file")
            continue
        table = pl.read_csv(file, infer_schema_length=None)
        theirs = table["group-id"].cast(pl.Float64, strict=False).to_numpy()
        ours = opinion_groups(table[:, 6:].cast(pl.Float64, strict=False).to_numpy(), seed=1)
        both = (ours.labels >= 0) & ~np.isnan(theirs)
        print(f"  {rand_index(ours.labels[both], theirs[both]):5.2f}  {name}: {both.sum()} people,"
              f" {ours.labels.max() + 1} groups, stability {ours.stability:.2f}")  # fmt: skip
        print(f"         {ours.why}")


def cost() -> int:
    rng = np.random.default_rng(5)
    odds = rng.normal(size=(3, 200))[rng.integers(0, 3, 5_000)]
    votes = random_votes(rng, 1 / (1 + np.exp(-odds)), 0.5 * np.ones((5_000, 1)))
    opinion_groups(votes, seed=1)
    before = time.process_time()
    opinion_groups(votes, seed=1)
    seconds = time.process_time() - before
    met = seconds < MOST_SECONDS
    print(f"\n5,000 people by 200 statements: {seconds:.2f} processor-seconds, gate {MOST_SECONDS}: "
          f"{'met' if met else 'MISSED'}")  # fmt: skip
    return 0 if met else 1


def rand_index(first, second) -> float:
    """Adjusted for chance: 1 = the same groups, 0 = no more alike than two at random."""
    table = np.histogram2d(first, second, bins=[np.unique(g).size for g in (first, second)])[0]
    pairs, rows, columns, every = (
        (n * (n - 1) / 2).sum() for n in (table, table.sum(1), table.sum(0), table.sum())
    )
    chance, most = rows * columns / every, (rows + columns) / 2
    return float((pairs - chance) / (most - chance)) if most != chance else 1.0


if __name__ == "__main__":
    raise SystemExit(main())
