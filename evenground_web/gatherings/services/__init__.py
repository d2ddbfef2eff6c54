"""Changes to gatherings, their topics, and the meetings of groups."""

from evenground_web.gatherings.services.agenda import (
    add_agenda_item,
    arrange_meeting,
    edit_agenda_item,
    move_agenda_item,
    plan_meeting,
    remove_agenda_item,
    timed,
)
from evenground_web.gatherings.services.attendance import (
    DEPUTY,
    quoracy,
    record_attendance,
    seats_of,
)
from evenground_web.gatherings.services.backlog import propose_item, set_aside, take_up
from evenground_web.gatherings.services.calendars import calendar
from evenground_web.gatherings.services.decisions import (
    edit_decision,
    record_decision,
    review_decision,
)
from evenground_web.gatherings.services.declarations import (
    declare_at_meeting,
    unanswered_in_the_chair,
    withdraw_declaration,
)
from evenground_web.gatherings.services.drafting import check_writing
from evenground_web.gatherings.services.gatherings import add_gathering, edit_gathering
from evenground_web.gatherings.services.minutes import (
    approve_minutes,
    correct_minutes,
    send_to_chair,
    take_back,
    write_notes,
)
from evenground_web.gatherings.services.papers import attach_paper, is_public, replace_paper
from evenground_web.gatherings.services.publishing import (
    agenda_rows,
    changes_since,
    newest,
    publish_agenda,
    published,
    rows_of,
)
from evenground_web.gatherings.services.record import contents, public_part
from evenground_web.gatherings.services.topics import add_topic, move_topic, rename_topic

__all__ = [
    "DEPUTY",
    "add_agenda_item",
    "add_gathering",
    "add_topic",
    "agenda_rows",
    "approve_minutes",
    "arrange_meeting",
    "attach_paper",
    "calendar",
    "changes_since",
    "check_writing",
    "contents",
    "correct_minutes",
    "declare_at_meeting",
    "edit_agenda_item",
    "edit_decision",
    "edit_gathering",
    "is_public",
    "move_agenda_item",
    "move_topic",
    "newest",
    "plan_meeting",
    "propose_item",
    "public_part",
    "publish_agenda",
    "published",
    "quoracy",
    "record_attendance",
    "record_decision",
    "remove_agenda_item",
    "rename_topic",
    "replace_paper",
    "review_decision",
    "rows_of",
    "seats_of",
    "send_to_chair",
    "set_aside",
    "take_back",
    "take_up",
    "timed",
    "unanswered_in_the_chair",
    "withdraw_declaration",
    "write_notes",
]
