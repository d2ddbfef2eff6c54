"""Answers that somebody types for somebody else: from paper, by telephone, at a table.

They count as those of phones do, with how they came. Who typed is kept. Paper comes back when a
question is closed, and is counted then too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.dates import midnight
from evenground_web.core.languages import ENGLISH
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.floor.models import Choice, Contribution, Floor, Prompt, Vote
from evenground_web.floor.services import phones
from evenground_web.floor.services.consent import CURRENT
from evenground_web.floor.services.speaking import check_words
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice
from evenground_web.voices.services import CODES

FOR_SOMEBODY = (
    Voice.Channel.CALL,
    Voice.Channel.TOLD,
    Voice.Channel.INTERPRETED,
    Voice.Channel.PAPER,
)
HOW = {
    Voice.Channel.CALL: "by telephone",
    Voice.Channel.TOLD: "told to somebody",
    Voice.Channel.INTERPRETED: "through an interpreter",
    Voice.Channel.PAPER: "on paper",
}
Answer = dict[str, Any]  # what was typed, as plain values, so that it can wait for a second person


@audit.in_turn()
def answer_for(
    prompt: Prompt,
    *,
    by: Person,
    channel: str,
    answer: Answer,
    press: str = "",
    now: datetime | None = None,
) -> str:
    """Type an answer for somebody; return the code that lets only them come back to their words.

    Votes have no code: nothing of them can be taken back, as nobody can tell whose they are.
    """
    if channel not in FOR_SOMEBODY:
        raise RuleBroken("Say how they told you.")
    code = codes.new_code(f"{by.pk} {press}" if press else "", of=CODES)
    claim = codes.digest(code, of=CODES)
    new = put(prompt, by=by, channel=channel, answer=answer, claim_digest=claim)
    if new:
        record("typed in an answer for somebody", prompt, by=by, on=timezone.localdate(now))
    return code if prompt.kind == Prompt.Kind.WORDS else ""


def put(
    prompt: Prompt,
    *,
    by: Person,
    channel: str,
    answer: Answer,
    claim_digest: str,
    version: int = CURRENT,
) -> Contribution | bool:
    """Keep an answer among the others; what was kept under the same mark is kept once."""
    if prompt.opened_at is None:
        raise RuleBroken(f"Nobody was asked “{prompt}” yet. Open the question, then type this in.")
    if prompt.kind == Prompt.Kind.WORDS:
        return _words(prompt, by=by, channel=channel, claim=claim_digest, version=version, **answer)
    mark = phones.mark(prompt.floor, claim_digest, of="votes")
    if prompt.kind == Prompt.Kind.POLL:
        return _choice(prompt, mark=mark, channel=channel, **answer)
    return _votes(prompt, mark=mark, channel=channel, **answer)


def _words(
    prompt: Prompt,
    *,
    by: Person,
    channel: str,
    claim: str,
    version: int,
    words: str,
    consent: str,
    language: str = ENGLISH,
) -> Contribution | bool:
    words = check_words(words, consent=consent, language=language, version=version)
    contribution, new = Contribution.objects.get_or_create(
        claim_digest=claim,
        defaults={
            "prompt": prompt, "words": words, "consent": consent, "consent_words": version,
            "language": language, "channel": channel, "typed_by": by,
        },
    )  # fmt: skip
    return new and contribution


def _choice(prompt: Prompt, *, mark: str, channel: str, option: int) -> bool:
    chosen = prompt.options.filter(pk=option).first()
    if chosen is None:
        raise RuleBroken("Choose one of the answers of this question.")
    _, new = Choice.objects.get_or_create(
        prompt=prompt, phone=mark, defaults={"option": chosen, "channel": channel}
    )
    return new


def _votes(prompt: Prompt, *, mark: str, channel: str, votes: dict[str, int]) -> bool:
    statements = {str(one.pk): one for one in prompt.statements.all()}
    if not votes:
        raise RuleBroken("Nothing is ticked. Choose agree, disagree or pass on one statement.")
    if set(votes) - set(statements) or set(votes.values()) - set(Vote.Value.values):
        raise RuleBroken("Choose whether they agree, disagree or pass, on statements of this card.")
    if Vote.objects.filter(statement__prompt=prompt, phone=mark).exists():
        return False
    Vote.objects.bulk_create(
        Vote(statement=statements[key], phone=mark, value=value, channel=channel)
        for key, value in votes.items()
    )
    return True


def record(sentence: str, prompt: Prompt, *, by: Person, on: date, **details: Any) -> None:
    """Dated to the day, as what comes by phone is."""
    audit.record(
        "floor.typed_for_somebody", prompt.floor, by=by, sentence=sentence, now=midnight(on),
        dated_to="day", **details,
    )  # fmt: skip


def by_channel(floor: Floor) -> dict[int, str]:
    """Of the answers to each question, how many did not come by phone, and how they came."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for rows, prompt in (
        (Contribution.objects.filter(prompt__floor=floor), "prompt"),
        (Choice.objects.filter(prompt__floor=floor), "prompt"),
        (Vote.objects.filter(statement__prompt__floor=floor), "statement__prompt"),
    ):
        others = rows.exclude(channel=Voice.Channel.PHONE_PAGE).order_by()
        each = "phone" if prompt != "prompt" else "pk"
        found = others.values_list(prompt, "channel").annotate(Count(each, distinct=True))
        for pk, channel, count in found:
            counts[pk][channel] += count
    return {
        pk: in_a_row([f"{found[one]} {HOW[one]}" for one in FOR_SOMEBODY if found[one]])
        for pk, found in counts.items()
    }
