"""The languages that come with Evenground, as data: in which people speak, and read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("languages.toml")
ENGLISH = "en"


@cache
def known_languages() -> dict[str, dict[str, str]]:
    """Code, name, own name, direction and decimal sign of each but English, by its code."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["language"]
    return {one["code"]: {"direction": "ltr", "decimal": ".", **one} for one in listed}


def spoken_languages() -> list[tuple[str, str]]:
    """What somebody may choose who says in which language they write: English first."""
    return [(ENGLISH, "English"), *((code, one["name"]) for code, one in known_languages().items())]


def name_of(code: str) -> str:
    """Of one that nobody has put on the list: “another language”."""
    listed = known_languages().get(code, {"name": "another language"})
    return "English" if code == ENGLISH else listed["name"]


def direction_of(code: str) -> str:
    """The side from which it is read; “auto” leaves it to the letters."""
    listed = known_languages().get(code, {"direction": "auto"})
    return "ltr" if code == ENGLISH else listed["direction"]
