"""What may happen to a voice: it is recorded, linked, translated, and the speaker changes their mind.

The record of who did what never holds the words, the speaker, or the day somebody spoke.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File

from evenground_web.core import audit, codes
from evenground_web.core.languages import ENGLISH, known_languages
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Person, Place
from evenground_web.voices.models import Concern, SelfDescription, State, Voice
from evenground_web.voices.services import consent as agreed
from evenground_web.voices.services import recordings
from evenground_web.voices.services.marks import marks_of
from evenground_web.voices.services.safeguarding import raise_concern
from evenground_web.voices.services.standing import month, record, standing, words_changed

LONGEST = 5_000
CODES = "voices"
NUMBERS = 10**15  # a voice's own number says nothing of how many came before it, or when
ANOTHER_LANGUAGE = "und"


@dataclass(frozen=True, kw_only=True)
class About:
    """What somebody may say about what they said; each part may be left out."""

    level: str = ""
    setting: str = ""
    speaking_as: str = ""
    channel: str = Voice.Channel.WEB
    language: str = ENGLISH
    own_words: str = ""
    group: str = ""
    concern: str = ""
    asked_in: str = (
        ""  # the words in which they were asked what they allow, where these were others
    )


@audit.in_turn()
def record_voice(
    *,
    by: Person | None,
    text: str,
    kind: str,
    consent: str,
    source: str,
    name: str = "",
    about: About | None = None,
    gathering: Gathering | None = None,
    topic: Topic | None = None,
    place: Place | None = None,
    gap: Any = None,
    file: File[bytes] | None = None,
    on: date | None = None,
    press: str = "",
    cleared: bool = False,
    claim_digest: str = "",
) -> tuple[Voice, str]:
    """Keep what somebody said; return it with the code that lets only them come back to it.

    `by` is whoever wrote it down for them, or None when it came from the open page; they may have
    `cleared` it of names and places while they wrote. `press` names one opening of the form: sending
    the same form twice keeps one voice and gives the same code. A `file` may stand for the words.
    With `claim_digest`, the speaker has a code already, and that is what it leaves of it here.
    """
    about = about or About()
    found = recordings.read(file) if file else None
    _check(text if not found else text or "-", source=source, gathering=gathering, topic=topic)
    check_language(about.language)
    name = agreed.check(consent, name)
    code = "" if claim_digest else codes.new_code(press, of=CODES)
    voice, new = Voice.objects.get_or_create(
        claim_digest=claim_digest or codes.digest(code, of=CODES),
        defaults={
            "pk": 1 + secrets.randbelow(NUMBERS),
            "text": printable(text).strip(),
            "kind": kind,
            "consent": consent,
            "source": source,
            "gathering": gathering,
            "topic": topic,
            "place": place,
            "gap": gap,
            "received": month(on),
            "language": about.language,
            "level": about.level,
            "setting": about.setting,
            "speaking_as": about.speaking_as,
            "channel": Voice.Channel.RECORDED if found else about.channel,
        },
    )
    if new:
        if found:
            recordings.keep(voice, found)
        _keep_beside(voice, by=by, name=name, about=about, cleared=cleared, on=on)
    return voice, code


def _keep_beside(
    voice: Voice, *, by: Person | None, name: str, about: About, cleared: bool, on: date | None
) -> None:
    """The consent and the self-description, each in a table of its own; and whoever must act hears."""
    agreed.keep(voice, name=name, on=month(on), words=about.asked_in)
    own_words = one_line(about.own_words)
    if own_words or about.group:
        SelfDescription.objects.create(voice=voice, own_words=own_words, group=about.group)
    if by and cleared and voice.text and not marks_of(voice):
        voice.state = State.CLEARED
        voice.save(update_fields=["state"])
    heard = f"wrote down a voice at {voice.gathering}" if voice.gathering else "received a voice"
    record("voice.recorded", voice, by=by, sentence=heard, on=on)
    if concern := about.concern or _met_at_work(voice):
        raise_concern(voice, by=by, kind=concern, on=on)
        voice.state = State.CIRCLE


def _met_at_work(voice: Voice) -> str:
    """Racism that somebody met where they work goes to the circle first: few people could say it."""
    at_work = voice.speaking_as == Voice.SpeakingAs.COLLEAGUE or voice.setting == Voice.Setting.WORK
    return Concern.Kind.RACISM_AT_WORK if voice.kind == Voice.Kind.RACISM and at_work else ""


def _check(text: str, *, source: str, gathering: Gathering | None, topic: Topic | None) -> None:
    if not printable(text).strip():
        raise RuleBroken("There are no words yet. Write what you want to say.")
    if len(text) > LONGEST:
        raise RuleBroken(
            f"This is {len(text):,} characters long and we can keep {LONGEST:,}. "
            "Shorten it, or send it in two parts."
        )
    if (source == Voice.Source.GATHERING) != (gathering is not None):
        raise RuleBroken(
            "A voice heard at a gathering names the gathering, and no other voice does."
        )
    if topic and topic.gathering != gathering:
        raise RuleBroken(f"“{topic}” is not a topic of this gathering. Choose one of its topics.")


def check_language(language: str) -> None:
    if language not in (ENGLISH, ANOTHER_LANGUAGE) and language not in known_languages():
        raise RuleBroken("We do not know this language. Choose one of the list, or another one.")


@audit.in_turn()
def link_to_gap(voice: Voice, *, by: Person, gap: Any, reason: str) -> Voice:
    """Say which gap a voice is about and why, or with None that it is about no gap."""
    voice = standing(voice)
    if voice.gap_id == (gap.pk if gap else None):
        raise RuleBroken("That is what the voice is linked to already. Choose another gap.")
    voice.gap = gap
    voice.save(update_fields=["gap"])
    did = f"linked it to the gap {gap}" if gap else "unlinked it from its gap"
    audit.record("voice.linked", voice, by=by, sentence=f"{did}, because: {reason}")
    return voice


@audit.in_turn()
def translate(voice: Voice, *, by: Person, translation: str, translated_by: str) -> Voice:
    """Put words in English beside those that somebody said in another language."""
    voice = standing(voice)
    if voice.language == ENGLISH:
        raise RuleBroken(
            "These words are in English already. Say first in which language they are."
        )
    if not translation.strip():
        raise RuleBroken("Write what it says in English.")
    if translated_by not in Voice.Translator.values:
        raise RuleBroken("Say who translated it.")
    before = voice.in_english
    voice.translation, voice.translated_by = printable(translation).strip(), translated_by
    voice.state = State.WAITING if voice.state == State.CLEARED else voice.state
    voice.save(update_fields=["translation", "translated_by", "state"])
    words_changed(voice, before)
    record("voice.translated", voice, by=by, sentence="put a translation beside the words", on=None)
    return voice


@audit.in_turn()
def describe(
    voice: Voice,
    *,
    by: Person,
    kind: str,
    speaking_as: str,
    level: str,
    setting: str,
    language: str,
    place: Place | None,
) -> Voice:
    """The small team says what kind of thing a voice tells of, without touching the words.

    Where that makes it racism met at work, the circle gets it, once.
    """
    voice = standing(voice)
    was, was_at_work = voice.get_kind_display(), _met_at_work(voice)
    if language == ENGLISH and voice.translation:
        raise RuleBroken("There is a translation, so the words are not in English.")
    check_language(language)
    voice.kind, voice.speaking_as = kind, speaking_as
    voice.level, voice.setting, voice.language, voice.place = level, setting, language, place
    voice.save(update_fields=["kind", "speaking_as", "level", "setting", "language", "place"])
    now = voice.get_kind_display()
    changed = f", “{now}” and not “{was}”" if now != was else ""
    said = f"said what kind of thing it tells of{changed}"
    record("voice.described", voice, by=by, sentence=said, on=None)
    if (concern := _met_at_work(voice)) and not was_at_work and not voice.concerns.exists():
        raise_concern(voice, by=by, kind=concern)
        voice.state = State.CIRCLE
    return voice


@audit.in_turn()
def change_consent(voice: Voice, *, consent: str, name: str = "", on: date | None = None) -> Voice:
    """The person who spoke allows more or less than before."""
    voice = standing(voice)
    name = agreed.check(consent, name)
    named = getattr(voice, "naming", None)
    if consent != voice.consent or name != (named.name if named else ""):
        voice.consent = consent
        voice.save(update_fields=["consent"])
        agreed.keep(voice, name=name, on=month(on))
        record(
            "voice.consent_changed",
            voice,
            by=None,
            sentence=f"was told to change the consent to “{voice.get_consent_display()}”",
            on=on,
        )
    return voice


def find_by_code(code: str) -> Voice | None:
    """The voice that this claim code opens."""
    return Voice.objects.filter(claim_digest=codes.digest(code, of=CODES)).first()
