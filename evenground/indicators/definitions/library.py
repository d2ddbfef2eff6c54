"""The library: the indicators that come with Evenground, by their id or by Fingertips' number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from evenground.indicators.definitions.files import HERE, read_folder, report, twice
from evenground.indicators.definitions.indicator import Indicator


@cache
def library() -> MappingProxyType[str, Indicator]:
    """The indicators that come with Evenground, by their id. Their conditions are not read yet:
    `chosen` and `evenground indicators check` do that."""
    return MappingProxyType(read_shapes(HERE / "library"))


def for_fingertips(number: int | str) -> Indicator | None:
    """The definition of the indicator that Fingertips numbers so."""
    return next((i for i in library().values() if str(i.fingertips_id) == str(number)), None)


def find(identity: str) -> Indicator | None:
    """The definition with this id, or with this Fingertips number."""
    return library().get(identity) or for_fingertips(identity)


def read_shapes(folder: Path) -> dict[str, Indicator]:
    """The definitions of a folder; what they name is looked up when somebody asks for them."""
    files, mistakes = read_folder(folder, Indicator)
    report(mistakes + clashes(files))
    return {indicator.id: indicator for indicator in files.values()}


def clashes(files: Mapping[Path, Indicator]) -> list[str]:
    """Definitions that cannot stand beside each other."""
    found = list(files.items())
    return twice(found, lambda indicator: [indicator.id], "id") + twice(
        found, lambda i: [str(i.fingertips_id)] if i.fingertips_id else [], "fingertips_id"
    )
