"""Who speaks, facilitates, takes notes and interprets, and whether everybody may know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Part, Session, Speaker
from evenground_web.people.models import Person

REMOVED = "Name removed"


@audit.in_turn()
def give_part(
    session: Session,
    *,
    by: Person | None,
    role: str = Part.Role.SPEAKER,
    person: Person | None = None,
    name: str = "",
    organisation: str = "",
    named: bool = False,
    now: datetime | None = None,
) -> Part:
    """Give a member, or somebody else by name, a part in a session."""
    if bool(person) == bool(name):
        raise RuleBroken("Choose a member, or write the name of somebody else. Not both.")
    speaker = _speaker(session.gathering, person, name, organisation, named)
    if session.parts.filter(speaker=speaker, role=role).exists():
        raise RuleBroken(f"{speaker} has this part in {session} already.")
    part = Part.objects.create(session=session, speaker=speaker, role=role)
    audit.record(
        "programme.part_given", session, by=by,
        sentence=f"added {_called(speaker)} as {part.get_role_display().lower()}", now=now,
    )  # fmt: skip
    return part


def _called(speaker: Speaker) -> str:
    """What the history calls somebody: a name that may have to be removed does not go there."""
    return str(speaker) if speaker.person else "a guest"


def _speaker(
    gathering: Gathering, person: Person | None, name: str, organisation: str, named: bool
) -> Speaker:
    """Somebody who speaks twice at a gathering is one speaker."""
    same = {"person": person} if person else {"person": None, "name__iexact": name}
    speaker = gathering.speakers.filter(**same).first() or Speaker(
        gathering=gathering, person=person, name=name
    )
    speaker.organisation = organisation or speaker.organisation
    speaker.named = named or speaker.named
    speaker.save()
    return speaker


@audit.in_turn()
def take_part_away(part: Part, *, by: Person, now: datetime | None = None) -> None:
    """Somebody has no part in a session any more."""
    part = Part.objects.select_related("session", "speaker__person").get(pk=part.pk)
    part.delete()
    audit.record(
        "programme.part_taken_away", part.session, by=by,
        sentence=f"took away {_called(part.speaker)} as {part.get_role_display().lower()}", now=now,
    )  # fmt: skip


@audit.in_turn()
def edit_speaker(
    speaker: Speaker, *, by: Person, now: datetime | None = None, **changes: Any
) -> Speaker:
    """Change what is shown of a speaker, and whether everybody may read the name."""
    speaker = Speaker.objects.select_related("gathering", "person").get(pk=speaker.pk)
    if not speaker.person and not changes.get("name", speaker.name):
        raise RuleBroken("Write the name of the speaker.")
    called = _called(speaker)
    sentence, details = apply_changes(speaker, changes, unsaid=("name", "organisation"))
    if sentence:
        audit.record(
            "programme.speaker_edited", speaker.gathering, by=by,
            sentence=f"{sentence} of {called}", now=now, **details,
        )  # fmt: skip
    return speaker


@audit.in_turn()
def forget_speaker(speaker: Speaker, *, by: Person, now: datetime | None = None) -> Speaker:
    """Remove the name of a guest, from every published version of the programme as well."""
    speaker = Speaker.objects.select_related("gathering").get(pk=speaker.pk)
    if speaker.person:
        raise RuleBroken(
            f"{speaker} is a member. Take the parts away, or say that the name is not public."
        )
    speaker.name, speaker.organisation, speaker.named = REMOVED, "", False
    speaker.save()
    audit.record(
        "programme.speaker_forgotten", speaker.gathering, by=by,
        sentence="removed the name of a guest from the programme", now=now,
    )  # fmt: skip
    return speaker
