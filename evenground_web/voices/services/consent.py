"""What somebody allows, in words that are kept as they were read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.voices.models import Consent, ConsentGiven, Naming, Voice

FILE = Path(__file__).parents[1] / "wording.toml"
LONGEST_NAME = 80


@dataclass(frozen=True)
class Wording:
    number: int
    since: date
    layers: dict[str, str]


@cache
def wordings() -> dict[int, Wording]:
    """Every version of the words of consent, by its number; the last one is asked today."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["version"]
    return {one["number"]: Wording(one["number"], one["from"], one["layers"]) for one in listed}


def asked_today() -> Wording:
    return list(wordings().values())[-1]


def check(consent: str, name: str) -> str:
    """The tidy name to stand beside the words, or none; refuses what does not fit together."""
    if consent not in Consent.values:
        raise RuleBroken("Choose what may be done with these words.")
    name = one_line(name)
    if consent == Consent.NAMED and not name:
        raise RuleBroken("Write the name that may stand beside these words, or choose without one.")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"The name is longer than {LONGEST_NAME} letters. Shorten it.")
    return name if consent == Consent.NAMED else ""


def keep(voice: Voice, *, name: str, on: date, words: str = "") -> None:
    """Write down what was agreed, and keep the name only while it is wanted."""
    asked = asked_today()
    ConsentGiven.objects.create(
        voice=voice, layer=voice.consent, wording=asked.number, words=words or asked.layers[voice.consent], on=on,
    )  # fmt: skip
    Naming.objects.filter(voice=voice).delete()
    if name:
        Naming.objects.create(voice=voice, name=name)
