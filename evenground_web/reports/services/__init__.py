"""Papers: started for a standing item, built from live records, frozen when issued."""

from evenground_web.reports.services.build import build, build_with_words, quoted, suggestions
from evenground_web.reports.services.papers import (
    edit_words,
    issue,
    start_paper,
    waiting_for_paper,
)

__all__ = [
    "build",
    "build_with_words",
    "edit_words",
    "issue",
    "quoted",
    "start_paper",
    "suggestions",
    "waiting_for_paper",
]
