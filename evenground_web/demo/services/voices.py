"""What people said in other languages, under their name or aloud; what the circle did; what was withdrawn."""

from __future__ import annotations

import io
import math
import struct
import wave
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.demo.story import chapter
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

EVENTS = 2
RATE, SECONDS, PITCH = 8_000, 1, 440


class Voices:
    def __init__(self, year: Year) -> None:
        self.year = year
        self.voices: dict[str, Voice] = {}
        self.circle = year.cast.people["Ngozi Eze"]

    def plan(self) -> None:
        at = self.year.timeline.on
        for entry in chapter("voices")["support"]:
            at(-10, EVENTS, partial(self.offer_support, entry))
        for entry in chapter("voices")["voice"]:
            at(entry["month"], EVENTS, partial(self.hear, entry))
            if "acted" in entry:
                at(entry["month"], EVENTS + 2, partial(self.act, entry))
            if "withdrawn" in entry:
                at(entry["withdrawn"], EVENTS, partial(self.withdraw, entry))

    def offer_support(self, entry: dict[str, Any], now: datetime) -> None:
        voices.keep_support(None, by=self.circle, now=now, **entry)

    def hear(self, entry: dict[str, Any], now: datetime) -> None:
        gathering = self.year.gatherings.get(entry.get("gathering", ""))
        voice, _ = voices.record_voice(
            by=self.year.facilitator if gathering else None,
            text=entry.get("text", ""),
            kind=entry["kind"],
            consent=entry["consent"],
            name=entry.get("name", ""),
            about=voices.About(**entry.get("about", {})),
            source="gathering" if gathering else "open_page",
            gathering=gathering,
            topic=gathering.topics.get(title=entry["topic"]) if gathering else None,
            place=self.year.cast.places.get(entry.get("place", "")),
            gap=self.year.gaps.find(entry["gap"]) if "gap" in entry else None,
            file=SimpleUploadedFile("spoken.wav", tone()) if entry.get("spoken") else None,
            on=now.date(),
        )
        self.voices[entry.get("text", "")] = voice
        self.work_on(voice, entry, now)

    def work_on(self, voice: Voice, entry: dict[str, Any], now: datetime) -> None:
        """What the small team did with it, in that order."""
        team, on = self.year.facilitator, now.date()
        if "translation" in entry:
            voices.translate(
                voice, by=team, translation=entry["translation"], translated_by="interpreter"
            )
        if "take_out" in entry:
            voices.take_out(voice, by=team, words=entry["take_out"], on=on)
        if entry.get("cleared"):
            voices.clear(voice, by=team, looked=True, on=on)
        if "set_aside" in entry:
            voices.set_aside(voice, by=team, reason=entry["set_aside"], on=on)

    def act(self, entry: dict[str, Any], now: datetime) -> None:
        concern, acted = self.voices[entry["text"]].concerns.get(), entry["acted"]
        voices.look(concern, by=self.circle, why=acted["why"], now=now)
        to = self.year.cast.organisations[acted["to"]]
        voices.pass_on(concern, by=self.circle, to=to, reference=acted["reference"], now=now)

    def withdraw(self, entry: dict[str, Any], now: datetime) -> None:
        voices.withdraw(self.voices[entry["text"]], on=now.date())


def tone() -> bytes:
    """A second of one note, where somebody would have spoken."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        heights = (math.sin(2 * math.pi * PITCH * n / RATE) for n in range(RATE * SECONDS))
        sound.writeframes(b"".join(struct.pack("<h", round(9_000 * height)) for height in heights))
    return made.getvalue()
