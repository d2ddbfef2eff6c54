"""Numerators and denominators: who meets the one outside the other, and columns that hold nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from evenground.counting.cells import columns_of
from evenground.counting.engines.table import Table
from evenground.counting.plan import any_of
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding, without_rows
from evenground.counting.quality.rules import Rules
from evenground.counting.query import Aggregate, Count, Query
from evenground.indicators.conditions import Condition, both, read_condition

MEANT_FOR_ANYBODY = 0.5  # more than this share outside: a numerator that anybody can meet


@dataclass(frozen=True)
class Outcome:
    """A numerator as definitions say it, and all who are counted for it by any of them."""

    numerator: Condition
    denominator: Condition
    indicators: tuple[str, ...]

    @property
    def told(self) -> str:
        return self.indicators[0] if len(self.indicators) == 1 else self.numerator.text


def outcomes(asked: Asked) -> list[Outcome]:
    alike: dict[str, list[str]] = {}
    for one, numerator in asked.numerators.items():
        if one in asked.denominators:
            alike.setdefault(numerator.text, []).append(one)
    return [
        Outcome(
            asked.numerators[ones[0]],
            any_of([asked.denominators[one] for one in ones]),
            tuple(ones),
        )
        for ones in alike.values()
    ]


def told_by(columns: Collection[str], asked: Asked) -> dict[str, str]:
    """What columns of cells tell, by the names of `to_ask`: the column to add up for each."""
    found: dict[str, str] = {}
    for one in asked.denominators:
        had, among = columns_of(one)
        if had in columns and among in columns:
            found |= {f"denominator {one}": among, f"both {one}": had}
    return found


def to_ask(asked: Asked) -> dict[str, Aggregate]:
    """How many meet each numerator, inside its denominators and anywhere."""
    wanted: dict[str, Condition] = {}
    for outcome in outcomes(asked):
        wanted[f"numerator {outcome.numerator.text}"] = outcome.numerator
        wanted[inside(outcome)] = both(outcome.denominator, outcome.numerator)
    for one, denominator in asked.denominators.items():
        wanted[f"denominator {one}"] = denominator
    return {name: Count(condition) for name, condition in wanted.items()}


def inside(outcome: Outcome) -> str:
    alone = len(outcome.indicators) == 1
    return f"both {outcome.indicators[0] if alone else outcome.numerator.text}"


def outcome_findings(
    table: Table, asked: Asked, rules: Rules, counts: Mapping[str, int]
) -> Iterator[Finding | None]:
    """Findings from counts of all rows, by the names of `to_ask`."""
    for outcome in outcomes(asked):
        met = counts[f"numerator {outcome.numerator.text}"]
        outside = met - counts[inside(outcome)]
        if outside <= MEANT_FOR_ANYBODY * met:
            yield finding(rules["outside-the-denominator"], outside, met, detail=outcome.told)
    suspected: dict[str, None] = {}
    for outcome in outcomes(asked):
        if not counts[f"numerator {outcome.numerator.text}"]:
            suspected |= dict.fromkeys(outcome.numerator.columns)
    nobody = [one for one in asked.denominators if not counts[f"denominator {one}"]]
    for one in nobody:
        suspected |= dict.fromkeys(asked.denominators[one].columns)
    empty = empty_among(table, asked, suspected) if suspected else set()
    yield from (without_rows(rules["empty-column"], column=name) for name in sorted(empty))
    for one in nobody:
        if empty.isdisjoint(asked.denominators[one].columns):
            yield without_rows(rules["nobody-in-the-denominator"], detail=one)


def empty_among(table: Table, asked: Asked, columns: Iterable[str]) -> set[str]:
    filled = {name: Count(read_condition(f"{name} IS NOT NULL", asked.known)) for name in columns}
    answers = table.aggregate(Query((), filled)).row(0, named=True)
    return {name for name in filled if not answers[name]}
