"""Changes to the sessions of a gathering."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_time
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Room, Session, Topic, Track
from evenground_web.gatherings.services.programme.telling import tell
from evenground_web.people.models import Person

Fields = dict[str, Any]


class Details(TypedDict, total=False):
    kind: str
    about: str
    room: Room | None
    track: Track | None
    topic: Topic | None
    joining_link: str
    sign_up: bool
    places: int | None


@audit.in_turn()
def add_session(
    gathering: Gathering,
    *,
    by: Person | None,
    title: str,
    day: date,
    begins: time,
    ends: time,
    now: datetime | None = None,
    **details: Unpack[Details],
) -> Session:
    """Add a session to the programme; what it clashes with is shown, and not refused."""
    fields: Fields = {"title": title, "day": day, "begins": begins, "ends": ends, **details}
    _check(gathering, fields)
    _check_day(gathering, day)
    session = Session.objects.create(gathering=gathering, **fields)
    audit.record(
        "programme.session_added", session, by=by,
        sentence=f"added the session {title} on {session.when}", now=now,
    )  # fmt: skip
    return session


@audit.in_turn()
def edit_session(
    session: Session, *, by: Person, now: datetime | None = None, **changes: Any
) -> Session:
    """Change any field of a session: its time and room among them."""
    session = Session.objects.select_related("gathering").get(pk=session.pk)
    names = ("title", "day", "begins", "ends", "room", "track", "topic", "sign_up", "kind")
    fields = {name: changes.get(name, getattr(session, name)) for name in names}
    _check(session.gathering, fields, but=session)
    if fields["day"] != session.day:
        _check_day(session.gathering, fields["day"])
    sentence, details = apply_changes(session, changes, unsaid=("joining_link",))
    if sentence:
        audit.record(
            "programme.session_edited", session, by=by, sentence=sentence, now=now, **details
        )
    return session


def _check(gathering: Gathering, fields: Fields, but: Session | None = None) -> None:
    begins, ends = fields["begins"], fields["ends"]
    if ends <= begins:
        raise RuleBroken(
            f"A session that begins at {nhs_time(begins)} cannot end at {nhs_time(ends)}. Change "
            "one of the two times."
        )
    for name in ("room", "track", "topic"):
        if (one := fields.get(name)) and one.gathering_id != gathering.pk:
            raise RuleBroken(f"{one} is a {name} of another gathering. Choose one of {gathering}.")
    if fields.get("sign_up") and fields.get("kind") == Session.Kind.BREAK:
        raise RuleBroken("Nobody signs up for a break. Choose another kind, or no signing up.")
    others = gathering.sessions.exclude(pk=but.pk) if but else gathering.sessions.all()
    same = {"title__iexact": fields["title"], "day": fields["day"], "begins": begins}
    if others.filter(**same).exists():
        raise RuleBroken(
            f"A session called {fields['title']} already begins at {nhs_time(begins)} on that day. "
            "Give this one another title or time."
        )


def _check_day(gathering: Gathering, day: date) -> None:
    if not gathering.starts <= day <= gathering.ends:
        raise RuleBroken(
            f"{gathering} is on {gathering.dates}. Choose one of its days, or change its dates first."
        )


@audit.in_turn()
def cancel_session(
    session: Session, *, by: Person, why: str, now: datetime | None = None
) -> Session:
    """Cancel a session and tell those who signed up for it; it stays in the programme, as cancelled."""
    session = Session.objects.with_names().get(pk=session.pk)
    if session.cancelled_at:
        raise RuleBroken(f"{session} is cancelled already.")
    if not why.strip():
        raise RuleBroken("Say why the session is cancelled. Those who signed up are told.")
    now = now or timezone.now()
    session.cancelled_at, session.why_cancelled = now, why.strip()
    session.save(update_fields=["cancelled_at", "why_cancelled"])
    audit.record(
        "programme.session_cancelled",
        session,
        by=by,
        sentence=f"cancelled {session}: {why}",
        now=now,
    )
    words = f"{session} on {session.when} is cancelled: {session.why_cancelled}"
    tell(session, words, by=by, key=f"cancelled-{now.isoformat()}", now=now)
    return session


@audit.in_turn()
def hold_session(session: Session, *, by: Person, now: datetime | None = None) -> Session:
    """Hold a session after all that was cancelled, and tell those who signed up for it."""
    session = Session.objects.with_names().get(pk=session.pk)
    if not session.cancelled_at:
        raise RuleBroken(f"{session} is not cancelled.")
    session.cancelled_at, session.why_cancelled = None, ""
    session.save(update_fields=["cancelled_at", "why_cancelled"])
    now = now or timezone.now()
    audit.record(
        "programme.session_held", session, by=by, sentence=f"decided to hold {session} after all",
        now=now,
    )  # fmt: skip
    words = f"{session} on {session.when} was cancelled, and is held after all"
    tell(session, words, by=by, key=f"held-{now.isoformat()}", now=now)
    return session


@audit.in_turn()
def remove_session(session: Session, *, by: Person, now: datetime | None = None) -> None:
    """Take out a session that nobody was told of yet; any other is cancelled instead."""
    session = Session.objects.select_related("gathering").get(pk=session.pk)
    gathering = session.gathering
    known = any(
        row["id"] == session.pk
        for version in gathering.programme_versions.all()
        for row in version.sessions
    )
    if known or session.bookings.holding().exists():
        raise RuleBroken(
            f"People were told of {session}, so it stays in the programme. Cancel it, and say why."
        )
    title = session.title
    try:
        with transaction.atomic():
            session.delete()
    except ProtectedError as hangs:
        raise RuleBroken(
            f"Records hang on {title}, so it stays in the programme. Cancel it, and say why."
        ) from hangs
    audit.record(
        "programme.session_removed", gathering, by=by, sentence=f"took out the session {title}",
        now=now,
    )  # fmt: skip
