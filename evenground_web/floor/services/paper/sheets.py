"""Cards as a PDF: the questions of the same form that phones and the open page show, in its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from evenground_web.core.paper import CARD
from evenground_web.core.pdf import all_showable, set_or_refuse
from evenground_web.core.qr import qr_drawing
from evenground_web.floor.models import Pile
from evenground_web.floor.services.paper.printing import Printed
from evenground_web.voices.models import Support

WRITTEN = (
    "We do not ask who you are. You need not answer everything. Somebody types in what you write."
)
TICKED = "We do not ask who you are. Somebody types in what you tick."
EMERGENCY = "This is not the place for an emergency. If somebody is in danger now, call 999."
Field = Mapping[str, Any]  # label, hint, kind: line, lines or choices, and the choices


def cards_pdf(
    pile: Pile, cards: Iterable[Printed], *, fields: Iterable[Field], path: str, typed_at: str
) -> bytes:
    """A tagged PDF, a card on each page. `path` is where authors come back to it; `typed_at` is where
    it is typed in."""
    has_words = any(card.code for card in cards)
    data, _ = all_showable(
        {
            "called": "Card",
            "question": str(pile),
            "gathering": str(pile.gathering or ""),
            "large": pile.large,
            "paper": "a4" if pile.large or pile.prompt is None else "a5",
            "rows": 6 if pile.prompt else 9,
            "intro": [WRITTEN if has_words else TICKED],
            "fields": list(fields),
            "support": [] if pile.prompt else [_in_words(one) for one in Support.objects.all()],
            "after": [EMERGENCY] if has_words else [],
            "address": f"{settings.SITE}{path}",
            "address_svg": "",
            "cards": [],
        }
    )
    data["address_svg"] = qr_drawing(path)
    data["cards"] = [
        {"number": card.number, "code": card.code, "svg": qr_drawing(f"{typed_at}{card.number}")}
        for card in cards
    ]
    return set_or_refuse(CARD, data, day=pile.on)


def _in_words(support: Support) -> str:
    return f"{support.name}, {support.reach}. {support.what}"
