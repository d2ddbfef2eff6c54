"""Definitions are TOML with a declared shape: every mistake is told, with its file and line."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
WORDS = {
    "Extra inputs are not permitted": "this key is not known",
    "Field required": "this key is missing",
}


class Declared(BaseModel):
    """What a definition file says: nothing but its keys, and nobody changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read(text: str, model: type[Model], *, file: str) -> tuple[Model | None, list[str]]:
    """What a definition declares, or else its mistakes in words."""
    try:
        return model.model_validate(tomllib.loads(text)), []
    except tomllib.TOMLDecodeError as problem:
        return None, [f"{file}: this is not readable as TOML: {problem}"]
    except ValidationError as problem:
        return None, [mistake(file, text, error) for error in problem.errors()]


def mistake(file: str, text: str, error: ErrorDetails) -> str:
    """One mistake in words: file, line where the key stands, key, what is wrong."""
    location, message = error["loc"], error["msg"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    line = line_of(text, location)
    where = f"{file}, line {line}" if line else file
    said = WORDS.get(message, message.removeprefix("Value error, "))
    return f"{where}: {key + ': ' if key else ''}{said}"


def line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    """The line of a key: searched table by table, so that equal keys are told apart."""
    lines, start, found = text.splitlines(), 0, None
    path: list[str] = []
    for part in location:
        if isinstance(part, int):
            header = re.compile(rf"\s*\[\[\s*{re.escape('.'.join(path))}\s*\]\]")
            tables = [n for n in range(max(start - 1, 0), len(lines)) if header.match(lines[n])]
            if part < len(tables):
                start = found = tables[part] + 1
            continue
        path.append(part)
        names = rf"(?:{re.escape('.'.join(path))}|{re.escape(part)})"
        pattern = re.compile(rf"\s*(\[\[?{names}\]\]?|{re.escape(part)}\s*=)")
        line = next((n for n in range(start, len(lines)) if pattern.match(lines[n])), None)
        if line is not None:
            start = found = line + 1
    return found
