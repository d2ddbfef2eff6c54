"""How a gathering ends: closed, with what came of it for everybody, or cancelled."""

from evenground_web.gatherings.services.closing.cancelling import cancel_gathering
from evenground_web.gatherings.services.closing.closing import (
    close,
    draft_of,
    last_of,
    write_draft,
    write_session_notes,
)
from evenground_web.gatherings.services.closing.reading import Row, as_public
from evenground_web.gatherings.services.closing.unfinished import unfinished

__all__ = [
    "Row",
    "as_public",
    "cancel_gathering",
    "close",
    "draft_of",
    "last_of",
    "unfinished",
    "write_draft",
    "write_session_notes",
]
