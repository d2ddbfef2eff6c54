"""Before words leave the small team: names and places are taken out, by a person, and it is said so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable
from evenground_web.people.models import Person
from evenground_web.voices.models import Sealed, State, Voice
from evenground_web.voices.services.marks import combination, marks_of
from evenground_web.voices.services.standing import record, standing, words_changed

TAKEN_OUT = "[taken out]"


@audit.in_turn()
def take_out(
    voice: Voice, *, by: Person, words: Iterable[tuple[str, str]], on: date | None = None
) -> Voice:
    """Put something else in place of each of these words, wherever they stand; the original is sealed."""
    voice = _to_screen(voice)
    pairs = [(found, instead or TAKEN_OUT) for found, instead in words if found.strip()]
    pairs.sort(key=lambda pair: -len(pair[0]))
    if not pairs:
        raise RuleBroken("Choose what to take out, or write it down as it stands in the words.")
    if missing := [
        found for found, _ in pairs if found not in f"{voice.text}\n{voice.translation}"
    ]:
        raise RuleBroken(
            f"“{missing[0]}” is not in these words. Copy it as it stands there, with its capitals."
        )
    Sealed.objects.get_or_create(
        voice=voice, defaults={"text": voice.text, "translation": voice.translation}
    )
    before = voice.in_english
    for found, instead in pairs:
        voice.text = voice.text.replace(found, instead)
        voice.translation = voice.translation.replace(found, instead)
    voice.state = State.WAITING
    voice.save(update_fields=["text", "translation", "state"])
    words_changed(voice, before)
    record(
        "voice.taken_out", voice, by=by, on=on,
        sentence=f"took names, places and the like out of the words: {len(pairs)}",
    )  # fmt: skip
    return voice


@audit.in_turn()
def clear(voice: Voice, *, by: Person, looked: bool = False, on: date | None = None) -> Voice:
    """Say that nothing in the words shows who somebody is; `looked` where a combination could."""
    voice = _to_screen(voice)
    if not voice.text:
        raise RuleBroken("Nobody has written down yet what is said. Do that first.")
    if marks := marks_of(voice):
        raise RuleBroken(f"“{marks[0].words}” shows who somebody is. Take it out first.")
    if combination(voice) and not looked:
        raise RuleBroken(
            f"{combination(voice)} Say that you have looked at it, or take something out."
        )
    if voice.state != State.CLEARED:
        voice.state = State.CLEARED
        voice.save(update_fields=["state"])
        record("voice.cleared", voice, by=by, sentence="found nothing that shows who spoke", on=on)
    return voice


@audit.in_turn()
def write_down(voice: Voice, *, by: Person, text: str, on: date | None = None) -> Voice:
    """What is said in a recording, or stands in a picture, in words."""
    voice = _to_screen(voice)
    if not hasattr(voice, "recording"):
        raise RuleBroken(
            "There is no recording. Words that somebody wrote stay as they wrote them."
        )
    text = printable(text).strip()
    if not text:
        raise RuleBroken("Write down what is said. Where nothing can be heard, say so.")
    before = voice.in_english
    voice.text, voice.state = text, State.WAITING
    voice.save(update_fields=["text", "state"])
    words_changed(voice, before)
    record("voice.written_down", voice, by=by, sentence="wrote down what is said", on=on)
    return voice


@audit.in_turn()
def set_aside(voice: Voice, *, by: Person, reason: str, on: date | None = None) -> Voice:
    """Abuse, or no contribution: it is neither shown nor counted, and its author sees that."""
    voice = standing(voice)
    if voice.state in (State.CIRCLE, State.SET_ASIDE):
        raise RuleBroken(f"It is not for you to set aside now: {voice.get_state_display()}.")
    voice.state = State.SET_ASIDE
    voice.save(update_fields=["state"])
    record(
        "voice.set_aside",
        voice,
        by=by,
        sentence=f"set it aside, because: {one_line(reason)}",
        on=on,
    )
    return voice


@audit.in_turn()
def take_up_again(voice: Voice, *, by: Person, on: date | None = None) -> Voice:
    """What was set aside by mistake waits again to be looked at."""
    voice = standing(voice)
    if voice.state != State.SET_ASIDE:
        raise RuleBroken("It was not set aside.")
    voice.state = State.WAITING
    voice.save(update_fields=["state"])
    record("voice.taken_up", voice, by=by, sentence="took it up again", on=on)
    return voice


def _to_screen(voice: Voice) -> Voice:
    voice = standing(voice)
    if voice.state == State.CIRCLE:
        raise RuleBroken("The safeguarding circle has it. They give it back when they are done.")
    if voice.state == State.SET_ASIDE:
        raise RuleBroken("It was set aside. Take it up again first.")
    return voice
