"""A paper as it can be read now: live while it is a draft, frozen once it is issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

from django.urls import reverse

from evenground_web.core.dates import nhs_date
from evenground_web.reports.blocks import Block, voices_in
from evenground_web.reports.formats.reading import Reading, readable
from evenground_web.reports.models import Paper
from evenground_web.reports.services.build import build_with_words
from evenground_web.reports.services.document import document
from evenground_web.reports.services.figures import Content
from evenground_web.reports.services.papers import content_of
from evenground_web.voices.models import Voice


def reading(paper: Paper, *, site: str = "", public: bool = False) -> Reading:
    """An issued paper, in the words that may still be shown."""
    return Reading(
        title=paper.title,
        state=tuple(state_of(paper)),
        day=paper.issued_on,
        blocks=with_charts(
            _blocks(paper.document, site=site, public=public), frozen=paper, public=public
        ),
    )


def live(paper: Paper, *, on: date, site: str = "", anew: bool = False) -> tuple[Reading, Content]:
    """A draft from the records as they are, with its content as data.

    `anew` builds also a correction that keeps the figures of the version it corrects.
    """
    voices: dict[int, str] | None = None
    if paper.keeps_figures and not anew:
        content = content_of(paper, on=on)
    else:
        content, said = build_with_words(paper, on=on)
        voices = {pk: voice.quoted for pk, voice in said.items()}
    made = Reading(
        title=paper.title,
        state=(f"DRAFT, prepared on {nhs_date(on)}. It is not issued and may still change.",),
        day=on,
        draft=True,
        blocks=with_charts(
            _blocks(document(content), site=site, voices=voices),
            frozen=paper.corrects if voices is None else None,
        ),
    )
    return made, content


def state_of(paper: Paper) -> Iterable[str]:
    """Which version this is, in words that go into every file."""
    yield f"Issued on {nhs_date(paper.issued_at)}. Figures are as at {nhs_date(paper.figures_at)}."
    if paper.version > 1:
        yield f"Version {paper.version}. Corrected: {paper.note}"
    if newer := paper.newer:
        yield (
            f"This version was replaced: version {newer.version} was issued on "
            f"{nhs_date(newer.issued_at)}. What was corrected: {newer.note}"
        )


def _blocks(
    blocks: list[Block],
    *,
    site: str,
    public: bool = False,
    voices: dict[int, str] | None = None,
) -> list[Block]:
    said = words_of_voices(blocks, public=public) if voices is None else voices
    return readable(blocks, voices=said, site=site, public=public)


def with_charts(blocks: list[Block], *, frozen: Paper | None, public: bool = False) -> list[Block]:
    """Where the pictures of the charts are: those of a draft are of today, like its figures."""
    numbers = count()
    return [
        {**block, **_pictures(block, next(numbers), frozen, public)}
        if block["kind"] == "chart"
        else block
        for block in blocks
    ]


def _pictures(block: Block, number: int, frozen: Paper | None, public: bool) -> dict[str, str]:
    if frozen is None:
        routes, of = ("commitments:curve", "commitments:curve_narrow"), [block["baseline"]]
    elif public:
        routes, of = ("reports:public_chart", "reports:public_chart_narrow"), [frozen.pk, number]
    else:
        routes, of = ("reports:chart", "reports:chart_narrow"), [frozen.pk, number]
    wide, narrow = (reverse(route, args=of) for route in routes)
    return {"wide": wide, "narrow": narrow}


def words_of_voices(blocks: Iterable[Block], *, public: bool) -> dict[int, str]:
    """The words of the quoted voices that these readers may still be shown today."""
    wanted = voices_in(blocks)
    if not wanted:
        return {}
    voices = Voice.objects.quotable_to_everybody() if public else Voice.objects.quotable()
    found = voices.filter(pk__in=wanted).select_related("naming")
    return {voice.pk: voice.quoted for voice in found}
