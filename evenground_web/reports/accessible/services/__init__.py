"""Accessible versions of an issued report: made, checked, published, asked for."""

from evenground_web.reports.accessible.services.checking import (
    check_in_words,
    mark_checked,
    missing_points,
    publish,
    strange_numbers,
    take_back,
    tick,
    unexplained,
    unfinished,
    write_down_review,
)
from evenground_web.reports.accessible.services.easy_read import (
    add_pair,
    carry_over,
    edit_pair,
    explain,
    first_draft,
    move_pair,
    remove_pair,
    suggested_words,
    take_draft,
)
from evenground_web.reports.accessible.services.files import (
    EASY_FILES,
    easy_reading,
    marked_pairs,
)
from evenground_web.reports.accessible.services.media import keep_recording, keep_video
from evenground_web.reports.accessible.services.pictures import content_of, drawing
from evenground_web.reports.accessible.services.requests import (
    answer_request,
    ask_for_format,
    can_be_written_to,
)
from evenground_web.reports.accessible.services.script import (
    minutes_of,
    script_file,
    script_of,
    transcript_of,
)
from evenground_web.reports.accessible.services.tracking import (
    Entry,
    forms_of,
    say_who_makes_it,
    want,
)

__all__ = [
    "EASY_FILES",
    "Entry",
    "add_pair",
    "answer_request",
    "ask_for_format",
    "can_be_written_to",
    "carry_over",
    "check_in_words",
    "content_of",
    "drawing",
    "easy_reading",
    "edit_pair",
    "explain",
    "first_draft",
    "forms_of",
    "keep_recording",
    "keep_video",
    "mark_checked",
    "marked_pairs",
    "minutes_of",
    "missing_points",
    "move_pair",
    "publish",
    "remove_pair",
    "say_who_makes_it",
    "script_file",
    "script_of",
    "strange_numbers",
    "suggested_words",
    "take_back",
    "take_draft",
    "tick",
    "transcript_of",
    "unexplained",
    "unfinished",
    "want",
    "write_down_review",
]
