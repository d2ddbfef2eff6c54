"""What may happen to a voice, and how those who spoke hear what became of it."""

from evenground_web.voices.services.already import HeardBefore, heard_before, telling
from evenground_web.voices.services.asking import (
    LONGEST_ANSWER,
    answer,
    ask_more,
    ask_those_drawn,
    may_be_asked,
)
from evenground_web.voices.services.breakdowns import Breakdown, heard
from evenground_web.voices.services.consent import asked_today, wordings
from evenground_web.voices.services.describing import (
    group_choices,
    put_into_group,
    unmapped,
)
from evenground_web.voices.services.marks import (
    Mark,
    combination,
    marks_of,
    suggestions,
    suggestions_in,
)
from evenground_web.voices.services.news import (
    also_about,
    ask_to_be_told,
    news_for,
    note_moves,
    note_reply,
    spoken_of,
    still_wanted,
    stop_telling,
)
from evenground_web.voices.services.participation import by_group, by_place
from evenground_web.voices.services.pools import POOL, who_may_be_asked
from evenground_web.voices.services.recordings import (
    erase_file,
    keep_beside,
    open_recording,
    put_away,
)
from evenground_web.voices.services.recordings import read as read_recording
from evenground_web.voices.services.safeguarding import (
    close,
    keep_support,
    look,
    looks,
    pass_on,
    raise_concern,
    remove_support,
    the_circle,
)
from evenground_web.voices.services.screening import (
    clear,
    set_aside,
    take_out,
    take_up_again,
    write_down,
)
from evenground_web.voices.services.standing import follow_words
from evenground_web.voices.services.voices import (
    ANOTHER_LANGUAGE,
    CODES,
    LONGEST,
    About,
    change_consent,
    check_language,
    describe,
    find_by_code,
    link_to_gap,
    record_voice,
    translate,
)
from evenground_web.voices.services.withdrawing import (
    Use,
    uses_of,
    uses_taken_back,
    where_quoted,
    withdraw,
    withdraw_for,
)

__all__ = [
    "ANOTHER_LANGUAGE",
    "CODES",
    "LONGEST",
    "LONGEST_ANSWER",
    "POOL",
    "About",
    "Breakdown",
    "HeardBefore",
    "Mark",
    "Use",
    "also_about",
    "answer",
    "ask_more",
    "ask_those_drawn",
    "ask_to_be_told",
    "asked_today",
    "by_group",
    "by_place",
    "change_consent",
    "check_language",
    "clear",
    "close",
    "combination",
    "describe",
    "erase_file",
    "find_by_code",
    "follow_words",
    "group_choices",
    "heard",
    "heard_before",
    "telling",
    "keep_beside",
    "keep_support",
    "link_to_gap",
    "look",
    "looks",
    "marks_of",
    "may_be_asked",
    "news_for",
    "note_moves",
    "note_reply",
    "open_recording",
    "pass_on",
    "put_away",
    "put_into_group",
    "raise_concern",
    "read_recording",
    "record_voice",
    "remove_support",
    "set_aside",
    "spoken_of",
    "still_wanted",
    "stop_telling",
    "suggestions",
    "suggestions_in",
    "take_out",
    "take_up_again",
    "the_circle",
    "translate",
    "unmapped",
    "uses_of",
    "uses_taken_back",
    "where_quoted",
    "who_may_be_asked",
    "withdraw",
    "withdraw_for",
    "wordings",
    "write_down",
]
