"""A report as it can be read now: live while it is a draft, frozen once issued, quotes as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from evenground_web.core.dates import nhs_date
from evenground_web.reports.blocks import Block, paragraph, voices_in
from evenground_web.reports.formats.reading import TAKEN_BACK, Reading, readable
from evenground_web.reports.listening.models import ListeningVersion
from evenground_web.reports.listening.services.building import build
from evenground_web.reports.listening.services.document import document
from evenground_web.voices.models import Voice


def reading(version: ListeningVersion, *, site: str = "", public: bool = False) -> Reading:
    """An issued report, with the quotes that everybody may still read."""
    return Reading(
        title=version.title,
        state=tuple(_state(version)),
        day=version.issued_on,
        blocks=_blocks(version.document, site=site, public=public),
    )


def live(version: ListeningVersion, *, on: date, site: str = "") -> Reading:
    """A draft from the records as they are."""
    return Reading(
        title=version.title,
        state=(f"DRAFT, prepared on {nhs_date(on)}. It is not issued and may still change.",),
        day=on,
        draft=True,
        blocks=_blocks(document(build(version, on=on)), site=site),
    )


def _state(version: ListeningVersion) -> Iterator[str]:
    yield f"Issued on {nhs_date(version.issued_at)}."
    if version.version > 1:
        yield f"Version {version.version}. What is different: {version.note}"
    if newer := version.newer:
        yield (
            f"This version was replaced: version {newer.version} was issued on "
            f"{nhs_date(newer.issued_at)}. What is different: {newer.note}"
        )


def _blocks(blocks: Iterable[Block], *, site: str, public: bool = False) -> list[Block]:
    """The same blocks; of a quote that was taken back it is said that it was."""
    blocks = list(blocks)
    voices = Voice.objects.quotable_to_everybody().filter(pk__in=voices_in(blocks))
    said = {voice.pk: voice.quoted for voice in voices.select_related("naming")}
    standing = [
        paragraph(TAKEN_BACK) if block["kind"] == "quote" and block["voice"] not in said else block
        for block in blocks
    ]
    return readable(standing, voices=said, site=site, public=public)


def custody_of(version: ListeningVersion, *, on: date) -> list[dict[str, Any]]:
    """Of each quote how it came into the report, and whether it still stands."""
    rows = (version.content if version.is_issued else build(version, on=on))["custody"]
    voices = Voice.objects.quotable_to_everybody().filter(pk__in=[row["voice"] for row in rows])
    standing = set(voices.values_list("pk", flat=True))
    return [{**row, "stands": row["voice"] in standing} for row in rows]
