"""What happens to the people of one place in one year, drawn from the planted chances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from evenground.counting.made.chance import stream
from evenground.counting.made.chances import Table, stratum, table
from evenground.counting.made.planted import Column, Events, Outcome, Register, Score, planted
from evenground.counting.made.residents import LASTING, Residents

Flags = NDArray[np.bool_]
Counts = NDArray[np.uint8]
MOST = int(np.iinfo(np.uint8).max)  # events of a person in a year
SLIGHT = 1e-9  # a chance too small for a number of 24 bits


@dataclass(frozen=True)
class Moment:
    """A year: `before` the last one by so many years; `time` goes from 0 in the first year to 1."""

    year: int
    before: int
    time: float


@dataclass
class Lives:
    """The people of a place who are born by a year, and all that was drawn for them.

    `drawn` holds true or false for registers and outcomes, whole numbers for scores and events. `own`
    holds the events of each kind without those of the kinds it includes.
    """

    residents: Residents
    moment: Moment
    seed: int
    rows: NDArray[np.int64] | slice
    age: NDArray[np.int16]
    stratum: NDArray[np.uint16]
    drawn: dict[str, NDArray] = field(default_factory=dict)
    own: dict[str, Counts] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.age)

    def members(self, one: Column) -> Flags | None:
        """Those among whom a column is drawn; None for everybody."""
        groups = [self.drawn[name] for name in one.among]
        return reduce(np.logical_or, groups) if groups else None

    def rng(self, column: str, *, lasting: bool = False) -> np.random.Generator:
        year = LASTING if lasting else self.moment.year
        return stream(self.seed, self.residents.place.number, year, column)

    def sizes(self, one: Column, among: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """The chance, size or rate of a column for some of the people."""
        if one.column not in self.tables:
            number = self.residents.place.number
            self.tables[one.column] = table(one, place=number, time=self.moment.time)
        sizes = self.tables[one.column][self.stratum[among]]
        for name, factor in one.times.items():
            sizes[self.drawn[name][among]] *= np.float32(factor)
        return sizes


def lives(residents: Residents, moment: Moment, seed: int, wanted: Iterable[str] = ()) -> Lives:
    """Draw all planted columns for a year, or only `wanted` and what they depend on."""
    age = residents.age - np.int16(moment.before)
    born = slice(None) if moment.before == 0 else np.flatnonzero(age >= 0)
    people = Lives(
        residents=residents,
        moment=moment,
        seed=seed,
        rows=born,
        age=age[born],
        stratum=stratum(
            residents.quintile[born],
            residents.tenure[born],
            residents.group[born],
            residents.sex[born],
            age[born],
        ),
    )
    needed = _needed(set(wanted) or set(planted()))
    for name, one in planted().items():
        if name in needed:
            people.drawn[name] = _drawn(people, one)
    return people


def _needed(wanted: set[str]) -> set[str]:
    found: set[str] = set()
    while wanted:
        found |= wanted
        wanted = {need for name in wanted for need in planted()[name].needs} - found
    return found


def _drawn(people: Lives, one: Column) -> NDArray:
    if isinstance(one, Register):
        return _register(people, one)
    if isinstance(one, Outcome):
        return _outcome(people, one)
    if isinstance(one, Score):
        return _score(people, one)
    return _events(people, one)


def _register(people: Lives, one: Register) -> Flags:
    lasting = not one.every_year
    count = len(people.residents.age) if lasting else len(people)
    luck = people.rng(one.column, lasting=lasting).random(count, np.float32)
    on = (luck[people.rows] if lasting else luck) < people.sizes(one, slice(None))
    if (among := people.members(one)) is not None:
        on &= among
    for name in one.also:
        on |= people.drawn[name]
    return on


def _among(people: Lives, one: Column) -> NDArray[np.int64] | slice:
    members = people.members(one)
    return slice(None) if members is None else np.flatnonzero(members)


def _outcome(people: Lives, one: Outcome) -> Flags:
    among = _among(people, one)
    chance = people.sizes(one, among)
    happened = np.zeros(len(people), bool)
    happened[among] = people.rng(one.column).random(len(chance), np.float32) < chance
    return happened


def _score(people: Lives, one: Score) -> Counts:
    among = _among(people, one)
    size = people.sizes(one, among)
    score = np.zeros(len(people), np.uint8)
    drawn = people.rng(one.column).standard_exponential(len(size), np.float32) * size
    score[among] = np.minimum(drawn, one.most)
    return score


def _events(people: Lives, one: Events) -> Counts:
    if one.counts:
        people.own[one.column] = people.drawn[one.counts].astype(np.uint8)
        return people.own[one.column]
    among = _among(people, one)
    own = np.zeros(len(people), np.uint8)
    own[among] = poisson(people.rng(one.column), people.sizes(one, among))
    people.own[one.column] = own
    return reduce(np.add, (people.drawn[name] for name in one.includes), own)


def poisson(rng: np.random.Generator, mean: NDArray[np.float32]) -> Counts:
    """Whole numbers with these means; most of them 0, which is what makes it fast."""
    count = np.zeros(len(mean), np.uint8)
    none = np.exp(-mean)
    luck = rng.random(len(mean), np.float32)
    left: NDArray[np.int64] = np.flatnonzero(luck >= none)
    # For those who had some: their luck, their mean, the chance of so many, and of no more than so many.
    state = np.stack([luck[left], mean[left], none[left], none[left]])
    for events in range(1, MOST):
        if not len(left):
            break
        count[left] = events
        state[2] *= state[1] / np.float32(events)
        state[3] += state[2]
        more = (state[0] >= state[3]) & (state[2] > SLIGHT)
        left, state = left[more], state[:, more]
    return count
