"""Tables to take away: text that a spreadsheet program would run as a formula stays text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

STARTS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"  # also as wide characters
FORMULA = f"^'*{STARTS}"
RISKY = re.compile(FORMULA)
PROTECTED = re.compile(f"'+{STARTS}")


def harmless(text: str) -> str:
    """Text a spreadsheet program would run, with an apostrophe before it; `restored` undoes it."""
    return f"'{text}" if RISKY.match(text) else text


def restored(text: str) -> str:
    return text[1:] if PROTECTED.match(text) else text


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that opens as text in Excel, accents included; numbers stay numbers."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")
