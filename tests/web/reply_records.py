"""What the tests of replies stand on: a forum where people spoke about two topics."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from evenground_web.commitments.models import ReplyVersion
from evenground_web.commitments.services.replies import replies
from evenground_web.gatherings import services as gatherings
from evenground_web.voices import services as voices
from tests.web.commitment_records import add_pledge

HELD, DUE = date(2026, 2, 2), date(2026, 5, 1)
WRITTEN, PUBLISHED = datetime(2026, 4, 1, 9, tzinfo=UTC), datetime(2026, 4, 20, 9, tzinfo=UTC)
QUOTE = "Nobody knew what to do with a letter from a doctor about the mould"
WORDS = {
    "said": "Many homes are damp, and letters from doctors go nowhere.",
    "did": "Housing and health share one form, and one person answers each letter.",
    "short": "You said letters about damp go nowhere. One person now answers each.",
}


def forum(universe: Any) -> SimpleNamespace:
    """A forum with two topics; what was said may be quoted, only counted, or neither."""
    held = gatherings.add_gathering(
        by=universe.lead, title="Housing forum", kind="forum", starts=HELD, reply_due=DUE,
        topics=["Damp homes", "Parking"],
    )  # fmt: skip
    topic = held.topics.get(title="Damp homes")
    scene = SimpleNamespace(universe=universe, held=held, topic=topic)
    scene.quote, scene.code = say(scene, QUOTE, "public")
    scene.for_members, _ = say(
        scene, "Our landlord laughed at us when we asked him about it", "quote"
    )
    scene.counted, _ = say(scene, "My daughter coughs all night in that room", "themes")
    scene.pledge = add_pledge(
        universe, title="One form for damp homes", gathering=held, topic=topic
    )
    return scene


def say(scene: Any, text: str, consent: str, **given: Any) -> Any:
    return voices.record_voice(
        by=scene.universe.lead, text=text, kind="barrier", consent=consent, source="gathering",
        gathering=scene.held, topic=scene.topic, on=HELD, cleared=True, **given,
    )  # fmt: skip


def written(scene: Any, *, about: Any = None, by: Any = None, **changes: Any) -> ReplyVersion:
    """A draft that could be published."""
    by = by or scene.universe.by_role["facilitator"]
    draft = replies.start_reply(
        about or scene.topic, by=by, asked="What is it like to live here?", now=WRITTEN
    )
    words = {**WORDS, "commitments": [scene.pledge], "quotes": [scene.quote], **changes}
    if about:
        words.pop("quotes")
    return replies.write_reply(draft, by=by, now=WRITTEN, **words)


def publish(draft: ReplyVersion, by: Any, now: datetime = PUBLISHED) -> ReplyVersion:
    return replies.publish_reply(draft, by=by, revision=draft.revision, now=now)


def published(scene: Any, **given: Any) -> ReplyVersion:
    return publish(written(scene, **given), scene.universe.secretary)
