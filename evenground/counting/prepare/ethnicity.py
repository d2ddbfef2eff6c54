"""One ethnic code for each person whose records disagree, by a declared rule and never by the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from evenground.declared import Declared
from evenground.indicators.codes import WIDER, Codes
from evenground.indicators.codes.lists import State
from evenground.indicators.definitions.files import Text

Rule = Literal["latest", "most frequent", "self-reported first"]
Tie = Literal["latest", "most frequent", "first source"]
FIRST_DAY = "1800-01-01"
# Parts of a record's rank, packed into one whole number: how many values each may have.
SIZES = {"weight": 4, "latest": 2**18, "first source": 2**8, "most frequent": 2**14, "code": 2**12}
LEADS: dict[Rule, Tie] = {
    "latest": "latest",
    "most frequent": "most frequent",
    "self-reported first": "first source",
}
WEIGHTS: dict[State, int] = {"known": 3, "not stated": 2, "not known": 1, "missing": 0}


class Choice(Declared):
    """How one code is chosen among several of a person.

    Rule     latest; most frequent; self-reported first: the first of `sources` that has a known code, and the
             latest of its records.
    Ties     settled by `ties` in order, and last by the order of the code list.
    Unknown  a code that is not stated or not known never beats a known one; with `not_stated_counts` an
             answer "not stated" stands beside the known ones. Not stated beats not known.
    """

    rule: Rule
    sources: tuple[Text, ...] = ()  # the most trusted first
    ties: tuple[Tie, ...] = ()
    not_stated_counts: bool = False

    @model_validator(mode="after")
    def the_rule_has_what_it_needs(self) -> Self:
        if "first source" in self.keys and not self.sources:
            raise ValueError("name `sources`, the most trusted first")
        if len(set(self.ties)) < len(self.ties) or LEADS[self.rule] in self.ties:
            raise ValueError("`ties` names each way once, and not the rule itself")
        if len(set(self.sources)) < len(self.sources):
            raise ValueError("`sources` names a source twice")
        return self

    @property
    def keys(self) -> tuple[Tie, ...]:
        """What is compared, the most important first."""
        lead = LEADS[self.rule]
        also: tuple[Tie, ...] = ("latest",) if self.rule == "self-reported first" else ()
        return tuple(dict.fromkeys((lead, *also, *self.ties)))

    def weight(self, state: State) -> int:
        return 3 if state == "not stated" and self.not_stated_counts else WEIGHTS[state]


@dataclass(frozen=True)
class Meaning:
    """What a code is for the choice: its place in the list, its weight, its coarse and its fine group."""

    code: int
    weight: int
    known: bool
    coarse: int | None
    fine: int | None


def meanings(codes: Codes, choice: Choice) -> list[Meaning]:
    """Every code in the order of its list. Codes wider than a group disagree with none."""
    coarse, fine = compared(codes)
    places: dict[tuple[str, str], int] = {}
    found = []
    for index, listed in enumerate(codes):
        groups = []
        for dimension in (coarse, fine):
            known = dimension is not None and listed.code.state == "known"
            label = codes.group(listed, dimension) if known and dimension else WIDER
            groups.append(None if label == WIDER else places.setdefault((dimension or "", label), len(places)))  # fmt: skip
        state = listed.code.state
        found.append(Meaning(index, choice.weight(state), state == "known", *groups))
    return found


def compared(codes: Codes) -> tuple[str | None, str | None]:
    """The widest and the finest groups that all the lists can be put into."""
    shared = [key for key in codes.lists[0].maps if all(key in of.maps for of in codes.lists)]
    sizes = {
        key: len(
            {codes.group(listed, key) for listed in codes if listed.code.state == "known"} - {WIDER}
        )  # fmt: skip
        for key in shared
    }
    ordered = sorted(shared, key=lambda key: sizes[key])
    return (ordered[0], ordered[-1]) if ordered else (None, None)


def chosen(records: str, codes: str, person: str, choice: Choice) -> str:
    """SQL: a row for each person with the chosen code and what the records say of each other.

    Shapes   records: `person`, value (text), day (date), source (its rank from 0). codes: value, code, weight,
             known, coarse, fine; one row for each value that means a code.
    Gives    person, code (NULL when no record has one), records (with anything recorded), valid (in a list),
             known (known codes), differs and differs_fine (two known codes of different groups).
    Checked  against choosing by hand, one person at a time: tests/engine/counting/test_prepare_ethnicity.py.
    """
    size = SIZES["code"]
    said = f"""
        SELECT r.{person} AS person, r.value, c.code, c.known, c.coarse, c.fine,
            {_rank(choice)} AS rank
        FROM {records} AS r LEFT JOIN {codes} AS c ON r.value = c.value
    """  # noqa: S608
    if "most frequent" in choice.keys:
        said = _counted(said, choice)
        sums = "CAST(sum(records) AS INTEGER) AS records, CAST(sum(valid) AS INTEGER) AS valid, CAST(sum(known) AS INTEGER) AS known"  # fmt: skip
    else:
        sums = "CAST(count(value) AS INTEGER) AS records, CAST(count(code) AS INTEGER) AS valid, CAST(count(*) FILTER (WHERE known) AS INTEGER) AS known"  # fmt: skip
    return f"""
        SELECT person, {size - 1} - max(rank) % {size} AS code, {sums},
            coalesce(min(coarse) <> max(coarse), false) AS differs,
            coalesce(min(fine) <> max(fine), false) OR coalesce(min(coarse) <> max(coarse), false) AS differs_fine
        FROM ({said}) GROUP BY person
    """  # noqa: S608


def _rank(choice: Choice) -> str:
    """A record's rank as one whole number: NULL for a value that means no code."""
    days = f"least(greatest(coalesce(date_diff('day', DATE '{FIRST_DAY}', r.day), 0), 0), {SIZES['latest'] - 1})"  # fmt: skip
    parts = {
        "weight": "c.weight",
        "latest": days,
        "first source": f"({SIZES['first source'] - 1} - r.source)",
        "most frequent": "0",
        "code": f"({SIZES['code'] - 1} - c.code)",
    }
    keys: Sequence[str] = ("weight", *choice.keys, "code")
    rank = "0"
    for key in keys:
        rank = f"({rank} * {SIZES[key]} + {parts[key]})"
    return f"CAST(CASE WHEN c.code IS NOT NULL THEN {rank.replace('(0 *', '(CAST(0 AS BIGINT) *')} END AS BIGINT)"  # fmt: skip


def _counted(said: str, choice: Choice) -> str:
    """The best record of each person and code, with how often the person has the code in its rank."""
    keys = (*choice.keys, "code")
    below = 1
    for key in keys[keys.index("most frequent") + 1 :]:
        below *= SIZES[key]
    most = SIZES["most frequent"] - 1
    return f"""
        SELECT person, any_value(coarse) AS coarse, any_value(fine) AS fine,
            count(value) AS records, count(code) AS valid, count(*) FILTER (WHERE known) AS known,
            max(rank) + least(count(*), {most}) * CAST({below} AS BIGINT) AS rank
        FROM ({said}) GROUP BY person, code
    """  # noqa: S608
