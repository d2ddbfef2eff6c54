"""What may happen to a voice: it is recorded, linked, and the person who spoke can change their mind.

The record of who did what never holds the words, the speaker, or the day somebody spoke.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from evenground.disclosure import policy, rounded
from evenground_web.core import audit
from evenground_web.core.dates import midnight
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Person, Place
from evenground_web.voices.models import Consent, Voice

LONGEST = 5_000
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else, and no words
CODE_LENGTH = 12
NUMBERS = 10**15  # a voice's own number says nothing of how many came before it, or when


@audit.in_turn()
def record_voice(
    *,
    by: Person | None,
    text: str,
    kind: str,
    consent: str,
    source: str,
    gathering: Gathering | None = None,
    topic: Topic | None = None,
    place: Place | None = None,
    gap: Any = None,
    on: date | None = None,
    press: str = "",
) -> tuple[Voice, str]:
    """Keep what somebody said; return it with the code that lets only them come back to it.

    `by` is whoever wrote it down for them, or None when it came from the open page. `press` names
    one opening of the form: sending the same form twice keeps one voice and gives the same code.
    """
    _check(text, source=source, consent=consent, gathering=gathering, topic=topic)
    code = _code(press)
    voice, new = Voice.objects.get_or_create(
        claim_digest=_digest(code),
        defaults={
            "pk": 1 + secrets.randbelow(NUMBERS),
            "text": text.strip(),
            "kind": kind,
            "consent": consent,
            "source": source,
            "gathering": gathering,
            "topic": topic,
            "place": place,
            "gap": gap,
            "received": _month(on),
        },
    )
    if new:
        heard = f"wrote down a voice at {gathering}" if gathering else "received a voice"
        _record("voice.recorded", voice, by=by, sentence=heard, on=on)
    return voice, code


def _check(
    text: str, *, source: str, consent: str, gathering: Gathering | None, topic: Topic | None
) -> None:
    if not text.strip():
        raise RuleBroken("There are no words yet. Write what you want to say.")
    if len(text) > LONGEST:
        raise RuleBroken(
            f"This is {len(text):,} characters long and we can keep {LONGEST:,}. "
            "Shorten it, or send it in two parts."
        )
    if consent not in Consent.values:
        raise RuleBroken("Choose what may be done with these words.")
    if (source == Voice.Source.GATHERING) != (gathering is not None):
        raise RuleBroken(
            "A voice heard at a gathering names the gathering, and no other voice does."
        )
    if topic and topic.gathering != gathering:
        raise RuleBroken(f"“{topic}” is not a topic of this gathering. Choose one of its topics.")


@audit.in_turn()
def link_to_gap(voice: Voice, *, by: Person, gap: Any, reason: str) -> Voice:
    """Say which gap a voice is about and why, or with None that it is about no gap."""
    voice = _standing(voice)
    if voice.gap_id == (gap.pk if gap else None):
        raise RuleBroken("That is what the voice is linked to already. Choose another gap.")
    voice.gap = gap
    voice.save(update_fields=["gap"])
    did = f"linked it to the gap {gap}" if gap else "unlinked it from its gap"
    audit.record("voice.linked", voice, by=by, sentence=f"{did}, because: {reason}")
    return voice


@audit.in_turn()
def change_consent(voice: Voice, *, consent: str, on: date | None = None) -> Voice:
    """The person who spoke allows more or less than before."""
    voice = _standing(voice)
    if consent not in Consent.values:
        raise RuleBroken("Choose what may be done with these words.")
    if consent != voice.consent:
        voice.consent = consent
        voice.save(update_fields=["consent"])
        _record(
            "voice.consent_changed",
            voice,
            by=None,
            sentence=f"was told to change the consent to “{voice.get_consent_display()}”",
            on=on,
        )
    return voice


@audit.in_turn()
def withdraw(voice: Voice, *, on: date | None = None) -> Voice:
    """The person who spoke takes their words back: they are erased, at once and for good."""
    voice = _standing(voice)
    voice.text = ""
    voice.gap = None
    voice.withdrawn_at = _month(on)
    voice.save(update_fields=["text", "gap", "withdrawn_at"])
    _record(
        "voice.withdrawn", voice, by=None, sentence="erased the words, as their author asked", on=on
    )
    return voice


def find_by_code(code: str) -> Voice | None:
    """The voice that this claim code opens.

    Codes are kept as keyed digests, so the look-up compares digests and its timing says nothing
    about how close a guess was.
    """
    return Voice.objects.filter(claim_digest=_digest(code)).first()


def protected(count: int) -> str:
    """A count of voices that cannot point at anybody.

    Small counts are hidden, nought among them. Larger ones are rounded, so that watching a count
    move, or taking one from another, does not tell when somebody spoke.
    """
    least = policy().threshold
    return f"fewer than {least}" if is_small(count) else f"about {rounded(count, policy())}"


def is_small(count: int) -> bool:
    """Whether a count is too small to be told."""
    return count < policy().threshold


def _standing(voice: Voice) -> Voice:
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if voice.withdrawn_at:
        raise RuleBroken(
            "These words were withdrawn and erased. Nothing more can be done with them."
        )
    return voice


def _record(verb: str, voice: Voice, *, by: Person | None, sentence: str, on: date | None) -> None:
    """What the speaker did is dated to the month, also in the record of who did what."""
    first = midnight(_month(on))
    audit.record(verb, voice, by=by, sentence=sentence, now=first, dated_to="month")


def _month(on: date | None) -> date:
    return (on or timezone.localdate()).replace(day=1)


def _code(press: str) -> str:
    if not press:
        letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    else:
        number = int.from_bytes(salted_hmac("voices.code", press, algorithm="sha256").digest())
        letters = ""
        for _ in range(CODE_LENGTH):
            number, index = divmod(number, len(LETTERS))
            letters += LETTERS[index]
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _tidy(code: str) -> str:
    """Forgive capitals, spaces and missing hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _digest(code: str) -> str:
    return salted_hmac("voices.claim", _tidy(code), algorithm="sha256").hexdigest()
