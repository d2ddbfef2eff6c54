"""Closing a gathering: what came of it is written down, looked over once, and then for everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import (
    Booking,
    CheckIn,
    Closing,
    Gathering,
    Registration,
    Session,
)
from evenground_web.gatherings.services.closing.reading import content_of
from evenground_web.gatherings.services.closing.unfinished import unfinished
from evenground_web.gatherings.services.places.post import write_to
from evenground_web.people.models import Person

WORDS = ("came", "said", "next", "thanks", "answer_by")


def draft_of(gathering: Gathering) -> Closing:
    """The draft that is being written, or a new one that begins with what the last version says."""
    draft = Closing.objects.filter(gathering=gathering, at=None).first()
    if draft:
        return draft
    if last := last_of(gathering):
        kept = {name: getattr(last, name) for name in WORDS}
        return Closing(gathering=gathering, number=last.number + 1, **kept)
    return Closing(gathering=gathering, answer_by=gathering.reply_due, came=_at_the_door(gathering))


def _at_the_door(gathering: Gathering) -> int | None:
    """How many people were checked in; not known where nobody was at the door."""
    there = CheckIn.objects.standing().filter(registration__page__gathering=gathering, session=None)
    return there.values("registration").distinct().count() or None


def last_of(gathering: Gathering) -> Closing | None:
    """The version that everybody reads now."""
    return Closing.objects.published().filter(gathering=gathering).first()


@audit.in_turn()
def write_draft(
    gathering: Gathering, *, by: Person, now: datetime | None = None, **said: Any
) -> Closing:
    """Write what the close will say; nobody reads it in public before it is closed."""
    gathering = Gathering.objects.get(pk=gathering.pk)
    _check_may_close(gathering)
    answer_by = said.get("answer_by")
    if answer_by and answer_by < gathering.ends:
        raise RuleBroken(
            "Nobody can be answered before it is over. Choose a day after the last day."
        )
    draft = draft_of(gathering)
    new = draft.pk is None
    if new:
        for name, value in said.items():
            setattr(draft, name, value)
        draft.save()
        words: str | None = f"began to write the close of {gathering}"
    else:
        words, _ = apply_changes(draft, said, unsaid=said)
        words = words and f"{words} in the draft of the close"
    if words:
        audit.record("gathering.close_written", gathering, by=by, now=now, sentence=words)
    return draft


@audit.in_turn()
def write_session_notes(
    session: Session, *, by: Person, summary: str, now: datetime | None = None
) -> Session:
    """Write what was said in a session; everybody reads it once the gathering is closed."""
    session = Session.objects.select_related("gathering").get(pk=session.pk)
    sentence, _ = apply_changes(session, {"summary": summary.strip()}, unsaid={"summary"})
    if sentence:
        audit.record(
            "programme.session_notes_written", session, by=by, now=now,
            sentence="wrote what was said in it",
        )  # fmt: skip
    return session


@audit.in_turn()
def close(
    gathering: Gathering, *, by: Person, anyway: bool = False, now: datetime | None = None
) -> Closing:
    """Publish the draft: from now on it is frozen, and the day of the answer is promised.

    What is still open is refused once, and accepted with `anyway`. Pressing twice closes once.
    """
    now = now or timezone.now()
    gathering = Gathering.objects.get(pk=gathering.pk)
    draft = Closing.objects.filter(gathering=gathering, at=None).first()
    if draft is None:
        if last := last_of(gathering):
            return last
        raise RuleBroken("Nothing is written yet. Write what came of it first.")
    _check_may_close(gathering)
    _check_said(draft, on=timezone.localdate(now))
    if not anyway and (open_ends := unfinished(gathering)):
        raise RuleBroken(
            f"{open_ends[0].words}. Mend what is open, or say that you close it all the same."
        )
    draft.content, draft.at, draft.by = content_of(gathering), now, by
    draft.save()
    gathering.reply_due = draft.answer_by
    gathering.save(update_fields=["reply_due"])
    audit.record(
        "gathering.closed", gathering, by=by, now=now,
        sentence=f"closed it for everybody to read, version {draft.number}, and promised an answer "
        f"by {nhs_date(draft.answer_by)}",
    )  # fmt: skip
    if draft.number == 1:
        _thank(draft, now=now)
    return draft


def _thank(closing: Closing, *, now: datetime) -> None:
    """Those who had a place are thanked, and told where they read what came of it."""
    had = Booking.objects.filter(session=None, state=Booking.State.PLACE)
    for registration in Registration.objects.filter(
        page__gathering=closing.gathering_id, active=True, bookings__in=had
    ).select_related("page__gathering"):
        write_to(registration, "closed", about="closed", now=now, closing=closing)


def _check_may_close(gathering: Gathering) -> None:
    if gathering.cancelled_at:
        raise RuleBroken(f"{gathering} was cancelled, so there is nothing to close.")
    if gathering.kind == Gathering.Kind.MEETING:
        raise RuleBroken("This is the meeting of a group. Its minutes are approved instead.")


def _check_said(draft: Closing, *, on: date) -> None:
    if on < draft.gathering.ends:
        raise RuleBroken(f"It is not over before {nhs_date(draft.gathering.ends)}. Close it then.")
    if draft.came is None:
        raise RuleBroken("Say how many people came. Zero is a number too.")
    for name, words in (
        ("next", "Say what happens next."),
        ("thanks", "Thank those who came, in words that everybody can read."),
        *([("correction", "Say what was wrong in the last version.")] if draft.number > 1 else []),
    ):
        if not getattr(draft, name).strip():
            raise RuleBroken(words)
    if draft.answer_by is None:
        raise RuleBroken("Say by which day people are told what became of what they said.")
    if draft.number == 1 and draft.answer_by < on:
        raise RuleBroken("The promised day is past. Choose a day to come.")


def check_promise_stands(gathering: Gathering, changes: dict[str, Any]) -> None:
    """What everybody was promised at the close is changed by a corrected close, and not beside it."""
    day = changes.get("reply_due", gathering.reply_due)
    if day != gathering.reply_due and last_of(gathering):
        raise RuleBroken(
            f"The answer was promised for {nhs_date(gathering.reply_due)} when this was closed. "
            "Correct the close to promise another day."
        )
