"""People to reach, against a reference group, a target and the best group, from counts drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, people_to_best, people_to_close, people_to_target

Ask = Callable[[np.ndarray, np.ndarray], Estimate]


def scenarios() -> Iterator[Scenario]:
    yield pair("reference, 300 and 500 people", [0.30, 0.45], [300, 500])
    yield pair("reference, 40 and 60 people", [0.25, 0.40], [40, 60])
    # Wilson's limits of a count near 0 are skewed: what is not held is on one side
    yield pair("reference, about 2 and 8 events", [0.05, 0.20], [40, 40], most=0.975)
    # below 0 a limit is 0: the upper one alone can miss
    yield pair("reference that is no better", [0.3, 0.3], [200, 300], least=0.965, most=0.985)
    yield one_to_target(400, 0.35, 0.94, 0.96)
    # Wilson's coverage jumps from one count to the next, the more so the fewer the people
    yield one_to_target(60, 0.20, 0.94, 0.975)
    yield one_to_target(40, 0.05, 0.93, 0.995)  # 13% of draws are without events
    # promised: at least 95%; the candidates share the level, so more where several are near
    yield best("one clear best", [0.30, 0.35, 0.40, 0.60], [200, 300, 150, 250])
    yield best("two share the best", [0.30, 0.35, 0.50, 0.50], [200, 300, 150, 250])
    yield best("all equal", [0.40] * 5, [100, 200, 300, 150, 250])
    yield best("few people", [0.10, 0.20, 0.25, 0.40], [30, 40, 25, 35])


def counts(share: list[float], people: list[int], ask: Ask) -> Callable[..., Estimate]:
    def draw(rng: np.random.Generator, replicates: int) -> Estimate:
        n = np.array(people)
        return ask(rng.binomial(n, share, (replicates, len(n))), n)

    return draw


def pair(
    name: str, share: list[float], people: list[int], least: float = 0.94, most: float = 0.96
) -> Scenario:
    def ask(x: np.ndarray, n: np.ndarray) -> Estimate:
        return people_to_close(x[:, 0], n[0], x[:, 1], n[1], whole=False)

    truth = max(people[0] * (share[1] - share[0]), 0)
    return Scenario(f"people_to_close, {name}", truth, counts(share, people, ask), least, most)


def one_to_target(people: int, share: float, least: float, most: float) -> Scenario:
    def ask(x: np.ndarray, n: np.ndarray) -> Estimate:
        return people_to_target(x[:, 0], n[0], 0.8, whole=False)

    name = f"people_to_target, {people} people of whom {share:.0%} are reached"
    return Scenario(name, people * (0.8 - share), counts([share], [people], ask), least, most)


def best(name: str, share: list[float], people: list[int]) -> Scenario:
    def ask(x: np.ndarray, n: np.ndarray) -> Estimate:
        return people_to_best(x, n, better_when="higher", whole=False)

    truth = np.array(people) * (max(share) - np.array(share))
    draw = counts(share, people, ask)
    return Scenario(f"people_to_best, {name}", truth, draw, 0.95, 0.999)
