"""A card is found by its number, or by the code of its author; what every change of it begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.dates import midnight
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Card
from evenground_web.people.models import Person
from evenground_web.voices.services import CODES, erase_file

State = Card.State


def find_card(number: str) -> Card | None:
    """The card of a number as people type it."""
    tidy = "".join(letter for letter in number.upper() if letter.isalnum())[:9]
    return Card.objects.with_question().filter(number=f"{tidy[:4]}-{tidy[4:]}").first()


def card_of_code(code: str) -> Card | None:
    """The card from which this private code was torn off."""
    found = Card.objects.with_question().filter(claim_digest=codes.digest(code, of=CODES))
    return found.first()


def held(card: Card) -> Card:
    """The card as it is now, held until the change is made."""
    found = Card.objects.select_for_update(of=("self",)).with_question()
    return found.get(pk=card.pk)


def not_done(card: Card) -> Card:
    """Held, and nobody has typed it in: the same card twice is noticed here."""
    card = held(card)
    if card.state == State.TAKEN_BACK:
        raise RuleBroken(
            "Whoever wrote this card took it back. Do not type it in: destroy the paper."
        )
    if card.state == State.DONE:
        raise RuleBroken(
            f"{card} was typed in already, by {card.typed_by}. It is counted once. If two cards bear one "
            "number, somebody copied one: type the second in without a card."
        )
    return card


def erase_photo(card: Card) -> None:
    if card.photo:
        erase_file(str(card.photo.name))
        card.photo = ""


def record(did: str, card: Card, *, by: Person | None, sentence: str, on: date | None) -> None:
    """Dated to the day, as what comes by phone is; a form that becomes a voice, to the month as voices are."""
    day, dated_to = on or timezone.localdate(), "day"
    if card.pile.prompt is None:
        day, dated_to = day.replace(day=1), "month"
    audit.record(
        f"floor.card_{did}", card, by=by, sentence=sentence, now=midnight(day), dated_to=dated_to
    )  # fmt: skip


@audit.in_turn()
def take_card_back(card: Card, *, on: date | None = None) -> Card:
    """Its author takes it back before it was typed in: whoever has the paper is told to destroy it."""
    card = held(card)
    if card.state == State.TAKEN_BACK:
        return card
    if card.state == State.DONE:
        raise RuleBroken(
            "Your words were typed in a moment ago. Type your code again to open them."
        )
    erase_photo(card)
    card.state, card.draft, card.press = State.TAKEN_BACK, None, ""
    card.save()
    record("taken_back", card, by=None, sentence="was taken back by its author", on=on)
    return card


@audit.in_turn()
def note_destroyed(card: Card, *, by: Person, on: date | None = None) -> Card:
    """Somebody destroyed the paper of words that were taken back."""
    card = held(card)
    if card.destroyed:
        return card
    if not Card.objects.to_destroy().filter(pk=card.pk).exists():
        raise RuleBroken("Nobody took these words back. Keep the paper.")
    card.destroyed = True
    card.save(update_fields=["destroyed"])
    record("destroyed", card, by=by, sentence="destroyed the paper", on=on)
    return card


def waiting_cards() -> dict[str, Any]:
    """What is to be done with cards that came back, the oldest first."""
    cards = Card.objects.with_question()
    return {
        "to_type": cards.filter(state=State.PHOTOGRAPHED),
        "to_check": cards.filter(state=State.TYPED),
        "to_destroy": cards.to_destroy(),
    }
