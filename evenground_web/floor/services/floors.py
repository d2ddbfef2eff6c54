"""The floor of a gathering is opened, and closed when people have gone."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Contribution, Floor
from evenground_web.gatherings.models import Gathering
from evenground_web.people.models import Person

CODE_LENGTH = 5


@audit.in_turn()
def open_floor(
    gathering: Gathering, *, by: Person | None, expected: int = 300, now: datetime | None = None
) -> Floor:
    """Give a gathering a short code, under which phones find what it asks. One gathering has one."""
    if floor := Floor.objects.filter(gathering=gathering).first():
        return floor
    if expected < 1:
        raise RuleBroken("Say how many people you expect: at least one.")
    _check_held(gathering)
    floor = Floor.objects.create(gathering=gathering, code=_code(), expected=expected)
    _record("opened", floor, by=by, now=now)
    return floor


def _check_held(gathering: Gathering) -> None:
    if gathering.cancelled_at:
        raise RuleBroken(f"{gathering} is cancelled, so nobody can write to it.")


def _code() -> str:
    """A code that no floor has; they are short, so it looks."""
    while True:
        code = "".join(secrets.choice(codes.LETTERS) for _ in range(CODE_LENGTH))
        if not Floor.objects.filter(code=code).exists():
            return code


def find_floor(code: str) -> Floor | None:
    """The floor of a code as people type it."""
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())
    return Floor.objects.select_related("gathering", "on_wall").filter(code=tidy[:8]).first()


@audit.in_turn()
def expect(floor: Floor, *, by: Person, expected: int, now: datetime | None = None) -> Floor:
    """Say how many people are there, so that all of their phones are let in."""
    floor = Floor.objects.select_for_update().select_related("gathering").get(pk=floor.pk)
    if expected < 1:
        raise RuleBroken("Say how many people you expect: at least one.")
    if floor.expected != expected:
        was, floor.expected = floor.expected, expected
        floor.save(update_fields=["expected"])
        audit.record(
            "floor.expects", floor, by=by, now=now,
            sentence=f"changed how many people are expected from {was:,} to {expected:,}",
        )  # fmt: skip
    return floor


@audit.in_turn()
def close_floor(floor: Floor, *, by: Person, now: datetime | None = None) -> Floor:
    """Take no more words and votes. Which words came from one phone is forgotten for good."""
    floor = Floor.objects.select_for_update().select_related("gathering").get(pk=floor.pk)
    if not floor.is_open:
        return floor
    at = now or timezone.now()
    floor.closed_at, floor.on_wall = at, None
    floor.save(update_fields=["closed_at", "on_wall"])
    floor.prompts.filter(opened_at__isnull=False, closed_at=None).update(closed_at=at)
    Contribution.objects.filter(prompt__floor=floor).update(phone="")
    floor.stopped.all().delete()
    _record("closed", floor, by=by, now=now)
    return floor


def close_with_gathering(gathering: Gathering, *, by: Person, now: datetime) -> None:
    """Nobody writes to a gathering that is cancelled."""
    if floor := Floor.objects.filter(gathering=gathering).first():
        close_floor(floor, by=by, now=now)


@audit.in_turn()
def reopen_floor(floor: Floor, *, by: Person, now: datetime | None = None) -> Floor:
    """Let phones in again, under the same code; its questions stay closed until they are opened."""
    floor = Floor.objects.select_for_update().select_related("gathering").get(pk=floor.pk)
    _check_held(floor.gathering)
    if not floor.is_open:
        floor.closed_at = None
        floor.save(update_fields=["closed_at"])
        _record("reopened", floor, by=by, now=now)
    return floor


def _record(did: str, floor: Floor, *, by: Person | None, now: datetime | None) -> None:
    audit.record(
        f"floor.{did}", floor, by=by, now=now, sentence=f"{did} the floor of {floor.gathering}"
    )
