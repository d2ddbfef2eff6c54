"""Proportions, rates, means, standardised rates and ratios, and two rates compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import (
    Estimate,
    comparative_mortality_figure,
    difference_of,
    directly_standardised_rate,
    indirectly_standardised_ratio,
    mean,
    mean_of,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    ratio_of,
    standard,
    years_of_life_lost,
    years_of_life_lost_rate,
    years_to,
)

Measure = Callable[..., Estimate]
ESP = np.asarray(standard("esp2013"))
STARTS = np.array(standard("esp2013").starts)
RISK = 2e-4 * np.exp(0.075 * STARTS)  # deaths rise with age as they do
RISK = RISK / (ESP * RISK).sum() * ESP.sum()  # the standardised rate is 1 for each person
YOUNG = ESP * np.exp(-0.02 * STARTS)  # people younger than the standard
OLD = ESP * np.exp(0.02 * STARTS)
CAUTIOUS = 0.94, 0.99  # exact limits of few events, and those near them, by construction
FEW = 0.94, 0.985  # rates that are shown from 10 events on: of 15 expected, the lowest are not


def scenarios() -> Iterator[Scenario]:
    yield from of_proportions()
    yield from of_rates()
    yield from of_means()
    yield from of_standardised()
    yield from of_ratios()
    yield from of_two_rates()
    yield from of_years()


def of_proportions() -> Iterator[Scenario]:
    """One proportion alone goes up and down with what whole people allow: many, on average."""
    for n in (20, 50, 200):
        p = np.linspace(0.01, 0.99, 99)
        yield Scenario(
            f"proportion: 1% to 99% of {n}, on average",
            p,
            lambda rng, k, p=p, n=n: proportion(rng.binomial(n, p, (k, 99)), n),
        )
    for p, n, promise in [(0.3, 400, ()), (0.07, 10_000, ()), (0.02, 60, (0.94, 0.98))]:
        yield Scenario(
            f"proportion: {p:.0%} of {n:,}",
            p,
            lambda rng, k, p=p, n=n: proportion(rng.binomial(n, p, k), n),
            *promise,
        )


def of_rates() -> Iterator[Scenario]:
    for limits in ("exact", "byar", "mid-p"):
        for least, most in [(0.5, 5), (5, 20), (20, 100), (1_000, 5_000)]:
            truth = np.linspace(least, most, 50)
            promise = (0.94, 0.96) if least >= (5 if limits == "mid-p" else 20) else CAUTIOUS
            yield Scenario(
                f"rate, {limits}: {least:g} to {most:,} events expected, on average",
                truth,
                lambda rng, k, truth=truth, name=limits: rate(
                    rng.poisson(truth, (k, 50)), 1, per=1, limits=name
                ),
                *promise,
            )


def of_means() -> Iterator[Scenario]:
    for n in (2, 5, 30):
        yield Scenario(
            f"mean: {n} values of a normal measurement",
            7.0,
            lambda rng, k, n=n: mean(rng.normal(7, 3, (k, n))),
        )
        yield Scenario(f"mean of totals: {n} values", 7.0, partial(from_totals, n=n))
    for n, least in [(5, 0.87), (30, 0.91), (200, 0.94)]:
        yield Scenario(
            f"mean: {n} values of a skewed measurement (exponential)",
            7.0,
            lambda rng, k, n=n: mean(rng.exponential(7, (k, n))),
            least,
        )


def from_totals(rng: np.random.Generator, replicates: int, n: int) -> Estimate:
    values = rng.normal(7, 3, (replicates, n))
    return mean_of(values.sum(axis=-1), (values**2).sum(axis=-1), n)


def shown(measure: Measure, events: np.ndarray, *given: object, **options: object) -> Estimate:
    """The estimates that are not refused, ten thousand of them or as many as there are."""
    enough = events[events.sum(axis=-1) >= 10]
    return measure(enough, *given, **options)


def of_standardised() -> Iterator[Scenario]:
    methods = {"dobson": (), "dobson-exact": (), "fay-feuer": CAUTIOUS, "tiwari": CAUTIOUS}
    for limits, of_50 in methods.items():
        for name, people in [("ages of the standard", ESP), ("younger", YOUNG), ("older", OLD)]:
            for total, promise in [(15, FEW), (50, of_50), (1_000, ())]:
                n = people * total / (people * RISK).sum()
                yield Scenario(
                    f"standardised rate, {limits}: {name}, {total:,} events expected",
                    1.0,
                    lambda rng, k, n=n, limits=limits: shown(
                        directly_standardised_rate,
                        rng.poisson(n * RISK, (k, len(n))),
                        n,
                        ESP,
                        per=1,
                        limits=limits,
                    ),
                    *promise,
                )
    yield Scenario("standardised rate, persons with 1, 2 or 5 events", 1.0, admissions)
    yield Scenario("mortality figure: 50 events expected", 1.0, partial(figure, total=50))
    yield Scenario("difference of standardised rates, 50 and 500 events", -0.5, gap)
    yield Scenario("ratio of standardised rates, 50 and 500 events", 2 / 3, times)


def admissions(rng: np.random.Generator, replicates: int) -> Estimate:
    n = YOUNG * 60 / (YOUNG * RISK).sum()
    risk = n * RISK / (0.7 + 2 * 0.2 + 5 * 0.1)
    persons = {
        f: rng.poisson(risk * s, (replicates, len(n))) for f, s in [(1, 0.7), (2, 0.2), (5, 0.1)]
    }
    events = sum(f * count for f, count in persons.items())
    return directly_standardised_rate(events, n, ESP, per=1, frequency=persons, on_refusal="nan")


def figure(rng: np.random.Generator, replicates: int, total: float) -> Estimate:
    n = YOUNG * total / (YOUNG * RISK).sum()
    events = rng.poisson(n * RISK, (replicates, len(n)))
    return comparative_mortality_figure(events, n, ESP * RISK, ESP)


def two(rng: np.random.Generator, replicates: int) -> tuple[Estimate, Estimate]:
    """A group with the rates of the standard beside one with rates half as high again."""
    ours = YOUNG * 50 / (YOUNG * RISK).sum()
    theirs = OLD * 500 / (OLD * 1.5 * RISK).sum()
    one, other = (
        directly_standardised_rate(rng.poisson(n * risk, (replicates, len(n))), n, ESP, per=1)
        for n, risk in [(ours, RISK), (theirs, 1.5 * RISK)]
    )
    return one, other


def gap(rng: np.random.Generator, replicates: int) -> Estimate:
    return difference_of(*two(rng, replicates))


def times(rng: np.random.Generator, replicates: int) -> Estimate:
    return ratio_of(*two(rng, replicates))


def of_ratios() -> Iterator[Scenario]:
    for limits in ("exact", "byar", "mid-p"):
        for least, most in [(0.5, 5), (5, 20), (20, 100)]:
            sizes = np.linspace(least, most, 20)[:, None] / 1.2 / (YOUNG * RISK).sum()
            promise = (0.94, 0.96) if least >= (5 if limits == "mid-p" else 20) else CAUTIOUS
            yield Scenario(
                f"observed over expected, {limits}: {least:g} to {most} events, on average",
                1.2,
                lambda rng, k, n=(sizes * YOUNG)[None], limits=limits: (
                    indirectly_standardised_ratio(
                        rng.poisson((1.2 * n * RISK).sum(axis=-1), (k, 20)),
                        n,
                        RISK,
                        np.ones(19),
                        limits=limits,
                    )
                ),
                *promise,
            )


TWO_RATES = [
    (rate_ratio, "exact", (0.94, 1.0), CAUTIOUS),
    (rate_ratio, "mid-p", (0.94, 1.0), (0.94, 0.96)),
    (rate_difference, "exact", CAUTIOUS, (0.94, 0.97)),
    (rate_difference, "byar", CAUTIOUS, (0.94, 0.97)),
    (rate_difference, "mid-p", (0.93, 0.98), (0.94, 0.96)),
]


def of_two_rates() -> Iterator[Scenario]:
    for measure, limits, of_few, of_many in TWO_RATES:
        for least, most, promise in [(0.5, 5, of_few), (5, 20, of_many), (20, 200, of_many)]:
            truth = np.linspace(least, most, 8)
            other = truth[::-1] * 2
            yield Scenario(
                f"{measure.__name__.replace('_', ' ')}, {limits}: "
                f"{least:g} to {most} events expected, on average",
                truth / (other / 4) if measure is rate_ratio else 100_000 * (truth - other / 4),
                lambda rng, k, measure=measure, limits=limits, truth=truth, other=other: measure(
                    rng.poisson(truth, (k, 8)), 1, rng.poisson(other, (k, 8)), 4, limits=limits
                ),
                *promise,
            )


def of_years() -> Iterator[Scenario]:
    starts = STARTS[:15]
    years, risk, people = years_to(75, starts=starts), RISK[:15], YOUNG[:15]
    for total, promise in [(20, (0.94, 0.97)), (200, ())]:
        n = people * total / (people * risk).sum()
        yield Scenario(
            f"years of life lost: {total} deaths expected",
            (n * risk * years).sum(),
            lambda rng, k, n=n: shown(years_of_life_lost, rng.poisson(n * risk, (k, 15)), years),
        )
        yield Scenario(
            f"rate of years of life lost: {total} deaths expected",
            (ESP[:15] * risk * years).sum() / ESP[:15].sum(),
            lambda rng, k, n=n: shown(
                years_of_life_lost_rate, rng.poisson(n * risk, (k, 15)), n, years, ESP[:15], per=1
            ),
            *promise,
        )
