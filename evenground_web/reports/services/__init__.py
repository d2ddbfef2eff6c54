"""Papers: started for a standing item, built from live records, frozen when issued."""

from evenground_web.reports.services.build import build, build_with_words, suggestions
from evenground_web.reports.services.document import COVER, INTRODUCTIONS, document
from evenground_web.reports.services.formats import FORMATS, Format, size
from evenground_web.reports.services.house import (
    mistakes_of_templates,
    read_folder,
    templates,
    templates_for,
)
from evenground_web.reports.services.pack import pack
from evenground_web.reports.services.papers import (
    content_of,
    correct,
    issue,
    publish,
    start_paper,
    take_back,
    throw_away,
    waiting_for_paper,
)
from evenground_web.reports.services.reading import live, reading
from evenground_web.reports.services.words import (
    edit_part,
    edit_words,
    fields_of,
    name_of,
    revision_of,
    texts_of,
)

__all__ = [
    "COVER",
    "FORMATS",
    "INTRODUCTIONS",
    "Format",
    "build",
    "build_with_words",
    "content_of",
    "correct",
    "document",
    "edit_part",
    "edit_words",
    "fields_of",
    "issue",
    "live",
    "mistakes_of_templates",
    "name_of",
    "pack",
    "publish",
    "read_folder",
    "reading",
    "revision_of",
    "size",
    "start_paper",
    "suggestions",
    "take_back",
    "templates",
    "templates_for",
    "texts_of",
    "throw_away",
    "waiting_for_paper",
]
