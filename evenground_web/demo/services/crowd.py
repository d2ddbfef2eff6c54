"""A crowd of made voices, put together from sentences; two people read most of them for themes."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, cycle, islice, repeat, zip_longest
from typing import TYPE_CHECKING, Any

from evenground_web.core.text import upper_first
from evenground_web.demo.story import chapter
from evenground_web.voices import services as voices
from evenground_web.voices.models import Consent, State, Voice

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

OPEN_PAGE = ("", "")
EVERY_FIFTH = 5


@dataclass(frozen=True)
class Said:
    """A voice with the themes that are in its two sentences, and what somebody may hear instead."""

    voice: Voice
    themes: tuple[str, ...]
    mistaken: str


class Crowd:
    def __init__(self, year: Year) -> None:
        self.year, self.story = year, chapter("crowd")
        self.chance = random.Random(self.story["seed"])  # noqa: S311  # nosec B311
        self.month = {one["key"]: one["month"] for one in chapter("gatherings")["gathering"]}
        self.said: list[Said] = []
        self.ends = cycle(self.story["ends"]["words"])

    def plan(self, *, kind: int) -> None:
        """Each voice is heard in the month of its gathering, or in one of the open page."""
        by_month: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for entry in self._mixed(list(self._of(about)) for about in self.story["about"]):
            by_month[entry["month"]].append(entry)
        for month, entries in by_month.items():
            self.year.timeline.on(month, kind, partial(self.hear, entries))

    @staticmethod
    def _mixed(of_each: Iterator[list[dict[str, Any]]]) -> list[dict[str, Any]]:
        """One of each theme after the other."""
        return [entry for entry in chain(*zip_longest(*of_each)) if entry]

    def _of(self, about: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What people say of one thing: first at gatherings, then on the open page."""
        first = [(setting, words) for setting, said in about["first"].items() for words in said]
        heard = chain(*([(key, topic)] * count for key, topic, count in about["heard"]))
        where = islice(chain(heard, repeat(OPEN_PAGE)), about["voices"])
        kinds, levels, who = (
            cycle(of) for of in (about["kinds"], about["levels"], self.story["who"])
        )
        for number, (gathering, topic) in enumerate(where):
            again, at = divmod(number, len(first))
            setting, words = first[at]
            after, also = self._after(about, number, again)
            yield {
                "text": f"{spoken_by(next(who), words)} {after}",
                "themes": (about["theme"], *also), "mistaken": about["mistaken"],
                "kind": next(kinds), "level": next(levels), "setting": setting,
                "gathering": gathering, "topic": topic,
                "month": self.month.get(gathering) or self.chance.choice(self.story["months"]),
            }  # fmt: skip

    def _after(self, about: dict[str, Any], number: int, again: int) -> tuple[str, tuple[str, ...]]:
        """The second sentence, another one when the first comes again, and the theme that it adds."""
        if about.get("ends", True) and number % EVERY_FIFTH == EVERY_FIFTH - 1:
            return next(self.ends), (self.story["ends"]["theme"],)
        return about["then"][(number + again) % len(about["then"])], ()

    def hear(self, entries: list[dict[str, Any]], now: datetime) -> None:
        for entry in entries:
            voice = self._record(entry, now)
            if voice.consent != Consent.NOT_FOR_PUBLICATION and voice.state != State.CIRCLE:
                self.said.append(Said(voice, entry["themes"], entry["mistaken"]))

    def _record(self, entry: dict[str, Any], now: datetime) -> Voice:
        gathering = self.year.gatherings.get(entry["gathering"])
        source = Voice.Source.GATHERING if gathering else Voice.Source.OPEN_PAGE
        channel = self._one_of(self.story["channel"][source])
        alone = channel == Voice.Channel.WEB
        voice, _ = voices.record_voice(
            by=None if alone else self.year.facilitator,
            text=entry["text"], kind=entry["kind"], consent=self._one_of(self.story["consent"]),
            source=source, gathering=gathering,
            topic=gathering.topics.get(title=entry["topic"]) if gathering else None,
            place=self.year.cast.places.get(self._one_of(self.story["place"])),
            about=voices.About(
                setting=entry["setting"], channel=channel, group=self._one_of(self.story["group"]),
                level=entry["level"], speaking_as=self._one_of(self.story["speaking_as"]),
            ),
            cleared=True, on=now.date(),
        )  # fmt: skip
        if alone:
            voices.clear(voice, by=self.year.facilitator, looked=True, on=now.date())
        return voice

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.chance.choices([*weights], [*weights.values()])[0]


def spoken_by(who: str, sentence: str) -> str:
    """The sentence as that person would say it.

    >>> spoken_by("My aunt", "{who} rang, and nobody listened to {me}.")
    'My aunt rang, and nobody listened to my aunt.'
    >>> spoken_by("I", "They rang {me} when {i} slept.")
    'They rang me when I slept.'
    """
    lower = who if who == "I" else who[0].lower() + who[1:]
    return upper_first(sentence.format(who=lower, i=lower, me="me" if who == "I" else lower))
