"""Code lists: what a code in a record means, and into which groups it can honestly be put.

A list names every group scheme that it can be mapped to, and says why it cannot be mapped to the others.
A code that is wider than a group has no map into it: White of 1991 never becomes White British.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from evenground.declared import Declared
from evenground.errors import DefinitionError
from evenground.indicators.definitions.dimension import Dimension, dimensions
from evenground.indicators.definitions.files import (
    HERE,
    Key,
    Text,
    plain,
    read_folder,
    report,
    twice,
)

State = Literal["known", "not stated", "not known", "missing"]
Certainty = Literal["published", "usual", "ours"]
STATES: tuple[State, ...] = ("known", "not stated", "not known", "missing")
WIDER = "Recorded in a wider group"  # the code is known, and holds people of several groups
LABELS: dict[State, str] = {
    "not stated": "Not stated",
    "not known": "Not known",
    "missing": "Not recorded",
}


class CodeSource(Declared):
    publisher: Text
    title: Text


class Code(Declared):
    """One code: what it means, its group in each scheme, and the schemes of which it spans several groups."""

    code: Text
    label: Text
    aliases: tuple[Text, ...] = ()
    state: State = "known"
    to: dict[Text, Text] = {}
    spans: dict[Text, Text] = {}

    @property
    def names(self) -> set[str]:
        return {plain(name) for name in (self.code, self.label, *self.aliases)}

    @model_validator(mode="after")
    def only_a_known_code_has_groups(self) -> Self:
        if self.state != "known" and (self.to or self.spans):
            raise ValueError(f"a code that is {self.state} belongs to no group")
        if both := sorted(set(self.to) & set(self.spans)):
            raise ValueError(f"{', '.join(both)} is in `to` and in `spans`: a code has a group or spans several")  # fmt: skip
        return self


class CodeList(Declared):
    """A list of codes as its publisher gives it, and the maps that are true of it.

    Maps     many codes to one group, never one code to several; `cannot` says why a scheme is out of reach.
    States   known, not stated (asked, not answered), not known, missing: kept apart.
    """

    id: Key
    title: Text
    version: Text
    certainty: Certainty
    certainty_note: Text | None = None
    local_second_character: bool = (
        False  # the first character is the code; a second is for local use
    )
    source: CodeSource
    maps: dict[Text, Text] = {}
    cannot: dict[Text, Text] = {}
    codes: tuple[Code, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def every_name_means_one_code(self) -> Self:
        names = [name for code in self.codes for name in code.names]
        if again := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two codes have the name {', '.join(again)}")
        return self

    @model_validator(mode="after")
    def every_known_code_says_where_it_belongs(self) -> Self:
        if both := sorted(set(self.maps) & set(self.cannot)):
            raise ValueError(f"{', '.join(both)} is in `maps` and in `cannot`")
        mistakes = []
        for code in self.codes:
            said = {*code.to, *code.spans}
            if extra := sorted(said - set(self.maps)):
                mistakes.append(f"code {code.code} names {', '.join(extra)}, which is not in `maps`")  # fmt: skip
            if lacking := sorted(set(self.maps) - said) if code.state == "known" else []:
                mistakes.append(f"code {code.code} does not say its group of {', '.join(lacking)}")  # fmt: skip
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    @property
    def known(self) -> tuple[Code, ...]:
        return tuple(code for code in self.codes if code.state == "known")

    def find(self, value: str) -> Code | None:
        """The code that a record means, whatever its spaces and capitals."""
        return self._named(plain(value))

    def _named(self, name: str) -> Code | None:
        found = next((code for code in self.codes if name in code.names), None)
        if found is None and self.local_second_character and len(name) == 2:
            return next((c for c in self.codes if plain(c.code) == name[0]), None)
        return found

    def group(self, code: Code, dimension: str) -> str:
        """The group of a code, or the words that say why it has none.

        Raises   DefinitionError for a scheme that the list cannot be mapped to, with the reason.
        """
        if dimension not in self.maps:
            raise DefinitionError(self.why_not(dimension))
        if code.state != "known":
            return LABELS[code.state]
        return code.to.get(dimension, WIDER)

    def why_not(self, dimension: str) -> str:
        reason = self.cannot.get(dimension, "The list says nothing of it.")
        return (
            f"The code list {self.id} cannot be put into the groups of {dimension}. {reason} "
            f"It can be put into: {', '.join(self.maps) or 'none'}."
        )


class Listed(NamedTuple):
    """A code with the list that it stands in."""

    of: CodeList
    code: Code


class Codes:
    """One code list, or several whose codes stand in the same column.

    Raises   DefinitionError for a list that does not exist, or for codes that mean two things.
    """

    def __init__(self, lists: Sequence[CodeList]) -> None:
        self.lists = tuple(lists)
        report(list(self._clashes()))

    def __iter__(self) -> Iterator[Listed]:
        """Every code once, in the order of the lists: that order settles what nothing else does."""
        seen: set[str] = set()
        for of in self.lists:
            for code in of.codes:
                if plain(code.code) not in seen:
                    seen.add(plain(code.code))
                    yield Listed(of, code)

    def find(self, value: str) -> Listed | None:
        found = ((of, of.find(value)) for of in self.lists)
        return next((Listed(of, code) for of, code in found if code), None)

    def group(self, listed: Listed, dimension: str) -> str:
        return listed.of.group(listed.code, dimension)

    def check(self, dimension: str) -> None:
        """Raises DefinitionError unless every list can be put into these groups."""
        if wrong := [of.why_not(dimension) for of in self.lists if dimension not in of.maps]:
            raise DefinitionError("\n".join(wrong))

    def spellings(self) -> dict[str, Listed]:
        """Every plain name that means a code, to join a column of records with."""
        names: dict[str, Listed] = {}
        for listed in self:
            for name in sorted(listed.code.names):
                names.setdefault(name, listed)
        return names

    def _clashes(self) -> Iterator[str]:
        for index, one in enumerate(self.lists):
            for other in self.lists[index + 1 :]:
                for code in one.codes:
                    again = other.find(code.code)
                    if again and (again.state, again.to) != (code.state, code.to):
                        yield f"code {code.code} means {code.label} in {one.id} and {again.label} in {other.id}: a column cannot carry both lists"  # fmt: skip


@cache
def code_lists() -> MappingProxyType[str, CodeList]:
    """The code lists that come with Evenground, by their id."""
    return MappingProxyType(read_code_lists(HERE / "codes"))


def codes_of(*ids: str) -> Codes:
    """Code lists by their ids, as one."""
    if unknown := [one for one in ids if one not in code_lists()]:
        raise DefinitionError(
            f"There is no code list called {', '.join(unknown)}. "
            f"There are: {', '.join(sorted(code_lists()))}."
        )
    return Codes([code_lists()[one] for one in ids])


def read_code_lists(folder: Path) -> dict[str, CodeList]:
    """The code lists of a folder.

    Raises   DefinitionError with every mistake of every file, also a map to a group that no dimension has.
    """
    files, mistakes = read_folder(folder, CodeList)
    found = list(files.items())
    mistakes += twice(found, lambda one: [one.id], "id")
    for path, one in found:
        mistakes += [f"{path.name}: {mistake}" for mistake in groups_that_are_not(one)]
    report(mistakes)
    return {one.id: one for _, one in found}


def groups_that_are_not(one: CodeList) -> Iterator[str]:
    """Schemes and groups that the list names and that no file of dimensions has."""
    for key in one.maps:
        dimension = dimensions().get(key)
        if dimension is None:
            yield f"maps: there is no dimension called {key}"
            continue
        wrong = {c.code: c.to[key] for c in one.codes if key in c.to and not has(dimension, c.to[key])}  # fmt: skip
        for code, label in wrong.items():
            yield f"code {code}: {key} has no group called {label}"


def has(dimension: Dimension, label: str) -> bool:
    return label in {group.label for group in dimension.groups}
