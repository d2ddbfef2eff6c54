"""The programme of a gathering: what it consists of, what clashes, and what was published."""

from evenground_web.gatherings.services.programme.changes import changes
from evenground_web.gatherings.services.programme.clashes import clashes
from evenground_web.gatherings.services.programme.content import (
    by_day,
    names_of,
    of_programme,
    published,
    published_to_all,
    rows_of,
)
from evenground_web.gatherings.services.programme.feeds import calendar, entries_of
from evenground_web.gatherings.services.programme.mine import (
    entries_for,
    make_calendar,
    person_with,
    stop_calendar,
)
from evenground_web.gatherings.services.programme.publishing import publish_programme
from evenground_web.gatherings.services.programme.rooms import (
    add_room,
    add_track,
    edit_room,
    edit_track,
    remove_room,
    remove_track,
)
from evenground_web.gatherings.services.programme.sessions import (
    add_session,
    cancel_session,
    edit_session,
    hold_session,
    remove_session,
)
from evenground_web.gatherings.services.programme.speakers import (
    edit_speaker,
    forget_speaker,
    give_part,
    take_part_away,
)

__all__ = [
    "add_room",
    "add_session",
    "add_track",
    "by_day",
    "calendar",
    "cancel_session",
    "changes",
    "clashes",
    "edit_room",
    "edit_session",
    "edit_speaker",
    "edit_track",
    "entries_for",
    "entries_of",
    "forget_speaker",
    "give_part",
    "hold_session",
    "make_calendar",
    "names_of",
    "of_programme",
    "person_with",
    "publish_programme",
    "published",
    "published_to_all",
    "remove_room",
    "remove_session",
    "remove_track",
    "rows_of",
    "stop_calendar",
    "take_part_away",
]
