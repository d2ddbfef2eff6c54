"""What voices are about: codebooks, who coded which words, and what coders agreed on."""

from evenground_web.themes.models.agreed import Agreed, Settlement
from evenground_web.themes.models.codebooks import (
    Codebook,
    CodebookVersion,
    Memo,
    Theme,
    ThemeChange,
)
from evenground_web.themes.models.codings import Coding, CodingQuerySet, Reading
from evenground_web.themes.models.suggestions import Decision, Learning, Suggestion

__all__ = [
    "Agreed",
    "Codebook",
    "CodebookVersion",
    "Coding",
    "CodingQuerySet",
    "Decision",
    "Learning",
    "Memo",
    "Reading",
    "Settlement",
    "Suggestion",
    "Theme",
    "ThemeChange",
]
