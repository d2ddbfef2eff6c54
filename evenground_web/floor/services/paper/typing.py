"""A card is typed in: with the paper in the hand by one person; from a photograph by one, and looked at
by a second."""

from __future__ import annotations

from datetime import date

from django.core.files.base import File

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Card, Contribution
from evenground_web.floor.services.behalf import Answer, put
from evenground_web.floor.services.paper.cards import State, erase_photo, not_done, record
from evenground_web.people.models import Person, Place
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice

ABOUT = ("language", "setting", "speaking_as", "own_words", "group", "concern")
PICTURES = ("jpeg", "png")


@audit.in_turn()
def photograph(card: Card, *, by: Person, file: File[bytes], on: date | None = None) -> Card:
    """Keep a photograph of a card, without what its file says beside it, for somebody to type in."""
    card = not_done(card)
    if card.state == State.TYPED:
        raise RuleBroken(
            f"{card.typed_by} typed this card in from a photograph. A second person looks at it first."
        )
    found = voices.read_recording(file)
    if found[0] not in PICTURES:
        raise RuleBroken("This is not a photograph. Choose a JPEG or PNG picture of the card.")
    erase_photo(card)
    card.photo, card.state = voices.put_away(found), State.PHOTOGRAPHED
    card.save(update_fields=["photo", "state"])
    record("photographed", card, by=by, sentence="kept a photograph of a card", on=on)
    return card


@audit.in_turn()
def type_in(
    card: Card, *, by: Person, answer: Answer, press: str = "", on: date | None = None
) -> Card:
    """Type in what stands on a card, for whoever wrote it. One press types it in once."""
    if press and Card.objects.filter(pk=card.pk, press=press, typed_by=by).exists():
        return Card.objects.with_question().get(pk=card.pk)
    card = not_done(card)
    if card.state == State.TYPED:
        raise RuleBroken(f"{card.typed_by} typed this card in. A second person looks at it now.")
    card.typed_by, card.press = by, press
    if card.photo:
        card.state, card.draft = State.TYPED, answer
        card.save()
    else:
        _finish(card, by=by, answer=answer, on=on)
    record("typed", card, by=by, sentence="typed in a card for whoever wrote it", on=on)
    return card


@audit.in_turn()
def check_card(card: Card, *, by: Person, answer: Answer, on: date | None = None) -> Card:
    """A second person has compared what was typed with the photograph, and put it right."""
    card = not_done(card)
    if card.state != State.TYPED:
        raise RuleBroken("Nobody has typed this card in yet.")
    if card.typed_by == by:
        raise RuleBroken(
            "You typed this card in yourself. Somebody else compares it with the photograph."
        )
    changed = " and put right what was typed" if answer != card.draft else ""
    card.checked_by = by
    _finish(card, by=card.typed_by or by, answer=answer, on=on)
    record(
        "checked", card, by=by, sentence=f"compared a card with its photograph{changed}", on=on
    )  # fmt: skip
    return card


def _finish(card: Card, *, by: Person, answer: Answer, on: date | None) -> None:
    """It counts from now on. The photograph goes with the words; of ticks it is not kept."""
    prompt = card.pile.prompt
    if prompt is None:
        card.voice = _as_voice(card, by=by, on=on, **answer)
        hand_over_photo(card, card.voice)
    else:
        made = put(
            prompt, by=by, channel=Voice.Channel.PAPER, answer=answer,
            claim_digest=card.claim_digest or f"card {card.number}", version=card.pile.consent_words,
        )  # fmt: skip
        card.contribution = made if isinstance(made, Contribution) else None
        if card.contribution is None:
            erase_photo(card)
    card.state, card.draft = State.DONE, None
    card.save()


def _as_voice(
    card: Card,
    *,
    by: Person,
    on: date | None,
    text: str,
    kind: str,
    consent: str,
    name: str,
    place: int | None,
    **about: str,
) -> Voice:
    pile = card.pile
    asked = voices.wordings()[pile.consent_words].layers
    if consent not in asked:
        raise RuleBroken("Choose what may be done with these words.")
    voice, _ = voices.record_voice(
        by=by,
        text=text,
        kind=kind,
        consent=consent,
        name=name,
        source=Voice.Source.GATHERING if pile.gathering else Voice.Source.OPEN_PAGE,
        gathering=pile.gathering,
        place=Place.objects.filter(pk=place).first() if place else None,
        about=voices.About(
            channel=Voice.Channel.PAPER,
            asked_in=asked[consent],
            **{part: about[part] for part in ABOUT},
        ),
        claim_digest=card.claim_digest,
        on=on,
    )
    return voice


def hand_over_photo(card: Card, voice: Voice) -> None:
    """From now on the photograph is the voice's: seen by the same few, and erased with it."""
    if card.photo:
        voices.keep_beside(voice, str(card.photo.name))
        card.photo = ""


def photo_of(contribution: Contribution) -> Card | None:
    """The card from which words were typed in, while its photograph is kept with it."""
    return Card.objects.filter(contribution=contribution).exclude(photo="").first()
