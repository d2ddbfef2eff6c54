"""We asked, you said, we did, in the demonstration: written by the facilitator, published by the
secretary."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.models import Reply, ReplyVersion
from evenground_web.commitments.services.replies import replies
from evenground_web.commitments.services.replies.heard import voices_of
from evenground_web.demo.story import chapter, months_from

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

WORDS = ("asked", "said", "did", "could_not", "will", "short")


def schedule(year: Year, *, events: int) -> None:
    """Put the chapter into the timeline of the year."""
    for entry in chapter("replies")["reply"]:
        year.timeline.on(entry["month"], events, partial(reply, year, entry))
        for later in entry.get("next", []):
            year.timeline.on(later["month"], events, partial(reply_again, year, entry, later))


def subject_of(year: Year, entry: dict[str, Any]) -> Any:
    if "gap" in entry:
        return year.gaps.find(entry["gap"])
    return year.gatherings[entry["gathering"]].topics.get(title=entry["topic"])


def reply(year: Year, entry: dict[str, Any], now: datetime) -> None:
    draft = replies.start_reply(
        subject_of(year, entry), by=year.facilitator, asked=entry["asked"], now=now
    )
    quotes = [
        voices_of(draft.reply).get(text__startswith=start) for start in entry.get("quotes", [])
    ]
    finish(year, draft, entry, now, quotes=quotes)


def reply_again(year: Year, entry: dict[str, Any], later: dict[str, Any], now: datetime) -> None:
    subject = subject_of(year, entry)
    known = Reply.objects.get(**{subject._meta.model_name: subject})
    published = known.versions.published().latest("version")
    draft = replies.renew_reply(published, by=year.facilitator, note=later["note"], now=now)
    finish(year, draft, later, now)


def finish(
    year: Year, draft: ReplyVersion, entry: dict[str, Any], now: datetime, **chosen: Any
) -> None:
    """Its words, and unless it stays a draft its publication."""
    by_day = months_from(year.cast.today, entry["due"]) if "due" in entry else None
    draft = replies.write_reply(
        draft,
        by=year.facilitator,
        commitments=[year.commitments[reference] for reference in entry["commitments"]],
        by_day=by_day,
        now=now,
        **{name: entry[name] for name in WORDS if name in entry},
        **chosen,
    )
    if not entry.get("draft"):
        replies.publish_reply(draft, by=year.secretary, revision=draft.revision, now=now)
