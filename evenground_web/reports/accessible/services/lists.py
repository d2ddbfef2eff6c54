"""What accessible versions are made with, kept as data: words, abbreviations, pictograms, checks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, kw_only=True)
class HardWord:
    """A word that easy read explains, with its other forms."""

    word: str
    meaning: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pictogram:
    """A drawing of ours, what it shows, and the words it is offered for."""

    key: str
    alt: str
    words: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"pictograms/{self.key}.svg"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def hard_words() -> dict[str, HardWord]:
    return {entry["word"]: HardWord(**entry) for entry in _read("hard-words")["word"]}


@cache
def _in_a_sentence() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {
        form.casefold(): word.word
        for word in hard_words().values()
        for form in (word.word, *word.forms)
    }
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b"), words


def hard_words_in(text: str) -> list[str]:
    """The hard words of a text as the list has them, each once, in the order in which they come."""
    pattern, words = _in_a_sentence()
    return list(dict.fromkeys(words[found] for found in pattern.findall(text.casefold())))


@cache
def pictograms() -> dict[str, Pictogram]:
    return {entry["key"]: Pictogram(**entry) for entry in _read("pictograms")["pictogram"]}


def pictogram_for(sentence: str) -> str:
    """The pictogram that a sentence's words lead to, or the sheet of paper."""
    said = set(re.findall(r"[a-z]+", sentence.casefold()))
    found = [one.key for one in pictograms().values() if said & set(one.words)]
    return found[0] if found else "paper"


@cache
def checklist() -> dict[str, str]:
    return {entry["key"]: entry["text"] for entry in _read("checklist")["item"]}


@cache
def said() -> dict[str, str]:
    """How abbreviations are said aloud."""
    spoken: dict[str, str] = _read("abbreviations")["said"]
    return spoken


@cache
def signs() -> dict[str, str]:
    spoken: dict[str, str] = _read("abbreviations")["signs"]
    return spoken
