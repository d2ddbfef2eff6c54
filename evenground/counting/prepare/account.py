"""What became of every record, and how well people are recorded: told with the people, and kept in their file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from evenground.counting.prepare.recipe import Limits
from evenground.declared import Declared
from evenground.errors import DataError

KEY = "evenground"  # of the metadata of a Parquet file


class Used(Declared):
    """A file by the last part of its name and the SHA-256 of its bytes."""

    name: str
    digest: str


class By(Declared):
    """The recipe, and what it chose: code lists with their versions, the edition, the rule."""

    id: str
    version: str
    digest: str
    code_lists: dict[str, str] = {}
    deprivation: str | None = None
    ethnicity: str | None = None


class Coded(Declared):
    """A coded column: records with something in it, and those whose code is in no list."""

    records: int
    unknown: int
    different_unknown: int


class Recording(Declared):
    """How well ethnic codes are recorded. `several`: rows of people with two or more known codes."""

    rows: int
    known: int
    not_stated: int
    not_known: int
    missing: int
    records: int
    valid: int
    several: int
    differs: int
    differs_fine: int


class Account(Declared):
    """Read = used + set aside. No clock, no path: the same extract and recipe give the same bytes.

    `editions`: with what each column of people was made, as `count` reads it.
    """

    format: Literal["evenground people 1"] = "evenground people 1"
    recipe: By
    extract: Used
    lookups: tuple[Used, ...] = ()
    records_read: int
    records_used: int
    set_aside: dict[str, int] = {}
    unreadable: dict[str, int] = {}
    codes: dict[str, Coded] = {}
    records_with_area: int = 0
    areas_without_deprivation: dict[str, int] = {}
    rows: int = 0
    people: int = 0
    periods: tuple[str, ...] = ()
    not_recorded: dict[str, int] = {}
    places_not_found: dict[str, int] = {}
    recording: Recording | None = None
    sorted_by: tuple[str, ...] = ()
    editions: dict[str, str] = {}

    def as_json(self) -> str:
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)

    def said(self) -> list[str]:
        """The account in words, one line each."""
        lines = [f"Records read: {self.records_read:,}; used: {self.records_used:,}"]
        lines += [f"  set aside, {why}: {many:,}" for why, many in self.set_aside.items()]
        lines += [f"  not readable as declared, `{name}`: {many:,}" for name, many in self.unreadable.items()]  # fmt: skip
        for name, coded in self.codes.items():
            if coded.unknown:
                lines.append(f"  codes of no list, `{name}`: {coded.unknown:,} ({coded.different_unknown:,} different)")  # fmt: skip
        lines += [f"  no deprivation, {why}: {many:,}" for why, many in self.areas_without_deprivation.items()]  # fmt: skip
        lines.append(f"People: {self.people:,}; rows, one for each person and period: {self.rows:,}")  # fmt: skip
        lines += [f"  not recorded, {name}: {many:,}" for name, many in self.not_recorded.items() if many]  # fmt: skip
        lines += [f"  not in the look-up, {name}: {many:,}" for name, many in self.places_not_found.items() if many]  # fmt: skip
        return lines + (_recording(self.recording) if self.recording else [])


def _recording(recording: Recording) -> list[str]:
    lines = [f"Ethnic codes: {share(recording.known, recording.rows)} of rows have a known code"]
    lines.append(f"  in the lists: {share(recording.valid, recording.records)} of what is recorded")
    if recording.several:
        lines.append(
            f"  of people with two or more known codes, {share(recording.differs, recording.several)} differ in "
            f"wide groups and {share(recording.differs_fine, recording.several)} in fine ones"
        )
    return lines


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def check(account: Account, limits: Limits) -> None:
    """Stop where too much is wrong, before anything is written: every problem at once.

    Raises   DataError naming columns and limits; no count, because a count may be small.
    """
    if problems := [*_of_records(account, limits), *_of_rows(account, limits)]:
        raise DataError(
            f"{account.extract.name} cannot be prepared with the recipe {account.recipe.id}. Nothing was "
            "written. Correct these, or raise the limit under [limits] and say why:\n"
            + "\n".join(f"- {problem}" for problem in problems)
        )


def _of_records(account: Account, limits: Limits) -> Iterator[str]:
    read, used = account.records_read, account.records_used
    if not used:
        yield f"no record can be used: {', '.join(account.set_aside) or 'it has no record'}"
    elif read - used > limits.set_aside * read:
        most = max(account.set_aside, key=lambda why: account.set_aside[why])
        yield f"more than {limits.set_aside:.0%} of records are set aside, most of them: {most}"
    for name, many in account.unreadable.items():
        if many > limits.unreadable * read:
            yield (
                f"more than {limits.unreadable:.0%} of records have something in `{name}` that is not of "
                "its kind: correct `kind`, `written`, `missing` or `means`"
            )
    for name, coded in account.codes.items():
        if coded.unknown > limits.unknown_codes * coded.records:
            yield (
                f"more than {limits.unknown_codes:.0%} of the codes in `{name}` are in none of its lists: "
                "name the list that the extract uses, or its codes in `means`"
            )


def _of_rows(account: Account, limits: Limits) -> Iterator[str]:
    for why, many in account.areas_without_deprivation.items():
        if many > limits.wrong_areas * account.records_with_area:
            yield f"more than {limits.wrong_areas:.0%} of small areas have no deprivation: {why}"
    for name, many in account.places_not_found.items():
        if many > limits.unknown_places * account.rows:
            yield (
                f"more than {limits.unknown_places:.0%} of rows have no {name}: its look-up does not know "
                "where they lie"
            )
