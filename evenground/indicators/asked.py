"""Which definitions a person asks for: the library, a set, a folder, a file, or ids with commas."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from evenground.errors import DefinitionError
from evenground.indicators.codes.lists import code_lists
from evenground.indicators.definitions.files import FILE, meant
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.definitions.library import library
from evenground.indicators.programmes.whole import (
    SETS,
    Definitions,
    checked,
    read_definitions,
    sets,
    shipped,
    toml,
)


def chosen(asked: str) -> dict[str, Indicator]:
    """The definitions that a person asks for, wholly checked, by their id.

    `asked` is "library", the id of a set, a folder (its definitions, and those that its sets name), a
    definition file, the file of a set, or ids with commas between. The PLUS groups of a set are counted for
    all that is asked for with it.

    Raises   DefinitionError, with every mistake of the files, or the names that are not known.
    """
    everything = asked_for(asked)
    named = [name for one in everything.sets.values() for name in one.plus_columns]
    plus = [everything.columns[name] for name in dict.fromkeys(named)]
    found = {name: one.with_plus(plus) for name, one in everything.indicators.items()}
    if not found and is_folder(Path(asked)):
        raise DefinitionError(f"The folder {asked} has no definition file (*.toml).")
    if not found:
        raise DefinitionError(f"Nothing that {asked} names can be measured yet.")
    return found


def asked_for(asked: str) -> Definitions:
    """The same, with the sets that were named."""
    if asked == "library":
        return replace(shipped(), sets={})
    path = Path(asked)
    if asked and is_folder(path):
        found = read_definitions(path)
        return replace(found, indicators={**found.indicators, **named_by(found)})
    if path.suffix == ".toml":
        found = of_file(path)
        return replace(found, indicators=named_by(found)) if found.sets else found
    return of_names([one.strip() for one in asked.split(",")])


def not_yet(asked: str) -> list[str]:
    """What the sets that a person asks for want measured and nobody can measure yet, with the reasons."""
    wanted = asked_for(asked).sets.values()
    items = [(item.title, item.not_yet or item.lacking) for one in wanted for item in one.items()]
    groups = [(group.name, group.not_yet) for one in wanted for group in one.plus]
    return [f"{what}: {why}" for what, why in (*items, *groups) if why]


def is_folder(path: Path) -> bool:
    """Many ids with commas are longer than any name of a folder."""
    try:
        return path.is_dir()
    except OSError:
        return False


def everything() -> Definitions:
    """All that comes with Evenground, wholly checked, the code lists too."""
    code_lists()
    return shipped()


def of_path(path: Path) -> Definitions:
    """What a folder or a file declares itself, wholly checked."""
    return read_definitions(path) if path.is_dir() else of_file(path)


def of_names(wanted: list[str]) -> Definitions:
    """Indicators and sets that come with Evenground, by their ids."""
    known = [*library(), *sets()]
    if unknown := [one for one in wanted if one not in known]:
        hint = meant(unknown[0], dict.fromkeys(known)).removeprefix("; ")
        raise DefinitionError(
            f"There is no indicator, set, folder or file called {', '.join(unknown)}. "
            f"The library has the sets {', '.join(sorted(sets()))}, and {len(library())} indicators: "
            f"`evenground indicators list` shows them. {hint.capitalize()}".rstrip()
        )
    ids = [i for one in wanted for i in (sets()[one].indicators if one in sets() else [one])]
    return Definitions(
        {one: shipped().indicators[one] for one in ids},
        {one: shipped().sets[one] for one in wanted if one in sets()},
        shipped().columns,
    )


def of_file(path: Path) -> Definitions:
    """The definition, the set or the columns of one file; a set with the definitions beside it."""
    if not path.is_file():
        raise DefinitionError(f"There is no file {path}.")
    if path.name == FILE:
        return checked([], [], path)
    if not holds_a_set(path):
        return checked([path], [], path.with_name(FILE))
    folder = path.parent.parent if path.parent.name == SETS else path.parent
    beside = [other for other in toml(folder) if other != path and not holds_a_set(other)]
    return checked(beside, [path], folder / FILE)


def named_by(found: Definitions) -> dict[str, Indicator]:
    """The indicators that sets name, their own or those of the library."""
    known = {**shipped().indicators, **found.indicators} if found.sets else {}
    return {i: known[i] for one in found.sets.values() for i in one.indicators}


def holds_a_set(path: Path) -> bool:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return bool({"areas", "plus"} & set(said))
