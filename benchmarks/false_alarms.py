"""How often the rules of control charts mark points that owe nothing to a cause.

    python benchmarks/false_alarms.py [--series 20000] [--seed 1]

Process limits are not confidence limits: what they promise is few false alarms. For each kind of
noise this prints the share of points that each rule marks, the share of points marked at all, of
last points marked, and of whole series with a mark anywhere.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

from evenground.measures import Chart, gap_chart, p_prime, u_prime, xmr

COLUMNS = ("outside", "trend", "2 of 3", "shift", "any", "last", "series")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("per cent".ljust(58), *(column.rjust(7) for column in COLUMNS))
    for name, chart in charts(np.random.default_rng(options.seed), options.series):
        shares = (f"{100 * share:7.2f}" for share in alarms(chart))
        print(name.ljust(58), *shares)


def alarms(chart: Chart) -> list[float]:
    marked = chart.cause != "common cause"
    rules = [float(found.mean()) for found in chart.signals]
    return [*rules, *map(float, (marked.mean(), marked[:, -1].mean(), marked.any(-1).mean()))]


def charts(rng: np.random.Generator, series: int) -> Iterator[tuple[str, Chart]]:
    for points in (13, 24, 60):
        noise = rng.normal(size=(series, points))
        for rules in ("announced", "nhsrplotthedots"):
            yield f"XmR, {points} points, normal, {rules}", xmr(noise, rules=rules)
        yield f"XmR, {points} points, normal, not screened", xmr(noise, screen_outliers=False)
    noise = rng.normal(size=(series, 24))
    yield "XmR, 24 points, baseline of 12", xmr(noise, baseline=12)
    yield "XmR, 24 points, each like the one before by 0.3", xmr(alike(noise, 0.3))
    yield "XmR, 24 points, each like the one before by 0.6", xmr(alike(noise, 0.6))
    yield "XmR, 24 points, rolling means of 3", xmr(rolling(noise))
    yield "XmR, 24 points, counts of about 5", xmr(rng.poisson(5, (series, 24)))
    yield "XmR, 24 points, counts of about 1", xmr(rng.poisson(1, (series, 24)))
    size = rng.integers(200, 2_000, (series, 24))
    yield "p', 24 points, 10% of 200 to 2,000", p_prime(rng.binomial(size, 0.1), size)
    yield "u', 24 points, 1% of 200 to 2,000", u_prime(rng.poisson(0.01 * size), size)
    share, other = rng.binomial(size, 0.1) / size, rng.binomial(2_000, 0.08, (series, 24)) / 2_000
    error, small = np.sqrt(0.09 / size), np.sqrt(0.0736 / 2_000)
    yield "gap, 24 points of changing size, XmR", gap_chart(share, other)
    yield (
        "gap, 24 points of changing size, with errors",
        gap_chart(share, other, se=error, reference_se=small),
    )


def alike(noise: np.ndarray, by: float) -> np.ndarray:
    series = noise.copy()
    for point in range(1, series.shape[-1]):
        series[:, point] += by * series[:, point - 1]
    return series


def rolling(noise: np.ndarray) -> np.ndarray:
    return (noise[:, 2:] + noise[:, 1:-1] + noise[:, :-2]) / 3


if __name__ == "__main__":
    main()
