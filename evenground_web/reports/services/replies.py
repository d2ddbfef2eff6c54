"""A reply to those who spoke as a document: from it come the same files as from a paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from evenground_web.commitments.models import ReplyVersion
from evenground_web.commitments.services.replies.reading import Read, Section, read
from evenground_web.commitments.services.replies.telling import HEARD
from evenground_web.core.dates import nhs_date
from evenground_web.reports.blocks import Block, bullets, heading, paragraph, paragraphs
from evenground_web.reports.formats.reading import Reading


def reading_of_reply(version: ReplyVersion) -> Reading:
    """A published version, with the quotes and the states of commitments of today."""
    found = read(version, on=timezone.localdate())
    return Reading(
        title=f"We asked, you said, we did: {version.reply}",
        state=tuple(_state(version)),
        day=version.published_on,
        short=True,
        blocks=_blocks(found),
    )


def _state(version: ReplyVersion) -> Iterable[str]:
    yield f"Published on {nhs_date(version.published_on)}."
    if version.version > 1:
        yield f"Version {version.version}. What is different: {version.note}"


def _blocks(found: Read) -> list[Block]:
    made = [block for section in found.sections for block in _section(section)]
    address = f"{settings.SITE}{found.version.reply.get_absolute_url()}"
    return [
        *made,
        paragraph("Read it here, and tell us what you think: ", {"text": address, "href": address}),
    ]


def _section(section: Section) -> Iterable[Block]:
    yield heading(2, section.heading, anchor=section.key)
    yield from paragraphs(section.words)
    for voice in section.quotes:
        said = [part["runs"][0]["text"] for part in paragraphs(voice.quoted)]
        yield {"kind": "quote", "paragraphs": said}
    if section.heard:
        yield paragraph(f"{HEARD} {section.heard}.")
    if section.named:
        yield bullets(one.in_words for one in section.named)
