"""A PDF/UA from a template and data, set by Typst in a process of its own, so that its memory is given back.

People's words go to Typst as data and never as markup: the template reads them from `data.json`.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import subprocess  # nosec B404
import sys
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.typst import setting

LETTERS = Path(setting.__file__).with_name("letters.toml")
NOT_DISPLAYED = "could not be displayed with"
LONGEST = 60  # seconds
NOT_MADE = gettext_noop(
    "The PDF could not be made just now, and nothing was changed. Try again in a few minutes. If it happens "
    "again, tell whoever looks after this site."
)
PASSED = "\n\t\N{ZERO WIDTH SPACE}"
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
NOT_WORDS = {"href", "id", "picture", "src", "svg"}
ENDLESS = re.compile(r"\S{60,}")


class NotSet(Exception):
    """It could not be made into a PDF; a web page says the same."""


class NoLetters(NotSet):
    """No font of this machine has the letters of the language."""


class NotMade(RuleBroken):
    """Somebody waits for a PDF that could not be set; any page may show them these words."""


def set_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    day: date,
    pictures: Mapping[str, bytes] | None = None,
    english: bool = True,
) -> bytes:
    """A tagged PDF. `pictures` are files that the template names; `day` is the day it says it was made.

    Words in other languages than English may need fonts of the machine.
    """
    asked = {
        "template": template.read_text(encoding="utf-8"),
        "data": data,
        "day": day.isoformat(),
        "fonts": {"of_machine": not english, "folder": "" if english else settings.FONTS},
        "pictures": {
            name: base64.b64encode(content).decode() for name, content in (pictures or {}).items()
        },
    }
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603
            [sys.executable, str(Path(setting.__file__))],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotSet(f"It took longer than {LONGEST} seconds.") from None
    except OSError as problem:  # there is no memory for another process
        raise NotSet(str(problem)) from problem
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()[-300:]
        raise NoLetters(why) if NOT_DISPLAYED in why else NotSet(why)
    return done.stdout


def set_or_refuse(
    template: Path,
    data: Mapping[str, Any],
    *,
    day: date,
    pictures: Mapping[str, bytes] | None = None,
    english: bool = True,
) -> bytes:
    """A PDF for somebody who waits for it: when it cannot be set they are told so in plain words.

    A language whose letters are lacking is told apart: waiting would not help.
    """
    try:
        return set_pdf(template, data, day=day, pictures=pictures, english=english)
    except NotSet as why:
        if isinstance(why, NoLetters) and not english:
            raise
        logging.getLogger(__name__).warning("%s was not set: %s", template.name, why)
        raise NotMade(gettext(NOT_MADE)) from why


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """The letters that the carried fonts have, as firsts and lasts."""
    spans = tomllib.loads(LETTERS.read_text())["letters"]
    ends = [[int(end, 16) for end in span.split("-")] for span in spans]
    return [span[0] for span in ends], [span[-1] for span in ends]


def has_letter(character: str) -> bool:
    code = ord(character)
    firsts, lasts = _ranges()
    place = bisect_right(firsts, code) - 1
    return place >= 0 and code <= lasts[place]


def all_showable(value: Any) -> tuple[Any, bool]:
    """The same data with its texts as the fonts can show them, and whether one had to change."""
    if isinstance(value, str):
        shown = showable(value)
        return shown, shown.replace(MAY_BREAK, "") != value.replace(MAY_BREAK, "")
    if isinstance(value, list):
        parts = [all_showable(part) for part in value]
        return [part for part, _ in parts], any(changed for _, changed in parts)
    if isinstance(value, dict):
        pairs = {
            key: (part, False) if key in NOT_WORDS else all_showable(part)
            for key, part in value.items()
        }
        return {k: v for k, (v, _) in pairs.items()}, any(changed for _, changed in pairs.values())
    return value, False


def showable(text: str) -> str:
    """Signs without a letter in the fonts are named: "[grinning face]", "[words in gurmukhi letters]".

    A word that is longer than a line may be broken anywhere.
    """
    text = ENDLESS.sub(lambda found: MAY_BREAK.join(found[0]), text)
    if text.isascii():
        return text
    made, last = [], ""
    for character in text:
        if has_letter(character) or character in PASSED:
            made.append(character)
            last = ""
            continue
        name = _named(character)
        if name and name != last:
            made.append(f"[{name}]")
        last = name or last
    return "".join(made)


def _named(character: str) -> str:
    """What stands for a sign: its name, or the script of a letter; nothing for what has no form."""
    kind = unicodedata.category(character)
    if kind[0] in "MC" and kind not in {"Co", "Cn"}:
        return ""
    name = unicodedata.name(character, "sign without a name").lower()
    return f"words in {name.split()[0]} letters" if kind[0] in "LN" else name
