"""Reads definition files. Every mistake of every file is reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from evenground import declared
from evenground.declared import Model
from evenground.errors import DefinitionError
from evenground.indicators.columns import FILE
from evenground.indicators.definition import Dimension, Indicator, Scheme, plain

HERE = Path(__file__).parent
Thing = TypeVar("Thing")


@cache
def library() -> MappingProxyType[str, Indicator]:
    """The indicators that come with Evenground, by their id. Their conditions are not read yet:
    `chosen` and `evenground indicators check` do that."""
    return MappingProxyType(read_shapes(HERE / "library"))


@cache
def dimensions() -> MappingProxyType[str, Dimension]:
    """The dimensions that come with Evenground, by their key."""
    return MappingProxyType(read_dimensions(HERE / "dimensions"))


def for_fingertips(number: int | str) -> Indicator | None:
    """The definition of the indicator that Fingertips numbers so."""
    return next((i for i in library().values() if str(i.fingertips_id) == str(number)), None)


def find(identity: str) -> Indicator | None:
    """The definition with this id, or with this Fingertips number."""
    return library().get(identity) or for_fingertips(identity)


def dimension_for_fingertips(category_type: str) -> Dimension | None:
    """The dimension that a Fingertips category type stands for."""
    wanted = plain(category_type)
    return next(
        (d for d in dimensions().values() if wanted in {plain(name) for name in d.fingertips}), None
    )


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


def read_dimensions(folder: Path) -> dict[str, Dimension]:
    files, mistakes = read_folder(folder, Scheme)
    found = [(path, dimension) for path, scheme in files.items() for dimension in uses(scheme)]
    mistakes += twice(found, lambda dimension: [dimension.key], "key")
    mistakes += twice(
        found, lambda dimension: [plain(name) for name in dimension.fingertips], "fingertips"
    )
    report(mistakes)
    return {dimension.key: dimension for _, dimension in found}


def uses(scheme: Scheme) -> list[Dimension]:
    return [
        Dimension(
            key=use.key,
            title=use.title,
            fingertips=use.fingertips,
            ordered=scheme.ordered,
            groups=scheme.groups,
            reference=scheme.reference,
        )
        for use in scheme.dimensions
    ]


def read_folder(folder: Path, model: type[Model]) -> tuple[dict[Path, Model], list[str]]:
    """What the files of a folder declare, by their path, and their mistakes."""
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != FILE]
    return read_files(paths, model)


def read_files(paths: Iterable[Path], model: type[Model]) -> tuple[dict[Path, Model], list[str]]:
    files: dict[Path, Model] = {}
    mistakes: list[str] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as problem:
            mistakes.append(f"{path.name}: this is not readable as text: {problem}")
            continue
        read, wrong = declared.read(text, model, file=path.name)
        mistakes += wrong
        if read is not None:
            files[path] = read
    return files, mistakes


def twice(
    found: Iterable[tuple[Path, Thing]], names: Callable[[Thing], Iterable[str]], key: str
) -> list[str]:
    seen: dict[str, Path] = {}
    mistakes = []
    for path, thing in found:
        for name in names(thing):
            if name in seen:
                line = line_with(path, key, name)
                mistakes.append(
                    f"{path.name}, line {line}: {key}: {name} is already used in {seen[name].name}"
                )
            seen.setdefault(name, path)
    return mistakes


def line_with(path: Path, key: str, name: str) -> int:
    """The line that gives a key this name, or else the first one of the key."""
    lines = [plain(line) for line in path.read_text(encoding="utf-8").splitlines()]
    keyed = [n for n, line in enumerate(lines, 1) if line.partition("=")[0].strip() == key]
    named = [n for n in keyed if plain(name) in lines[n - 1]]
    return (named or keyed or [1])[0]


def report(mistakes: list[str]) -> None:
    if mistakes:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise DefinitionError(
            f"The definition files have {count}. Correct them and try again.\n"
            + "\n".join(f"- {line}" for line in mistakes)
        )
