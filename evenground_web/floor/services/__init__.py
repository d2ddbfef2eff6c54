"""What may happen on a floor: people are asked, answer by phone, and others decide what is shown."""

from evenground_web.floor.services.behalf import FOR_SOMEBODY, Answer, answer_for, by_channel
from evenground_web.floor.services.consent import CONSENT_WORDS, CURRENT, consent_choices
from evenground_web.floor.services.floors import (
    close_floor,
    expect,
    find_floor,
    open_floor,
    reopen_floor,
)
from evenground_web.floor.services.moderating import (
    decline,
    keep,
    much_alike,
    put_back,
    queue,
    show,
    take,
    take_next,
    to_the_circle,
)
from evenground_web.floor.services.notes import edit_note, write_note
from evenground_web.floor.services.opinions import (
    look_for_groups,
    publish_opinions,
    seed_of,
    take_opinions_off,
)
from evenground_web.floor.services.paper.cards import (
    card_of_code,
    find_card,
    note_destroyed,
    take_card_back,
    waiting_cards,
)
from evenground_web.floor.services.paper.printing import (
    MOST_CARDS,
    Printed,
    keep_cards,
    new_cards,
)
from evenground_web.floor.services.paper.sheets import cards_pdf
from evenground_web.floor.services.paper.typing import check_card, photograph, type_in
from evenground_web.floor.services.phones import new_pass, read_pass
from evenground_web.floor.services.prompts import (
    add_prompt,
    close_prompt,
    edit_prompt,
    move_prompt,
    open_prompt,
    put_on_wall,
    with_answers,
)
from evenground_web.floor.services.speaking import allow, find_contribution, say, take_back
from evenground_web.floor.services.voting import (
    Tally,
    choose,
    chosen,
    next_statement,
    tallies,
    vote,
)

__all__ = [
    "keep_cards",
    "new_cards",
    "CONSENT_WORDS",
    "CURRENT",
    "FOR_SOMEBODY",
    "MOST_CARDS",
    "Answer",
    "Printed",
    "Tally",
    "add_prompt",
    "allow",
    "answer_for",
    "by_channel",
    "card_of_code",
    "cards_pdf",
    "check_card",
    "choose",
    "chosen",
    "close_floor",
    "close_prompt",
    "consent_choices",
    "decline",
    "edit_note",
    "edit_prompt",
    "expect",
    "find_card",
    "find_contribution",
    "find_floor",
    "keep",
    "look_for_groups",
    "move_prompt",
    "much_alike",
    "new_pass",
    "next_statement",
    "note_destroyed",
    "open_floor",
    "open_prompt",
    "publish_opinions",
    "photograph",
    "put_back",
    "put_on_wall",
    "queue",
    "read_pass",
    "reopen_floor",
    "say",
    "seed_of",
    "show",
    "take",
    "take_back",
    "take_card_back",
    "take_next",
    "take_opinions_off",
    "tallies",
    "to_the_circle",
    "type_in",
    "vote",
    "waiting_cards",
    "write_note",
    "with_answers",
]
