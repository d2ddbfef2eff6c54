"""The table of a survey between the steps of loading it: in the page of whoever loads it, and nowhere else.

A file with names in it is never stored here, also not for a minute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import models

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import read
from evenground_web.core.text import file_name
from evenground_web.voices.services.marks import CERTAIN

LARGEST_FILE = 1024 * 1024
MOST_VOICES = 500
SALT = "voices.survey"
STANDS = timedelta(hours=3)


class Column(models.TextChoices):
    """What a column of a survey holds."""

    NOTHING = "", "Leave it out"
    WORDS = "words", "What somebody said"
    CONSENT = "consent", "What they allowed"
    TOPIC = "topic", "The topic"
    PLACE = "place", "The place it is about"
    COMMUNITY = "community", "How they describe themselves or their community"
    LANGUAGE = "language", "The language"
    RESPONDENT = "respondent", "A number of whoever answered: becomes a pseudonym"
    IDENTITY = (
        "identity",
        "Names, addresses or telephone numbers: left out, and looked for in the words",
    )


HEADINGS = (  # the first that fits
    (Column.RESPONDENT, r"respondent|response id|participant id|^id$|reference|\bip\b"),
    (Column.IDENTITY, r"name|e-?mail|phone|mobile|address|postcode|nhs n|date of birth|contact"),
    (Column.CONSENT, r"consent|allow|permission|may we"),
    (Column.LANGUAGE, r"language"),
    (Column.COMMUNITY, r"ethnic|community|describe yourself|identify as"),
    (Column.TOPIC, r"topic|theme|subject"),
    (Column.PLACE, r"place|borough|ward|area|town|where"),
    (Column.WORDS, r"say|said|tell|comment|answer|experience|words|feedback|what"),
)
MANY = (Column.NOTHING, Column.IDENTITY)


@dataclass(frozen=True)
class Table:
    """A file as it was read: each row has the number that people see beside it."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]


def receive(name: str, data: bytes) -> Table:
    """The table in a file, or a refusal in words."""
    name = file_name(name)
    if len(data) > LARGEST_FILE:
        raise RuleBroken(f"‘{name}’ is larger than 1 MB. Load it in parts.")
    sheet = read(data, name)
    if len(sheet.rows) > MOST_VOICES:
        raise RuleBroken(
            f"‘{name}’ has {len(sheet.rows):,} rows, and {MOST_VOICES} can be looked through at once. "
            "Load it in parts."
        )
    rows = [(number, [cells[column] for column in sheet.columns]) for number, cells in sheet.rows]
    return Table(name, sheet.columns, rows)


def packed(table: Table) -> str:
    """The table for a hidden field of the page, so that nothing of it stays here."""
    return signing.dumps([table.name, table.columns, table.rows], salt=SALT, compress=True)


def unpacked(text: str) -> Table:
    try:
        name, columns, rows = signing.loads(text, salt=SALT, max_age=STANDS)
    except signing.BadSignature:
        raise RuleBroken(
            "The file was chosen more than 3 hours ago, or did not come whole. Choose it again."
        ) from None
    return Table(name, columns, [(number, cells) for number, cells in rows])


def guess(table: Table) -> list[str]:
    """What each column may hold, by its heading; one with addresses or numbers in it is identity."""
    found: list[str] = []
    for place, heading in enumerate(table.columns):
        fits = (column for column, words in HEADINGS if re.search(words, heading.casefold()))
        column = next(fits, Column.NOTHING)
        cells = [cells[place].strip() for _, cells in table.rows]
        if any(pattern.fullmatch(cell) for pattern, _ in CERTAIN for cell in cells if cell):
            column = Column.IDENTITY
        found.append(column if column in MANY or column not in found else Column.NOTHING)
    return found
