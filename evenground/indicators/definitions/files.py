"""Files of definitions: read with every mistake of every file, told with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from evenground import declared
from evenground.declared import Model
from evenground.errors import DefinitionError

HERE = Path(__file__).parents[1]  # where the data files of Evenground are
FILE = "columns.toml"  # also the name of a partnership's own, in its folder of definitions

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Thing = TypeVar("Thing")


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


def meant(name: str, known: Mapping[str, object]) -> str:
    """The end of a sentence about an unknown name: what was perhaps meant."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def plain(name: str) -> str:
    return " ".join(name.split()).casefold()
