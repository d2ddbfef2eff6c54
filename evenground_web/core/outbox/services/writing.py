"""Writing a message: the row, in the transaction of the change that causes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evenground_web.core.models import Partnership
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox.models import Message
from evenground_web.core.outbox.services.preferences import Wishes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line

LONGEST_SUBJECT = 200
FOOTER = "Choose which messages you get, and when: /account/mail/"
LINK = re.compile(r"^(?P<bullet>- )?(?P<words>[^\n]+): (?P<path>/\S*)$")
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be told to whom.

    `to` is a person, or the email address of somebody who is not one. `kind` is the key of a kind
    in `outbox/kinds.py`, which says whether a person may have it later, in a digest or not at all
    ("news" for what is good to know). `template` is a text file of which the first line is the
    subject; a line such as "Open the commitment: /commitments/3/" becomes a link, of this site
    alone. `key` names the message: a second message of the same key is never written, and the
    first is returned. A message is not sent after `expires`. With `private` its words are erased
    once it is sent, for a link that opens something.
    """

    to: Any
    kind: str
    template: str
    context: Mapping[str, Any]
    key: str
    about: models.Model | None = None
    expires: datetime | None = None
    private: bool = False


def send(*, now: datetime | None = None, **letter: Any) -> Message | None:
    """Write one letter to somebody, as `send_all` does."""
    return send_all([Letter(**letter)], now=now)[0]


@transaction.atomic
def send_all(letters: Sequence[Letter], *, now: datetime | None = None) -> list[Message | None]:
    """Write messages; the sender's own process sends them after the transaction.

    Call it inside the transaction of the change that causes them: both happen, or neither. None
    stands for a letter to a person who wants none of its kind or has no account.
    """
    now, partnership = now or timezone.now(), Partnership.objects.first()
    wishes = Wishes(letter.to for letter in letters if not isinstance(letter.to, str))
    written = [_written(letter, wishes, partnership, now=now) for letter in letters]
    Message.objects.bulk_create([one for one in written if one], ignore_conflicts=True)
    kept = {
        one.key: one for one in Message.objects.filter(key__in=[one.key for one in written if one])
    }
    return [kept[one.key] if one else None for one in written]


def _written(
    letter: Letter, wishes: Wishes, partnership: Partnership | None, *, now: datetime
) -> Message | None:
    kind, to = kinds.kind(letter.kind), letter.to
    person, address = (None, _checked(to)) if isinstance(to, str) else (to, "")
    how = wishes.how(person, kind)
    if how == kinds.NEVER or (person and not (person.is_active and person.email)):
        return None
    context = {**letter.context, "to": person, "partnership": partnership}
    subject, text = _rendered(letter.template, context)
    return Message(
        key=letter.key, kind=letter.kind, person=person, to=address, how=how, subject=subject,
        text=text, private=letter.private, written_at=now, expires=letter.expires,
        due=wishes.first_moment(person, kind, now=now), about=subject_of(letter.about),
    )  # fmt: skip


def subject_of(record: models.Model | None) -> str:
    """commitments.commitment:12"""
    return f"{record._meta.label_lower}:{record.pk}" if record else ""


def _checked(address: str) -> str:
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise RuleBroken(
            f"“{one_line(address)}” is not an email address. Check it: it looks like "
            "name@example.org."
        ) from None
    return address


def _rendered(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject, which is one line whatever names hold, and the words below it."""
    whole = render_to_string(template, context).strip()
    whole = UNSEEN.sub(" ", whole.replace("\r\n", "\n").replace("\r", "\n"))
    subject, _, text = whole.partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    return one_line(subject)[:LONGEST_SUBJECT], text


def plain(message: Message) -> str:
    """The words with whole addresses, as a mail program shows them."""
    return "\n".join(
        f"{link['bullet'] or ''}{link['words']}:\n{settings.SITE}{link['path']}"
        if (link := LINK.match(line))
        else line
        for line in _whole(message).split("\n")
    )


def html(message: Message) -> str:
    """The same words as a small page: a heading, paragraphs, lists and links, and nothing else."""
    return format_html(
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body><h1>{}</h1>\n{}\n</body></html>\n",
        message.subject,
        message.subject,
        blocks(message),
    )


def blocks(message: Message) -> SafeString:
    """The words of a message as paragraphs, lists and links."""
    return format_html_join(
        "\n", "{}", ((_block(block),) for block in _whole(message).split("\n\n") if block.strip())
    )


def _whole(message: Message) -> str:
    """A person is told with each message where to choose which messages come."""
    return f"{message.text}\n\n{FOOTER}" if message.person_id else message.text


def _block(block: str) -> SafeString:
    lines = block.strip("\n").split("\n")
    if len(lines) == 1 and lines[0].startswith("# "):
        return format_html("<h2>{}</h2>", lines[0][2:])
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((_line(line),) for line in lines))
        return format_html("<ul>{}</ul>", items)
    return format_html(
        "<p>{}</p>", format_html_join("\n<br>", "{}", ((_line(line),) for line in lines))
    )


def _line(line: str) -> SafeString:
    if link := LINK.match(line):
        return format_html('<a href="{}{}">{}</a>', settings.SITE, link["path"], link["words"])
    return format_html("{}", line.removeprefix("- "))
