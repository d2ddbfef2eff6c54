"""Letting everybody read of a commitment, or no longer; and in which of the partners' words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    DueDateMove,
    StatusChange,
    Update,
)
from evenground_web.commitments.services.records.records import locked
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.people.models import Person

Record = Update | StatusChange | DueDateMove | Addressee
NAMED = 3


@audit.in_turn()
def publish_commitment(
    commitment: Commitment, *, by: Person | None, now: datetime | None = None
) -> Commitment:
    """From now on everybody reads of a recommendation or action. Pressing twice does it once."""
    current = locked(commitment)
    if current.kind == Commitment.Kind.PLEDGE:
        raise RuleBroken(
            f"{current.reference} is a pledge. Make it public on its page, once it was agreed."
        )
    if current.public_since is None:
        current.public_since = timezone.localdate(now)
        current.save(update_fields=["public_since"])
        audit.record("commitment.published", current, by=by, now=now, sentence="made it public")
    return current


@audit.in_turn()
def publish_plan(plan: str, *, by: Person | None, now: datetime | None = None) -> int:
    """Make public every recommendation and action that a plan holds now; how many were new."""
    if not Commitment.objects.filter(plan=plan).exclude(plan="").exists():
        raise RuleBroken(f"No commitment belongs to a plan called “{plan}”.")
    waiting = list(not_public_yet(plan))
    for commitment in waiting:
        publish_commitment(commitment, by=by, now=now)
    return len(waiting)


def not_public_yet(plan: str) -> QuerySet[Commitment]:
    """What publishing a plan makes public: pledges go to the wall one by one."""
    found = Commitment.objects.filter(plan=plan, public_since=None)
    return found.exclude(kind=Commitment.Kind.PLEDGE).order_by("pk")


@audit.in_turn()
def unpublish_commitment(
    commitment: Commitment, *, by: Person | None, reason: str, now: datetime | None = None
) -> Commitment:
    """Take it off every public page, feed and file, with the reason; the record stays."""
    current, reason = locked(commitment), reason.strip()
    if current.kind == Commitment.Kind.PLEDGE:
        raise RuleBroken(f"{current.reference} is a pledge. Take it off the wall on its page.")
    if current.public_since is None:
        return current
    if not reason:
        raise RuleBroken("Write why it leaves the public pages.")
    current.public_since = None
    current.save(update_fields=["public_since"])
    audit.record(
        "commitment.unpublished", current, by=by, now=now,
        sentence=f"took it off the public pages: {reason.rstrip('.')}",
    )  # fmt: skip
    return current


@dataclass(frozen=True)
class Writing:
    """Something that a partner wrote about a commitment, which everybody reads once it is shown."""

    key: str
    what: str
    text: str
    record: Record

    @property
    def is_shown(self) -> bool:
        return self.record.shown_on is not None


def writings_of(commitment: Commitment) -> list[Writing]:
    """All that may be shown, the newest first: updates, reasons and answers."""
    answered = commitment.addressees.exclude(answer="").exclude(reason="")
    found: list[tuple[date, Writing]] = []
    for update in commitment.updates.all():
        found.append(_writing("update", "the update", timezone.localdate(update.at), update))
    for change in commitment.status_changes.all():
        what = f"why the {change.which} status is “{change.new_label}”"
        found.append(_writing("status", what, timezone.localdate(change.at), change))
    for move in commitment.due_moves.all():
        what = "why the due date moved"
        found.append(_writing("due", what, timezone.localdate(move.at), move))
    for addressee in answered.select_related("organisation"):
        what = f"what {addressee.organisation} answered"
        day = addressee.answered_on or date.min
        found.append(_writing("answer", what, day, addressee))
    return [writing for _, writing in sorted(found, key=lambda one: one[0], reverse=True)]


def _writing(kind: str, what: str, day: date, record: Record) -> tuple[date, Writing]:
    text = record.text if isinstance(record, Update) else record.reason
    return day, Writing(f"{kind}-{record.pk}", f"{what}, {nhs_date(day)}", text, record)


@audit.in_turn()
def show_words(
    commitment: Commitment,
    *,
    by: Person | None,
    shown: Collection[str],
    among: Collection[str],
    now: datetime | None = None,
) -> Commitment:
    """Of the writings somebody looked at, `among`, show these to everybody and no others."""
    current = locked(commitment)
    changed: dict[bool, list[Writing]] = {True: [], False: []}
    for writing in writings_of(current):
        wanted = writing.key in shown
        if writing.key in among and writing.is_shown != wanted:
            writing.record.shown_on = timezone.localdate(now) if wanted else None
            writing.record.save(update_fields=["shown_on"])
            changed[wanted].append(writing)
    parts = [
        f"{verb} {_named(writings)}"
        for verb, writings in (
            ("showed everybody", changed[True]),
            ("hid from the public", changed[False]),
        )
        if writings
    ]
    if parts:
        sentence = "; ".join(parts)
        audit.record("commitment.words_shown", current, by=by, now=now, sentence=sentence)
    return current


def _named(writings: list[Writing]) -> str:
    more = len(writings) - NAMED
    return in_a_row([one.what for one in writings[:NAMED]] + ([f"{more} more"] if more > 0 else []))
