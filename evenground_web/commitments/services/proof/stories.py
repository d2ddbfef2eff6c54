"""Telling the story behind the curve, and telling it again when more is known."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import STORY_PARTS, Baseline, Commitment, Story
from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap
from evenground_web.people.models import Person


@audit.in_turn()
def tell_story(
    about: Gap | Commitment, *, by: Person | None, seen: int = 0, now: datetime | None = None,
    **parts: str,
) -> Story:  # fmt: skip
    """Tell the story of a gap or of a commitment. `seen` is the version the person had read: when
    somebody told another in the meantime, this raises Conflict. The same words again change nothing."""
    of = {"gap" if isinstance(about, Gap) else "commitment": about}
    type(about)._default_manager.select_for_update(of=("self",)).get(pk=about.pk)
    told = {name: parts.get(name, "").strip() for name in STORY_PARTS}
    if not told["why"]:
        raise RuleBroken("Write why the gap is as it is, as far as you know.")
    before = Story.objects.filter(**of).first()
    if before and all(getattr(before, name) == told[name] for name in STORY_PARTS):
        return before
    version = before.version if before else 0
    if before and seen != version:
        raise Conflict(before, verb="story.told", what="the story")
    story = Story.objects.create(
        **of, version=version + 1, told_at=now or timezone.now(), told_by=by, **told
    )
    did = "told the story behind the curve again" if before else "told the story behind the curve"
    audit.record("story.told", about, by=by, now=now, sentence=did, story=story.pk)
    return story


def stories_of(about: Gap | Commitment) -> QuerySet[Story]:
    """Every telling, the newest first."""
    of = {"gap" if isinstance(about, Gap) else "commitment": about}
    return Story.objects.filter(**of).select_related("told_by")


def newest_stories(baseline: Baseline) -> list[Story]:
    """The story of the gap and that of the commitment, as far as they were told."""
    return [
        story for about in (baseline.gap, baseline.commitment) for story in stories_of(about)[:1]
    ]
