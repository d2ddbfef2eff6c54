"""With which edition of deprivation and which code lists the columns of people were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evenground.counting.sorting import metadata
from evenground.errors import DataError, DefinitionError
from evenground.indicators import Indicator
from evenground.indicators.codes import codes_of, deprivation
from evenground.indicators.definitions.columns import Column
from evenground.indicators.definitions.files import meant

NOT_SAID = "not said"
SAID_AS = "editions"  # in what a file of people says of itself


def editions_of(
    people: str | Path | Any,
    declared: Mapping[str, str],
    indicators: Iterable[Indicator],
    *,
    in_database: bool = False,
) -> dict[str, str]:
    """What each column was made with: what the file says of itself, and what a person declares.

    Raises   DataError for a column or an edition that is not known, a person who says something else
             than the file, and a folder whose files differ.
    """
    known = {name: column for one in indicators for name, column in one.columns.items()}
    given = {name: checked(name, text, known) for name, text in declared.items()}
    said = {} if in_database else said_by(people)
    for name in given.keys() & said.keys():
        if given[name] != said[name]:
            raise DataError(
                f"The file says that `{name}` was made with {said[name]}, and you say {given[name]}. "
                "Leave yours out, or prepare the people again."
            )
    return {**said, **given}


def checked(name: str, text: str, known: Mapping[str, Column]) -> str:
    """A declared edition as files say it: that of deprivation, or code lists with their versions."""
    kind = known[name].editions if name in known else None
    if kind is None:
        able = {column: one for column, one in known.items() if one.editions}
        raise DataError(
            f"No edition can be given for `{name}`{meant(name, able)}. These columns have one: "
            f"{', '.join(sorted(able))}."
        )
    try:
        if kind == "deprivation":
            return deprivation.edition(text).id
        return versions([one.strip() for one in text.split(",")])
    except DefinitionError as problem:
        raise DataError(f"`{name}`: {problem}") from problem


def versions(ids: Iterable[str]) -> str:
    """Code lists with their versions, in one order: nhs-ethnic-category 2001."""
    return " and ".join(f"{one.id} {one.version}" for one in codes_of(*sorted(set(ids))).lists)


def said_by(people: str | Path | Any) -> dict[str, str]:
    """What Parquet files say of their columns; nothing for any other table."""
    path = Path(people) if isinstance(people, str | Path) else None
    if path is None or not path.exists():
        return {}
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    each = [metadata(file).get(SAID_AS, {}) for file in files if file.suffix.lower() == ".parquet"]
    said = each[0] if each else {}
    if any(other != said for other in each):
        raise DataError(
            f"{path.name}: its files were made with different editions of deprivation or code lists. "
            "Count each folder of one edition apart."
        )
    return {str(name): str(edition) for name, edition in said.items()}
