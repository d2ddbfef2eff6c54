"""Notes of facilitators: each is a row of its own, so that what several people write at once is all
there; each saving is a revision that never changes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.floor.models import Floor, Note, NoteRevision, Prompt
from evenground_web.gatherings.models import Session, Topic
from evenground_web.people.models import Person

LONGEST = 5_000


@audit.in_turn()
def write_note(
    floor: Floor,
    *,
    by: Person,
    table: str,
    words: str,
    topic: Topic | None = None,
    session: Session | None = None,
    prompt: Prompt | None = None,
    press: str = "",
    now: datetime | None = None,
) -> Note:
    """Write down what a table said. One press writes one note, however often it is sent."""
    if press and (sent_before := Note.objects.filter(floor=floor, press=press).first()):
        return sent_before
    table, words = one_line(table), words.strip()
    session = session or (prompt.session if prompt else None)
    topic = topic or (prompt.topic if prompt else None) or (session.topic if session else None)
    _check(floor, table=table, words=words, topic=topic, session=session, prompt=prompt)
    at = now or timezone.now()
    note = Note.objects.create(
        floor=floor, table=table, words=words, topic=topic, session=session, prompt=prompt, by=by,
        at=at, press=press,
    )  # fmt: skip
    _revise(note, by=by, at=at)
    audit.record("floor.note_written", note, by=by, now=now, sentence=f"wrote a note of {table}")
    return note


@audit.in_turn()
def edit_note(
    note: Note,
    *,
    by: Person,
    table: str,
    words: str,
    topic: Topic | None = None,
    session: Session | None = None,
    prompt: Prompt | None = None,
    now: datetime | None = None,
) -> Note:
    """Change a note; how it stood before is kept."""
    note = Note.objects.select_for_update(of=("self",)).select_related("floor").get(pk=note.pk)
    table, words = one_line(table), words.strip()
    _check(note.floor, table=table, words=words, topic=topic, session=session, prompt=prompt)
    wanted = {"table": table, "words": words, "topic": topic, "session": session, "prompt": prompt}
    if all(getattr(note, name) == value for name, value in wanted.items()):
        return note
    for name, value in wanted.items():
        setattr(note, name, value)
    note.save()
    _revise(note, by=by, at=now or timezone.now())
    audit.record("floor.note_changed", note, by=by, now=now, sentence=f"changed a note of {table}")
    return note


def _check(
    floor: Floor,
    *,
    table: str,
    words: str,
    topic: Topic | None,
    session: Session | None,
    prompt: Prompt | None,
) -> None:
    if not table:
        raise RuleBroken("Say which table this is, such as Table 7.")
    if not words:
        raise RuleBroken("Write what the table said.")
    if len(words) > LONGEST:
        raise RuleBroken(
            f"This is {len(words):,} characters long and we can keep {LONGEST:,} in one note. Write "
            "it down as two notes."
        )
    if topic and topic.gathering_id != floor.gathering_id:
        raise RuleBroken(
            f"“{topic}” is not a topic of {floor.gathering}. Choose one of its topics."
        )
    if session and session.gathering_id != floor.gathering_id:
        raise RuleBroken(
            f"“{session}” is not a session of {floor.gathering}. Choose one of its own."
        )
    if prompt and prompt.floor_id != floor.pk:
        raise RuleBroken(
            f"“{prompt}” was not asked here. Choose one of the questions of this floor."
        )


def _revise(note: Note, *, by: Person, at: datetime) -> None:
    number = note.revisions.aggregate(last=Count("pk"))["last"] + 1
    NoteRevision.objects.create(
        note=note, number=number, table=note.table, words=note.words, by=by, at=at
    )
