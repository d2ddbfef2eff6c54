"""A published reply reaches people: those who spoke are told, and it is written as a text message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from evenground_web.commitments.models import Commitment, Reply, ReplyVersion
from evenground_web.commitments.models.replies import KINDS
from evenground_web.commitments.services.replies.heard import voices_of
from evenground_web.commitments.services.replies.reading import Read
from evenground_web.commitments.services.themes.answers import key_of
from evenground_web.core.sms import Texting, texting
from evenground_web.core.text import in_a_row, lower_first
from evenground_web.voices import services as voices

HEARD = "Others who said something about it, and whose words are counted but not shown:"


def tell(version: ReplyVersion, *, now: datetime) -> None:
    """Those who spoke and left an address hear of it once, and again when another kind of reply is
    given: when “not yet” has become “we did”."""
    reply = version.reply
    kinds = [name for name in KINDS if getattr(version, name)]
    _note(
        reply,
        about=f"{reply._meta.label_lower}:{reply.pk}:{'+'.join(kinds)}",
        sentence=f"About {reply}: {in_a_row([lower_first(KINDS[kind][0]) for kind in kinds])}",
        now=now,
    )


def tell_of_status(commitment: Commitment, *, now: datetime) -> None:
    """Those who were told of a commitment in a reply hear how it stands, of each status once."""
    for version in ReplyVersion.objects.newest().filter(commitments=commitment).with_subject():
        reply = version.reply
        _note(
            reply,
            about=f"{commitment._meta.label_lower}:{commitment.pk}:{commitment.delivery_status}:{reply.pk}",
            sentence=f"About {reply}: “{commitment.title}” is now "
            f"{lower_first(commitment.delivery_words)}",
            now=now,
            template="voices/status.txt",
        )


def _note(reply: Reply, *, about: str, sentence: str, now: datetime, **letter: str) -> None:
    voices.note_reply(
        about=about, sentence=sentence, path=reply.get_absolute_url(), now=now,
        voices=voices_of(reply), **subject_of_news(reply), **letter,
    )  # fmt: skip


def subject_of_news(reply: Reply) -> dict[str, Any]:
    """What the reply is about, as news names it."""
    if reply.about == "theme":
        return {"subject": key_of(reply.subject)}
    return {reply.about: reply.subject}


def message_of(version: ReplyVersion) -> Texting:
    """The reply as a text message, with the address of its page at the end."""
    return texting(f"{version.short} {settings.SITE}{version.reply.get_absolute_url()}")


def as_letter(found: Read) -> str:
    """The reply as plain text for an e-mail: lines, and empty lines between its parts."""
    reply = found.version.reply
    made = [f"We asked, you said, we did: {reply}"]
    for section in found.sections:
        made.append(f"{section.heading.upper()}\n{section.words}")
        made += [f"“{voice.quoted}”" for voice in section.quotes]
        if section.heard:
            made.append(f"{HEARD} {section.heard}.")
        if section.named:
            made.append("\n".join(f"- {one.in_words}" for one in section.named))
    made.append(f"Read it here, also to print: {settings.SITE}{reply.get_absolute_url()}")
    return "\n\n".join(made) + "\n"
