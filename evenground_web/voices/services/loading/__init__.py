"""Answers to a survey become voices: a table is read, looked through, and only then kept."""

from evenground_web.voices.services.loading.keeping import load
from evenground_web.voices.services.loading.reading import Preview, Reading, Row, preview
from evenground_web.voices.services.loading.tables import (
    Column,
    Table,
    guess,
    packed,
    receive,
    unpacked,
)

__all__ = [
    "Column", "Preview", "Reading", "Row", "Table", "guess", "load", "packed", "preview", "receive",
    "unpacked",
]  # fmt: skip
