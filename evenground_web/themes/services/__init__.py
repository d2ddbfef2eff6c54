"""What may happen to codebooks, themes and codings, and how what is agreed is read."""

from evenground_web.themes.services.agreeing import (
    Passage,
    settle,
    settlement_of,
    take_back,
    to_talk_about,
)
from evenground_web.themes.services.agreement import Agreement, Measured, measure
from evenground_web.themes.services.codebooks import (
    add_codebook,
    add_theme,
    edit_codebook,
    edit_theme,
    remove_theme,
    write_memo,
)
from evenground_web.themes.services.coding import (
    code,
    finish,
    is_open_to,
    left_to_code,
    mark_of,
    may_be_coded,
    open_again,
    uncode,
    voices_of,
)
from evenground_web.themes.services.exchange.bringing_in import BroughtIn, bring_in
from evenground_web.themes.services.exchange.reading import LARGEST
from evenground_web.themes.services.exchange.writing import codebook_file, project_file
from evenground_web.themes.services.learning import ask
from evenground_web.themes.services.merging import merge, passages_of, split, undo
from evenground_web.themes.services.reading import (
    agreed_in,
    found_in,
    how_many,
    outline,
    passages_in,
    themes_of,
    voices_with,
    with_those_below,
)
from evenground_web.themes.services.spans import find_words, sentences
from evenground_web.themes.services.suggesting import (
    confirm,
    heard,
    last_learned,
    refuse,
    suggested_to,
)

__all__ = [
    "LARGEST",
    "Agreement",
    "BroughtIn",
    "Measured",
    "Passage",
    "add_codebook",
    "add_theme",
    "agreed_in",
    "ask",
    "bring_in",
    "code",
    "codebook_file",
    "confirm",
    "edit_codebook",
    "edit_theme",
    "find_words",
    "found_in",
    "finish",
    "heard",
    "how_many",
    "is_open_to",
    "last_learned",
    "left_to_code",
    "mark_of",
    "may_be_coded",
    "measure",
    "merge",
    "open_again",
    "outline",
    "passages_in",
    "passages_of",
    "project_file",
    "refuse",
    "remove_theme",
    "sentences",
    "settle",
    "settlement_of",
    "split",
    "suggested_to",
    "take_back",
    "themes_of",
    "to_talk_about",
    "uncode",
    "undo",
    "voices_of",
    "voices_with",
    "with_those_below",
    "write_memo",
]
