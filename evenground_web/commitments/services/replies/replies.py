"""Replies: started, written, published by somebody else, and said anew in a next version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenground_web.commitments.models import Commitment, Reply, ReplyVersion
from evenground_web.commitments.models.replies import SUBJECTS, WORDS
from evenground_web.commitments.services.replies.heard import heard_in_words, repeats, voices_of
from evenground_web.commitments.services.replies.telling import message_of, tell
from evenground_web.commitments.services.themes.ties import commitments_of
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.sms import MOST_PARTS
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice

MOST_QUOTES = 2
MOST_COMMITMENTS = 3
LONGEST_QUOTE = 160
UNSAID = ("asked", "said", "did", "could_not", "will", "short", "quotes")


@audit.in_turn()
def start_reply(
    subject: Any, *, by: Person, asked: str, now: datetime | None = None
) -> ReplyVersion:
    """Begin the reply to what was said at a gathering, about a topic, a gap or a theme.

    Whoever starts it again is given the draft that is there.
    """
    about = {subject._meta.model_name: subject}
    if subject._meta.model_name not in SUBJECTS:
        raise RuleBroken("A reply is about a gathering, a topic, a gap or a theme.")
    if not asked.strip():
        raise RuleBroken("Write what people were asked.")
    type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    reply, _ = Reply.objects.get_or_create(**about)
    if last := reply.versions.first():
        if last.is_published:
            raise RuleBroken(
                "There is a published reply already. Open it, and write its next version."
            )
        return last
    version = ReplyVersion.objects.create(
        reply=reply, asked=asked.strip(), written_at=now or timezone.now(), written_by=by
    )
    audit.record(
        "reply.written", version, by=by, now=now, sentence=f"started the reply about {reply}"
    )
    return version


@audit.in_turn()
def write_reply(
    version: ReplyVersion, *, by: Person, now: datetime | None = None, **changes: Any
) -> ReplyVersion:
    """Change any of the words of a draft, the commitments it names and the voices it quotes."""
    version = draft(version)
    changes = {
        name: text.strip() if isinstance(text, str) else text for name, text in changes.items()
    }
    _check_words(version, {**{name: getattr(version, name) for name in WORDS}, **changes})
    _check_chosen(version, changes)
    sentence, details = apply_changes(version, changes, unsaid=UNSAID)
    if sentence:
        version.revision += 1
        version.written_at, version.written_by = now or timezone.now(), by
        version.save(update_fields=["revision", "written_at", "written_by"])
        did = f"changed version {version.version} of the reply about {version.reply}"
        audit.record("reply.written", version, by=by, now=now, sentence=did, **details)
    return version


def _check_words(version: ReplyVersion, words: dict[str, Any]) -> None:
    if not words["asked"]:
        raise RuleBroken("Write what people were asked.")
    for name in (*WORDS, "short"):
        field: Any = version._meta.get_field(name)
        if len(words.get(name) or "") > field.max_length:
            raise RuleBroken(
                f"“{field.verbose_name}” is too long: use {field.max_length} characters or fewer."
            )
    if repeats(
        (words[name] for name in (*WORDS, "short") if words.get(name)), voices_of(version.reply)
    ):
        raise RuleBroken(
            "This repeats what somebody said, word for word. Say it in words of your own, or choose it "
            "as a quote: then it goes from the page when they take it back."
        )


def _check_chosen(version: ReplyVersion, changes: dict[str, Any]) -> None:
    quotes: Iterable[Voice] = changes.get("quotes", ())
    chosen = {voice.pk for voice in quotes}
    if len(chosen) > MOST_QUOTES:
        raise RuleBroken(
            f"Choose at most {MOST_QUOTES} quotes, so that the reply fits on one page."
        )
    if any(len(voice.in_english) > LONGEST_QUOTE for voice in quotes):
        raise RuleBroken(
            f"Choose quotes of at most {LONGEST_QUOTE} characters: nobody's words are cut."
        )
    allowed = voices_of(version.reply).quotable_to_everybody().filter(pk__in=chosen)
    if allowed.count() != len(chosen):
        raise RuleBroken(
            "One of these quotes is not about this, or its author does not allow that everybody reads "
            "it. Choose from the list."
        )
    if len(set(changes.get("commitments", ()))) > MOST_COMMITMENTS:
        raise RuleBroken(
            f"Name at most {MOST_COMMITMENTS} commitments, so that the reply fits on one page."
        )


@audit.in_turn()
def publish_reply(
    version: ReplyVersion, *, by: Person, revision: int, now: datetime | None = None
) -> ReplyVersion:
    """Let everybody read what somebody else wrote, and tell those who spoke and wanted to be told.

    From now on the database refuses any change of it.
    """
    version, now = draft(version), now or timezone.now()
    _check_whole(version, on=timezone.localdate(now))
    wrote = audit.history(version).filter(verb="reply.written", actor_id=str(by.pk))
    if version.written_by_id == by.pk or wrote.exists():
        raise RuleBroken("You wrote this reply or part of it, so somebody else must publish it.")
    if revision != version.revision:
        raise RuleBroken(
            "The reply was changed while you were reading. Read it again, then publish it."
        )
    voices = voices_of(version.reply)
    version.quotes.set(voices.quotable_to_everybody().filter(pk__in=version.quotes.all()))
    version.heard = heard_in_words(voices)
    version.states = {str(one.pk): one.delivery_words for one in version.commitments.all()}
    version.published_at, version.published_by = now, by
    version.save(update_fields=["heard", "states", "published_at", "published_by"])
    audit.record(
        "reply.published", version, by=by, now=now,
        sentence=f"published version {version.version} of the reply about {version.reply}",
    )  # fmt: skip
    tell(version, now=now)
    return version


def _check_whole(version: ReplyVersion, *, on: date) -> None:
    """Whether it says all that a published reply says."""
    if not version.said:
        raise RuleBroken("Write what people said. Edit the reply, then publish it.")
    if not version.kinds:
        raise RuleBroken(
            "Write what was done, why it could not be done, or what will be done. Edit the reply, then "
            "publish it."
        )
    if version.did and not version.commitments.exists():
        raise RuleBroken(
            "It says that something was done. Name the commitment that shows it: readers see how that "
            "stands."
        )
    if bool(version.will) != bool(version.by_day):
        raise RuleBroken(
            "What will be done needs a day by when, and a day needs what will be done."
        )
    if version.by_day and version.by_day < on:
        raise RuleBroken(f"{nhs_date(version.by_day)} has passed. Say by when it will be done.")
    if not version.short:
        raise RuleBroken("Write the reply as a text message too: many people have no other way.")
    if (message := message_of(version)).is_too_long:
        raise RuleBroken(
            f"As a text message it is {message.in_words} with its address. At most {MOST_PARTS} are "
            "sent: shorten it."
        )
    _check_words(version, {name: getattr(version, name) for name in (*WORDS, "short")})


@audit.in_turn()
def renew_reply(
    version: ReplyVersion, *, by: Person, note: str, now: datetime | None = None
) -> ReplyVersion:
    """Begin the next version of a published reply; the published words stay as they are."""
    Reply.objects.select_for_update().get(pk=version.reply_id)
    last = ReplyVersion.objects.with_subject().filter(reply=version.reply_id).latest("version")
    if not last.is_published:
        if last.version > 1:
            return last
        raise RuleBroken("This reply is a draft: change it before it is published.")
    if not note.strip():
        raise RuleBroken("Say what will be different. Readers see this note on the new version.")
    new = ReplyVersion.objects.create(
        reply=last.reply, version=last.version + 1, note=note.strip(), short=last.short,
        by_day=last.by_day, written_at=now or timezone.now(), written_by=by,
        **{name: getattr(last, name) for name in WORDS},
    )  # fmt: skip
    new.commitments.set(last.commitments.all())
    new.quotes.set(last.quotes.all() & Voice.objects.quotable_to_everybody())
    audit.record(
        "reply.written", new, by=by, now=now,
        sentence=f"started version {new.version} of the reply about {new.reply}: {new.note}",
    )  # fmt: skip
    return new


@audit.in_turn()
def throw_reply_away(version: ReplyVersion, *, by: Person, now: datetime | None = None) -> Reply:
    """Give up a draft; what was published before it stays."""
    version = draft(version)
    reply = version.reply
    audit.record(
        "reply.thrown_away", reply, by=by, now=now,
        sentence=f"threw away the draft of version {version.version} of the reply about {reply}",
    )  # fmt: skip
    version.delete()
    return reply


def draft(version: ReplyVersion) -> ReplyVersion:
    found = ReplyVersion.objects.select_for_update(of=("self",)).with_subject()
    version = found.get(pk=version.pk)
    if version.published_at:
        raise RuleBroken(
            f"This reply was published on {nhs_date(version.published_at)}, so its words stay. To say "
            "something else, write its next version."
        )
    return version


def likely_commitments(version: ReplyVersion) -> list[Commitment]:
    """What was promised about the same gathering, topic, gap or theme: likely what a reply names."""
    reply = version.reply
    if reply.theme:
        return commitments_of(reply.theme)
    found = (
        Commitment.objects.filter(baselines__gap=reply.gap)
        if reply.gap
        else Commitment.objects.filter(**{reply.about: reply.subject})
    )
    return list(found.select_related("owner").distinct())
