"""Letting everybody read what rests on a release, or no longer."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Release
from evenground_web.people.models import Person


@audit.in_turn()
def make_public(release: Release, *, by: Person | None, now: datetime | None = None) -> Release:
    """From now on results that rest on this release may be public. Pressing twice does it once."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.state != Release.State.KEPT:
        raise RuleBroken("This file waits to be checked. Keep it before you make it public.")
    if release.public_since:
        return release
    release.public_since = timezone.localdate(now)
    release.save(update_fields=["public_since"])
    audit.record("release.made_public", release, by=by, sentence="made it public", now=now)
    return release


@audit.in_turn()
def take_back(
    release: Release, *, by: Person | None, reason: str, now: datetime | None = None
) -> Release:
    """Results are public no longer as far as they rest on this release."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not reason.strip():
        raise RuleBroken("Write why it is public no longer.")
    if release.public_since is None:
        return release
    release.public_since = None
    release.save(update_fields=["public_since"])
    audit.record(
        "release.taken_back", release, by=by, now=now,
        sentence=f"took it back from the public: {reason.strip().rstrip('.')}",
    )  # fmt: skip
    return release
