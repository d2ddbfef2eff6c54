"""What is planted in a made population, as the files of this folder declare it."""

from __future__ import annotations

import tomllib
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from evenground import declared
from evenground.declared import Declared
from evenground.errors import DefinitionError

QUINTILES, AGES = 5, 100
SEXES = ["Female", "Male"]
MONTHS = 12


def _pair(value: Any) -> Any:
    """A number that does not change is [number, number]."""
    return (value, value) if isinstance(value, int | float) else value


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Pair = Annotated[tuple[float, float], BeforeValidator(_pair)]
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
ByAge = tuple[tuple[float, float], ...]


class Planted(Declared):
    """A column of made people: what it depends on, and among whom it is drawn (any of `among`)."""

    column: str
    among: Several = ()
    times: dict[str, float] = Field(default_factory=dict)
    hidden: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        return (*self.among, *self.times)


class Multiplied(Planted):
    """A share, a size or a rate at each age, multiplied with factors."""

    by_age: ByAge = ()
    most_deprived: Pair = (1, 1)
    tenure: dict[str, Pair] = Field(default_factory=dict)
    ethnic_group: dict[str, Pair] = Field(default_factory=dict)
    by_place: tuple[float, ...] = (1,)
    female: float = 1
    sex: Literal["Female"] | None = None


class Register(Multiplied):
    """True or false. `also`: everybody of these columns too."""

    also: tuple[str, ...] = ()
    every_year: bool = False
    only: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        return (*super().needs, *self.also)


class Score(Multiplied):
    """A whole number of some people: exponential around its size, rounded down, `most` at most."""

    most: int


class Events(Multiplied):
    """How many times something happened to a person in the year."""

    includes: tuple[str, ...] = ()
    counts: str | None = None
    by_month: tuple[float, ...] = (1,) * MONTHS

    @property
    def needs(self) -> tuple[str, ...]:
        return (*super().needs, *self.includes, *([self.counts] if self.counts else []))


class Outcome(Planted):
    """True or false: a chance in percent, and percentage points added."""

    ages: tuple[int, int] = (0, 150)
    base: Pair
    per_ten_years_of_age: float = 0
    by_place: tuple[float, ...] = (0,)
    gradient: Pair = (0, 0)
    tenure: dict[str, Pair] = Field(default_factory=dict)
    ethnic_group: dict[str, Pair] = Field(default_factory=dict)
    nothing_outside: bool = False


Column: TypeAlias = Register | Score | Events | Outcome


class File(Declared):
    registers: tuple[Register, ...] = Field(default=(), alias="register")
    scores: tuple[Score, ...] = Field(default=(), alias="score")
    outcomes: tuple[Outcome, ...] = Field(default=(), alias="outcome")
    events: tuple[Events, ...] = ()


def _text(name: str) -> str:
    return files("evenground.counting.made").joinpath(f"{name}.toml").read_text("utf-8")


PEOPLE: dict[str, Any] = tomllib.loads(_text("people"))
ETHNIC_GROUPS: list[str] = PEOPLE["ethnic_groups"]["order"]
CATEGORIES: dict[str, dict[str, Any]] = PEOPLE["ethnic_categories"]
TENURES: list[str] = PEOPLE["tenure"]["order"]


@cache
def planted() -> MappingProxyType[str, Column]:
    """Every planted column by name, each after those it depends on.

    Raises   DefinitionError with every mistake of the files.
    """
    found: dict[str, Column] = {}
    for name in ("registers", "care", "events"):
        read, mistakes = declared.read(_text(name), File, file=f"{name}.toml")
        if read is None:
            raise DefinitionError("\n".join(mistakes))
        columns: list[Column] = [*read.registers, *read.scores, *read.outcomes, *read.events]
        found |= {one.column: one for one in columns}
    order = TopologicalSorter({name: one.needs for name, one in found.items()}).static_order()
    return MappingProxyType({name: found[name] for name in order})
