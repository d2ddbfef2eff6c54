"""What a phone sends in words, and how whoever sent it comes back to it.

Sending one opening of the form twice, because a thumb slipped or the connection broke, keeps one
contribution and gives the same code. The record of who did what never holds the words or the phone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from evenground_web.core import audit, codes
from evenground_web.core.dates import midnight
from evenground_web.core.languages import ENGLISH
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Card, Contribution, Prompt, StoppedPhone
from evenground_web.floor.services import phones
from evenground_web.floor.services.consent import CONSENT_WORDS, CURRENT
from evenground_web.floor.services.paper.cards import erase_photo
from evenground_web.voices.services import CODES, LONGEST, check_language

MOST_FROM_ONE_PHONE = 20
WITHDRAWN = gettext_noop(
    "These words were taken back and erased. Nothing more can be done with them."
)


@transaction.atomic
def say(
    prompt: Prompt,
    *,
    phone: str,
    words: str,
    consent: str,
    language: str = ENGLISH,
    press: str = "",
    version: int = CURRENT,
    now: datetime | None = None,
) -> tuple[Contribution, str]:
    """Keep what somebody wrote for a moderator; return it with the code that lets only them back.

    Hundreds send at once, so that they queue for the end of the record alone, and not for the checks:
    of two who send one press, the database lets one in, and the other finds what is there.
    """
    code = codes.new_code(f"{phone} {press}" if press else "", of=CODES)
    claim = codes.digest(code, of=CODES)
    if sent_before := Contribution.objects.filter(claim_digest=claim).first():
        return sent_before, code
    prompt = Prompt.objects.select_related("floor__gathering").get(pk=prompt.pk)
    mark = phones.mark(prompt.floor, phone, of="words")
    words = _check(prompt, mark, words, consent=consent, language=language, version=version)
    contribution, new = Contribution.objects.get_or_create(
        claim_digest=claim,
        defaults={
            "prompt": prompt, "words": words, "consent": consent, "consent_words": version,
            "language": language, "phone": mark,
        },
    )  # fmt: skip
    if new:
        _record("received a contribution from the room", prompt, now=now)
    return contribution, code


def _check(
    prompt: Prompt, mark: str, words: str, *, consent: str, language: str, version: int
) -> str:
    if prompt.kind != Prompt.Kind.WORDS:
        raise RuleBroken(gettext_noop("This question is answered by choosing, not in words."))
    if not (prompt.is_open and prompt.floor.is_open):
        raise RuleBroken(
            gettext_noop(
                "This question is closed, so your words were not sent. Look whether another question is "
                "open, or tell us on the page “Tell us” of this site."
            )
        )
    words = check_words(words, consent=consent, language=language, version=version)
    if StoppedPhone.objects.filter(floor=prompt.floor, phone=mark).exists():
        raise RuleBroken(
            gettext_noop(
                "The moderators stopped this phone. Speak to somebody who runs the gathering."
            )
        )
    if prompt.contributions.filter(phone=mark).count() >= MOST_FROM_ONE_PHONE:
        raise RuleBroken(
            f"This phone answered this question {MOST_FROM_ONE_PHONE} times, which is as often as one "
            "phone can. Your last words were not sent: tell them to somebody at your table."
        )
    return words


def check_words(words: str, *, consent: str, language: str, version: int) -> str:
    """The words as they are kept, with a choice and a language that were offered; or a refusal."""
    words = words.strip()
    if not words:
        raise RuleBroken(gettext_noop("There are no words yet. Write what you want to say."))
    if len(words) > LONGEST:
        raise RuleBroken(
            f"This is {len(words):,} characters long and we can keep {LONGEST:,}. "
            "Shorten it, or send it in two parts."
        )
    if consent not in CONSENT_WORDS.get(version, {}):
        raise RuleBroken(gettext_noop("Choose what may be done with these words."))
    check_language(language)
    return words


def find_contribution(code: str) -> Contribution | None:
    """What a claim code opens."""
    found = Contribution.objects.select_related("prompt__floor__gathering", "voice")
    return found.filter(claim_digest=codes.digest(code, of=CODES)).first()


@audit.in_turn()
def allow(contribution: Contribution, *, consent: str, now: datetime | None = None) -> Contribution:
    """Whoever wrote it allows more or less, while it waits or was not kept."""
    contribution = _still_here(contribution)
    if consent not in CONSENT_WORDS[CURRENT]:
        raise RuleBroken(gettext_noop("Choose what may be done with these words."))
    if contribution.consent != consent:
        contribution.consent, contribution.consent_words = consent, CURRENT
        contribution.save(update_fields=["consent", "consent_words"])
        _record("was told what may be done with a contribution", contribution.prompt, now=now)
    return contribution


@audit.in_turn()
def take_back(contribution: Contribution, *, now: datetime | None = None) -> Contribution:
    """Whoever wrote it takes it back: the words are erased, at once and for good."""
    contribution = _still_here(contribution)
    for card in Card.objects.filter(contribution=contribution).exclude(photo=""):
        erase_photo(card)
        card.save(update_fields=["photo"])
    contribution.state = Contribution.State.WITHDRAWN
    contribution.words = contribution.phone = contribution.reason = ""
    contribution.claimed_by = contribution.claimed_until = None
    contribution.save()
    _record("erased a contribution, as its author asked", contribution.prompt, now=now)
    return contribution


def _still_here(contribution: Contribution) -> Contribution:
    """Locked, with its prompt; what was kept is a voice, and changed as one."""
    found = Contribution.objects.select_for_update(of=("self",))
    contribution = found.select_related("prompt__floor__gathering").get(pk=contribution.pk)
    if contribution.state == Contribution.State.WITHDRAWN:
        raise RuleBroken(WITHDRAWN)
    if contribution.state == Contribution.State.KEPT:
        raise RuleBroken(
            gettext_noop("Your words were kept a moment ago. Type your code again to open them.")
        )
    return contribution


def _record(sentence: str, prompt: Prompt, *, now: datetime | None) -> None:
    """Dated to the day: nobody can tell when somebody spoke."""
    day = timezone.localdate(now)
    audit.record(
        f"floor.{'received' if sentence.startswith('received') else 'author_decided'}", prompt.floor,
        by=None, sentence=sentence, now=midnight(day), dated_to="day",
    )  # fmt: skip
