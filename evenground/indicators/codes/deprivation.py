"""Deprivation of small areas: an edition, its areas, and 1 for the most deprived whatever the file says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from evenground.declared import Declared, read
from evenground.errors import DataError, DefinitionError
from evenground.indicators.codes.lists import Certainty, CodeSource
from evenground.indicators.codes.tables import read_columns
from evenground.indicators.definitions.files import HERE, Key, Text

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["rank", "decile", "quintile"]
Direction = Literal["most deprived", "least deprived"]
ENGLISH = re.compile(r"E01\d{6}")
TENTHS, FIFTHS = 10, 5
SOME = 1_000  # so many areas of England, and none of them new, cannot be areas of a later census


class Vintage(Declared):
    """A census, and the highest code of a small area that existed after it."""

    census: int
    last: Text


class Edition(Declared):
    """One edition of the index: on the areas of which census, and how many."""

    id: Key
    title: Text
    census: int
    areas: int
    most_deprived: Text
    least_deprived: Text
    certainty: Certainty
    source: CodeSource


class Editions(Declared):
    vintages: tuple[Vintage, ...]
    editions: tuple[Edition, ...]


@cache
def declared_editions() -> Editions:
    file = HERE / "deprivation.toml"
    found, mistakes = read(file.read_text("utf-8"), Editions, file=file.name)
    if found is None:
        raise DefinitionError("\n".join(mistakes))
    return found


def editions() -> MappingProxyType[str, Edition]:
    """The editions that Evenground knows, by their id."""
    return MappingProxyType({one.id: one for one in declared_editions().editions})


def edition(identity: str) -> Edition:
    if identity not in editions():
        raise DefinitionError(
            f"There is no edition of deprivation called {identity}. There are: {', '.join(editions())}."
        )
    return editions()[identity]


def first_drawn(code: str) -> int | None:
    """The census for which a small area of England was first drawn; None for any other code."""
    if not ENGLISH.fullmatch(code):
        return None
    return next((v.census for v in declared_editions().vintages if code <= v.last), None)


def fitting(census: int) -> str:
    """The editions on the areas of a census, in words."""
    return ", ".join(e.id for e in editions().values() if e.census == census) or "no edition here"


@dataclass(frozen=True)
class Deprivation:
    """The tenth and fifth of each small area: 1 is the most deprived. `table`: lsoa, decile, quintile."""

    edition: Edition
    table: pl.DataFrame
    file: str

    @property
    def whole(self) -> bool:
        """The file holds all of England, not a part."""
        return self.table.height == self.edition.areas

    def why_not(self, code: str) -> str | None:
        """Why a code has no deprivation in this edition; None for one that has."""
        if code in self._areas:
            return None
        census = first_drawn(code)
        if census is None:
            return "not a small area of England"
        if census > self.edition.census:
            return f"small areas of {census}: {fitting(census)} would fit"
        if not self.whole:
            return "not in the file, which holds a part of England"
        earlier = [e for e in editions().values() if census <= e.census < self.edition.census]
        fits = ", ".join(e.id for e in earlier) or "no edition here"
        return f"small areas of before {self.edition.census}: {fits} would fit"

    @cached_property
    def _areas(self) -> frozenset[str]:
        return frozenset(self.table["lsoa"])


def read_deprivation(
    path: Path, *, edition: Edition, area: str, value: str, kind: Kind, one_is: Direction
) -> Deprivation:
    """Read a file of small areas with their deprivation.

    Shapes   a row for each area; `kind` says what `value` is, `one_is` what its 1 means.
    Units    national tenths and fifths, 1 the most deprived, whatever the file's direction.
    Raises   DataError for areas of another census (with the edition that fits), an area twice, values that
             the kind does not have, or a direction that the published extremes contradict.
    Checked  both editions as published: tests/engine/indicators/test_deprivation.py.
    """
    import polars as pl

    found = read_columns(path, {"lsoa": area, "value": value}).drop_nulls()
    most = {"rank": edition.areas, "decile": TENTHS, "quintile": FIFTHS}[kind]
    given = found["value"].cast(pl.Int64, strict=False)
    if given.null_count() or not given.is_between(1, most).all():
        raise DataError(
            f"{path.name}, column `{value}`: a {kind} of {edition.id} is a whole number from 1 to {most}."
        )
    _check_areas(path.name, area, found["lsoa"], edition)
    turned = most + 1 - given if one_is == "least deprived" else given
    none = pl.Series([None] * len(given), dtype=pl.Int64)
    tenths = none if kind == "quintile" else _parts(turned, TENTHS, most)
    fifths = _parts(turned, FIFTHS, most)
    table = pl.DataFrame({"lsoa": found["lsoa"], "decile": tenths, "quintile": fifths})
    _check_direction(path.name, table, edition, one_is)
    return Deprivation(edition, table.sort("lsoa"), path.name)


def _parts(given: pl.Series, parts: int, most: int) -> pl.Series:
    """In which of so many equal parts a rank, tenth or fifth lies."""
    return (given * parts + most - 1) // most


def _check_areas(file: str, column: str, codes: pl.Series, edition: Edition) -> None:
    if twice := codes.filter(codes.is_duplicated()).unique().sort().to_list():
        raise DataError(f"{file}, column `{column}`: small areas are there twice: {some(twice)}.")
    drawn = {code: first_drawn(code) for code in codes.to_list()}
    if strange := sorted(code for code, census in drawn.items() if census is None):
        raise DataError(
            f"{file}, column `{column}`: these are not small areas (LSOAs) of England: {some(strange)}."
        )
    latest = max((census for census in drawn.values() if census), default=edition.census)
    if latest > edition.census:
        raise DataError(
            f"{file}, column `{column}`: it holds small areas of {latest}, whatever its name says, and "
            f"{edition.id} is of areas of {edition.census}. {fitting(latest)} would fit."
        )
    if latest < edition.census and len(codes) >= SOME:
        raise DataError(
            f"{file}, column `{column}`: none of its small areas was drawn in {edition.census}, so it is not "
            f"{edition.id}. {fitting(latest)} would fit."
        )


def _check_direction(file: str, table: pl.DataFrame, edition: Edition, one_is: str) -> None:
    found = dict(table.select("lsoa", "quintile").iter_rows())
    ends = {edition.most_deprived: 1, edition.least_deprived: FIFTHS}
    if any(found.get(code, fifth) != fifth for code, fifth in ends.items()):
        raise DataError(
            f"{file}: it is declared that 1 is the {one_is}, and with that the areas published as the most "
            f"and the least deprived of {edition.id} ({' and '.join(ends)}) come out wrong. "
            "Correct `one_is`, or the edition."
        )


def some(names: list[str], shown: int = 5) -> str:
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")
