"""Cards that were printed, with the codes that stand on them and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pymupdf
from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.floor import services
from evenground_web.floor.models import Card, Pile, Prompt
from tests.web.accessible_records import png

SAID = {"words": "The letter came in English", "consent": "public"}
NUMBER = re.compile(r"Card ([B-Z2-9]{4}-[B-Z2-9]{4})")


def pile_of(**details: Any) -> tuple[Pile, list[services.Printed]]:
    pile, made = services.new_cards(**details)
    services.keep_cards(pile, made)
    return pile, made


def card_for(prompt: Prompt | None, *, by: Any, **details: Any) -> tuple[Card, str]:
    """One card, and the code that somebody tore off."""
    _, made = pile_of(by=by, count=1, prompt=prompt, **details)
    card = services.find_card(made[0].number)
    assert card is not None
    return card, made[0].code


def photo(words: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_2031.png", png(words=words))


def written(**details: Any) -> dict[str, Any]:
    """What stands on a form for anything that somebody wants to say."""
    empty = dict.fromkeys(("name", "setting", "speaking_as", "own_words", "group", "concern"), "")
    told = {"text": "Nobody asked me", "kind": "experience", "consent": "quote", "place": None}
    return {**empty, **told, "language": "en", **details}


def words_of(pdf: bytes) -> list[str]:
    """What stands on each page."""
    with pymupdf.open(stream=pdf) as document:
        return [" ".join(page.get_text().split()) for page in document]
