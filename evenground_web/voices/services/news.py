"""Telling those who spoke what became of it: the gap moved, or the partnership replied.

They see it with their code. Those who left an address for this are written to; the message names
neither what it is about nor the words, so that nobody who reads it learns what somebody spoke about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import midnight
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.voices.models import Contact, News, Voice, VoiceQuerySet
from evenground_web.voices.services.pools import leave_pools

KIND = "voice_news"

SubjectsOf = Callable[[Voice], Iterable[str]]
_subjects_of: list[SubjectsOf] = []


def also_about(subjects_of: SubjectsOf) -> None:
    """Offer to say which records of an app above a voice is about, as `News.subject` names them."""
    _subjects_of.append(subjects_of)


@audit.in_turn()
def ask_to_be_told(
    voice: Voice, *, email: str, may_be_asked: bool = False, on: date | None = None
) -> Contact:
    """Keep the address of somebody who wants to hear what becomes of it; another replaces it.

    Whether they `may_be_asked` more is a choice of its own.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(
            "This is not an email address. Check it: it looks like name@example.org."
        ) from None
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if voice.withdrawn_at:
        raise RuleBroken("These words were withdrawn, so there is nothing to tell of.")
    kept = Contact.objects.filter(voice=voice).first()
    if kept and (kept.email, kept.may_be_asked) == (email, may_be_asked):
        return kept
    forget_address_of(voice)
    if not may_be_asked:
        leave_pools(voice)
    day = (on or timezone.localdate()).replace(day=1)
    contact = Contact.objects.create(
        voice=voice, email=email, may_be_asked=may_be_asked, agreed_on=day
    )
    _record(voice, "was asked to tell its author what becomes of it", day)
    return contact


@audit.in_turn()
def stop_telling(voice: Voice, *, on: date | None = None) -> None:
    """Forget the address, and call off what was not sent yet."""
    if forget_address_of(voice):
        leave_pools(voice)
        day = (on or timezone.localdate()).replace(day=1)
        _record(voice, "was asked to tell its author no more", day)


def spoken_of(gaps: Sequence[Any]) -> set[int]:
    """Of these gaps the keys of those about which somebody spoke, and did not take it back."""
    found = Voice.objects.standing().filter(gap__in=gaps)
    return set(found.values_list("gap", flat=True).distinct())


def note_moves(release: Any, sentences: Mapping[int, str], *, now: datetime) -> None:
    """Write down in a sentence how each of these gaps moved, and write to those who asked for it."""
    for gap, sentence in sorted(sentences.items()):
        news, _ = News.objects.get_or_create(
            gap_id=gap, release=release,
            defaults={"sentence": sentence, "on": timezone.localdate(now)},
        )  # fmt: skip
        _write_to(Voice.objects.filter(gap=gap), news, template="voices/news.txt", now=now)
    if sentences:
        audit.record(
            "release.moved_gaps", release, by=None, now=now, gaps=sorted(sentences),
            sentence="noted which gaps moved that people spoke about",
        )  # fmt: skip


def note_reply(
    *,
    about: str,
    sentence: str,
    path: str,
    now: datetime,
    voices: VoiceQuerySet,
    template: str = "voices/reply.txt",
    **subject: Any,
) -> News | None:
    """Write down that the partnership replied, and write to those who asked to be told; once only.

    `subject` is what the reply is about: a gathering, a topic, a gap, or the `subject` of news; and
    `voices` are those who spoke about it. None when it was told before.
    """
    news, new = News.objects.get_or_create(
        about=about,
        defaults={**subject, "sentence": sentence, "path": path, "on": timezone.localdate(now)},
    )
    if not new:
        return None
    _write_to(voices, news, template=template, now=now)
    return news


def _write_to(voices: Any, news: News, *, template: str, now: datetime) -> None:
    """To whoever spoke, did not take it back and left an address."""
    for contact in Contact.objects.filter(voice__in=voices.standing()):
        outbox.send(
            to=contact.email, kind=KIND, template=template, context={},
            key=f"{KIND}:{contact.pk}:{news.pk}", now=now, private=True,
        )  # fmt: skip


def news_for(voice: Voice) -> QuerySet[News]:
    """What became of what somebody spoke about, the newest first."""
    subjects = [(name, getattr(voice, f"{name}_id")) for name in ("gap", "topic", "gathering")]
    known = [Q((name, key)) for name, key in subjects if key]
    known += [Q(subject=one) for subjects_of in _subjects_of for one in subjects_of(voice)]
    if not known or voice.withdrawn_at:
        return News.objects.none()
    return News.objects.filter(reduce(or_, known), on__gte=voice.received)


def still_wanted(message: Any) -> bool:
    """Asked just before a message goes: whoever withdrew or changed their mind is never told."""
    _, contact, _ = message.key.split(":")
    return Contact.objects.filter(pk=contact, voice__withdrawn_at=None).exists()


def forget_address_of(voice: Voice) -> bool:
    """Whether there was an address. It is gone here, and from messages already written."""
    contact = Contact.objects.filter(voice=voice).first()
    if contact is None:
        return False
    outbox.forget_address(f"{KIND}:{contact.pk}:")
    contact.delete()
    return True


def _record(voice: Voice, sentence: str, day: date) -> None:
    """Dated to the month, and without the address."""
    audit.record(
        "voice.telling_changed", voice, by=None, sentence=sentence, now=midnight(day),
        dated_to="month",
    )  # fmt: skip
