"""Who is told when a session moves or is cancelled: those who signed up, and members with a part."""

from __future__ import annotations

from datetime import datetime

from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.gatherings import attending
from evenground_web.gatherings.models import Session
from evenground_web.people.models import Person

KIND = kinds.register(
    kinds.Kind(
        key="programme",
        name="Changes to sessions in which you have a part",
        choices=kinds.MUST_ACT,
    )
)


def tell(session: Session, words: str, *, by: Person, key: str, now: datetime) -> None:
    """Say once what became of a session; `key` names this change of it."""
    attending.tell(session, words, by=by, now=now)
    parts = session.parts.select_related("speaker__person")
    for person in {part.speaker.person_id: part.speaker.person for part in parts}.values():
        if person:
            outbox.send(
                to=person, kind=KIND.key, template="gatherings/mail/part.txt", now=now,
                key=f"session:{session.pk}:{key}:{person.pk}", about=session,
                context={"session": session, "words": words},
            )  # fmt: skip
