"""What every change of a voice begins and ends with: it still stands, and the record says no day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import midnight
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice


def standing(voice: Voice) -> Voice:
    """The voice as it is now, held until the change is made."""
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if voice.withdrawn_at:
        raise RuleBroken(
            "These words were withdrawn and erased. Nothing more can be done with them."
        )
    return voice


def month(on: date | None) -> date:
    return (on or timezone.localdate()).replace(day=1)


def record(
    verb: str, voice: Voice, *, by: Person | None, sentence: str, on: date | None, **details: Any
) -> None:
    """What happens to a voice is dated to the month, also in the record of who did what."""
    audit.record(
        verb, voice, by=by, sentence=sentence, now=midnight(month(on)), dated_to="month", **details
    )


Follower = Callable[[Voice, str], None]
_followers: list[Follower] = []


def follow_words(follower: Follower) -> None:
    """Hear of a voice whose words changed or are gone, and what they were in English; at start-up."""
    _followers.append(follower)


def words_changed(voice: Voice, before: str) -> None:
    for follower in _followers:
        follower(voice, before)
