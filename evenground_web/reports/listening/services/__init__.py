"""Reports made of voices: written, issued, corrected, published, and followed back to who spoke."""

from evenground_web.reports.listening.services.issuing import (
    correct,
    flagged,
    issue,
    publish,
    take_back,
    throw_away,
    unfinished,
)
from evenground_web.reports.listening.services.reading import custody_of, live, reading
from evenground_web.reports.listening.services.writing import (
    MOST_QUOTES,
    add_chapter,
    edit_chapter,
    edit_words,
    move_chapter,
    remove_chapter,
    start_report,
    to_quote,
)

__all__ = [
    "MOST_QUOTES",
    "add_chapter",
    "correct",
    "custody_of",
    "edit_chapter",
    "edit_words",
    "flagged",
    "issue",
    "live",
    "move_chapter",
    "publish",
    "reading",
    "remove_chapter",
    "start_report",
    "take_back",
    "throw_away",
    "to_quote",
    "unfinished",
]
