"""What the measures take: seconds of processor time beside PHStatsMethods, and the gates they keep.

    python benchmarks/measures.py [--rows 1000000]

The peer is asked for fewer rows, in the same run, and its time scaled to ours; its results on those
rows are compared with ours. It is no part of Evenground's environment (it asks for pytest); where it
is absent its columns are empty:

    python -m pip install --no-deps --target peers PHStatsMethods==0.1.16
    PYTHONPATH=peers python benchmarks/measures.py

Exit 1 when a gate is missed. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(HOME := Path(__file__).resolve().parents[1]))

from evenground import measures

PEER_ROWS, PEER_GROUPS = 20_000, 500
TIMES = 3


class Task(NamedTuple):
    name: str
    ours: Callable[[slice], measures.Estimate]  # the rows asked for
    size: int
    gate: float | None = None
    peer: Callable[[slice], np.ndarray] | None = None  # the same as rows of value, lower, upper
    peer_size: int = PEER_ROWS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    print(f"{'':52}{'ours':>9}{'gate':>8}{'peer':>10}{'times':>8}  differs by")
    missed = 0
    for task in (*for_rows(rows), *for_groups(), *for_areas(), *for_votes()):
        missed += report(task, ours(task))
    floor = imported("numpy, scipy.special")
    missed += report(
        Task(f"import evenground.measures, {floor:.2f} s of it NumPy, SciPy", None, 1, 0.3),
        imported("evenground.measures"),
    )
    print("every gate met" if not missed else f"{missed} gates MISSED")
    return 1 if missed else 0


def report(task: Task, seconds: float) -> bool:
    missed = task.gate is not None and seconds > task.gate
    gate = "" if task.gate is None else f"{task.gate:8.2f}"
    line = f"{task.name:52}{seconds:9.4f}{gate:>8}"
    if task.peer:
        some = slice(0, min(task.peer_size, task.size))
        theirs, seconds_of_peer = cost(lambda: task.peer(some))
        scaled = seconds_of_peer * task.size / some.stop
        differs = np.max(np.abs(np.array(task.ours(some)) / theirs - 1))
        line += f"{scaled:10.2f}{scaled / seconds:8,.0f}  {differs:.0e}"
    print(line + ("   MISSED" if missed else ""), flush=True)
    return missed


def ours(task: Task) -> float:
    """The least of a few: what other programs take on the side is not charged."""
    everything = slice(0, task.size)
    task.ours(everything)
    return min(cost(lambda: task.ours(everything))[1] for _ in range(TIMES))


def cost(work):
    before = time.process_time()
    return work(), time.process_time() - before


def imported(what: str) -> float:
    """In a fresh process, the least of a few; the first one compiles, as installing does."""
    with tempfile.TemporaryDirectory() as compiled:
        kept = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        seconds = []
        for _ in range(2 * TIMES):
            done = subprocess.Popen([sys.executable, "-c", f"import {what}"], cwd=HOME, env=kept)
            _, status, used = os.wait4(done.pid, 0)
            if status:
                raise SystemExit(f"{what} could not be imported")
            seconds.append(used.ru_utime + used.ru_stime)
    return min(seconds)


def for_rows(rows: int) -> list[Task]:
    rng = np.random.default_rng(1)
    n, m = rng.integers(200, 5_000, rows), rng.integers(200, 5_000, rows)
    x, y = rng.binomial(n, rng.beta(2, 8, rows)) + 10, rng.binomial(m, 0.2) + 10
    named = f"{rows:,} rows"
    table = peer_table(x=x, n=n)
    return [
        Task(f"proportion, Wilson, {named}", lambda s: measures.proportion(x[s], n[s]), rows, 0.05,
             table and (lambda s: table("ph_proportion", s, "x", "n"))),
        Task(f"rate, exact limits, {named}", lambda s: measures.rate(x[s], n[s]), rows, 1.2),
        Task("  the same, no two counts alike",
             lambda s: measures.rate(np.arange(1, rows + 1)[s], 10**7), rows, 1.2),
        Task(f"rate, Byar's limits, {named}",
             lambda s: measures.rate(x[s], n[s], limits="byar"), rows, 0.05,
             table and (lambda s: table("ph_rate", s, "x", "n"))),
        Task(f"difference, Newcombe, {named}",
             lambda s: measures.difference(x[s], n[s], y[s], m[s]), rows),
        Task(f"ratio, Koopman, {named}", lambda s: measures.ratio(x[s], n[s], y[s], m[s]), rows),
        Task(f"p-value of a gap, {named}", lambda s: measures.gap_p_value(x[s], n[s], y[s], m[s]),
             rows),
        Task(f"false discoveries among {named}",
             lambda s: measures.false_discovery(x[s] / n[s]), rows),
    ]  # fmt: skip


def for_groups() -> list[Task]:
    rng = np.random.default_rng(2)
    groups, bands = 10_000, 19
    population = rng.integers(500, 5_000, (groups, bands))
    count = rng.poisson(population * np.geomspace(0.0005, 0.1, bands))
    weights = measures.standard("esp2013").weights
    table = peer_table(
        group=np.repeat(np.arange(groups), bands), x=count.ravel(), n=population.ravel(),
        weight=np.tile(weights, groups),
    )  # fmt: skip

    def peer(some):
        rows = slice(0, some.stop * bands)
        return table("ph_dsr", rows, "x", "n", ref_denom_col="weight", group_cols=["group"],
                     euro_standard_pops=False)  # fmt: skip

    return [
        Task(f"directly standardised rate, {groups:,} groups x {bands} bands",
             lambda s: measures.directly_standardised_rate(count[s], population[s], weights),
             groups, 0.02, table and peer, PEER_GROUPS),
    ]  # fmt: skip


def for_areas() -> list[Task]:
    rng = np.random.default_rng(3)
    areas = 1_000
    people = rng.integers(2_000, 9_000, (areas, 10)).astype(float)
    share = np.linspace(0.32, 0.18, 10) + rng.normal(0, 0.01, (areas, 10))
    se = np.sqrt(share * (1 - share) / people)
    deaths_of = np.r_[0.004, 0.0002, np.geomspace(0.0001, 0.15, 18)]
    alive = rng.integers(2_000, 4_000, (areas, 20))
    deaths = rng.poisson(alive * deaths_of) + 1
    widths = [1, 4, *[5] * 17, np.inf]

    def slope(s, transform=None):
        return measures.slope_index(share[s], people[s], se=se[s], transform=transform)

    def summaries(s):
        return measures.inequality(
            share[s],
            people[s],
            se=se[s],
            order=np.arange(1, 11),
            better_when="lower",
            reference=9,
            bounds=(0, 1),
        )

    return [
        Task(f"SII and RII, {areas:,} areas x 10", slope, areas, 0.01),
        Task(f"SII and RII by logarithms, {areas:,} areas x 10", lambda s: slope(s, "log"), areas,
             0.3),
        Task(f"SII and RII by log-odds, {areas:,} areas x 10", lambda s: slope(s, "logit"), areas,
             0.3),
        Task(f"life expectancy, {areas:,} areas x 20 bands",
             lambda s: measures.life_expectancy(deaths[s], alive[s], widths=widths), areas, 0.05),
        Task(f"inequality: {len(summaries(slice(0, 2)))} measures, {areas:,} settings x 10",
             summaries, areas, 0.05),
    ]  # fmt: skip


def for_votes() -> list[Task]:
    rng = np.random.default_rng(4)
    people, statements = 5_000, 200
    odds = rng.normal(size=(3, statements))[rng.integers(0, 3, people)]
    votes = np.where(rng.random(odds.shape) < 1 / (1 + np.exp(-odds)), 1.0, -1.0)
    votes[rng.random(odds.shape) < 0.5] = np.nan
    return [
        Task(f"groups of opinion, {people:,} people x {statements} statements",
             lambda s: measures.opinion_groups(votes[s], seed=1), people, 1.0),
    ]  # fmt: skip


def peer_table(**columns):
    """A function that asks PHStatsMethods about rows of a table; None where it is not installed."""
    try:
        import pandas
        import PHStatsMethods
    except ImportError:
        return None

    def ask(function, rows, *names, **options):
        frame = pandas.DataFrame({name: values[rows] for name, values in columns.items()})
        with contextlib.redirect_stdout(io.StringIO()):
            out = getattr(PHStatsMethods, function)(frame, *names, metadata=False, **options)
        numbers = [c for c in out.columns if c == "Value" or "CI" in c or "95" in c]
        return out[numbers].to_numpy(dtype=float).T

    return ask


if __name__ == "__main__":
    raise SystemExit(main())
