"""What came on cards and by telephone: typed in, photographed, looked at twice, taken back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.core.languages import ENGLISH
from evenground_web.demo import story
from evenground_web.demo.story import chapter
from evenground_web.floor import services
from evenground_web.floor.models import Card, Pile, Prompt

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

PICTURES = Path(story.__file__).parent
NOT_SAID = ("setting", "speaking_as", "own_words", "group", "concern", "name")


def tell(year: Year, *, kind: int) -> None:
    told = chapter("paper")
    for entry in told["pile"]:
        year.timeline.on(entry["month"], kind, partial(_print, year, entry))
    for entry in told["told"]:
        year.timeline.on(entry["month"], kind, partial(_call, year, entry))


def _asked(year: Year, entry: dict[str, Any]) -> Prompt | None:
    if "question" not in entry:
        return None
    floor = year.gatherings[entry["gathering"]].floor
    return floor.prompts.get(words=entry["question"])


def _print(year: Year, entry: dict[str, Any], now: datetime) -> None:
    """A pile, and what came back of it, a card after the other."""
    pile, made = services.new_cards(
        by=year.facilitator, count=entry["count"], prompt=_asked(year, entry), on=now.date()
    )
    services.keep_cards(pile, made)
    cards = iter(pile.cards.all())
    for words in entry.get("options", []):
        option = pile.prompt.options.get(words=words) if pile.prompt else None
        answer = {"option": option.pk if option else 0}
        services.type_in(next(cards), by=year.facilitator, answer=answer, on=now.date())
    for card in entry.get("card", []):
        _come_back(year, next(cards), card, pile, now)
    if entry.get("taken_back"):
        services.take_card_back(next(cards), on=now.date())


def _come_back(year: Year, card: Card, entry: dict[str, Any], pile: Pile, now: datetime) -> None:
    by, on = year.facilitator, now.date()
    if name := entry.get("photograph"):
        file = SimpleUploadedFile(name, (PICTURES / name).read_bytes())
        services.photograph(card, by=by, file=file, on=on)
    if "consent" not in entry:
        return
    answer = _written(year, entry)
    services.type_in(card, by=by, answer=answer, on=on)
    if entry.get("checked"):
        services.check_card(card, by=year.lead, answer=answer, on=on)
    card = services.find_card(card.number) or card
    if "decided" in entry and card.contribution:
        services.keep(card.contribution, by=year.lead, shown=False, now=now)


def _written(year: Year, entry: dict[str, Any]) -> dict[str, Any]:
    """What stands on a card, as its form gives it."""
    if "text" not in entry:
        return {"words": entry["words"], "consent": entry["consent"]}
    place = year.cast.places.get(entry.get("place", ""))
    kept = {name: entry.get(name, "") for name in NOT_SAID}
    told = {name: entry[name] for name in ("text", "kind", "consent")}
    return {**kept, **told, "language": ENGLISH, "place": place.pk if place else None}


def _call(year: Year, entry: dict[str, Any], now: datetime) -> None:
    prompt = _asked(year, entry)
    if prompt:
        answer = {"words": entry["words"], "consent": entry["consent"]}
        services.answer_for(
            prompt, by=year.facilitator, channel=entry["channel"], answer=answer, now=now
        )
