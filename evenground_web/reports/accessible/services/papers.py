"""Papers as what accessible versions are made of: who reads them, their numbers and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse

from evenground_web.core.dates import nhs_date
from evenground_web.core.text import lower_first, one_line
from evenground_web.reports import services as reports
from evenground_web.reports.accessible.originals import Addresses, Kind, register
from evenground_web.reports.accessible.services import sentences
from evenground_web.reports.blocks import all_runs
from evenground_web.reports.formats.reading import Reading
from evenground_web.reports.models import Paper

MOST_OF_A_KIND = 5


def numbers_of(paper: Paper) -> frozenset[str]:
    """The numbers, days and years that the frozen paper holds."""
    words = [run["text"] for run in all_runs(paper.document)]
    days = [nhs_date(paper.issued_on), nhs_date(paper.figures_at)]
    return frozenset(sentences.numbers_in([paper.title, *days, *words]))


def to_be_said(paper: Paper) -> Reading:
    """The paper as everybody may hear it: what people said is left out, because a recording stays."""
    said = [block for block in paper.document if block["kind"] != "quote"]
    return replace(reports.reading(paper, public=True), blocks=said)


def key_sentences(paper: Paper) -> list[str]:
    """What the paper most needs to say, from its own frozen words, to be rewritten in easy words."""
    content = paper.content
    return [one_line(sentence) for sentence in (
        f"This paper is called {paper.title}.",
        f"{paper.asked} meets on {content['cover']['meeting']['on']}.",
        *_purpose(paper),
        *sentences.split(one_line(content.get("summary", "")))[:MOST_OF_A_KIND],
        *(f"{paper.asked} is asked to {lower_first(ask.rstrip('.'))}." for ask in paper.requests),
        *_gaps(content),
        *_late(content),
    )]  # fmt: skip


def _purpose(paper: Paper) -> Iterator[str]:
    if purpose := paper.content["cover"]["purpose"]:
        yield f"The paper is {lower_first(purpose)}."


def _gaps(content: dict[str, Any]) -> Iterator[str]:
    """Who is worse or better off in what, with the figure of the paper."""
    for gap in content["gaps"][:MOST_OF_A_KIND]:
        if figure := gap.get("difference"):
            told = re.sub(r"\s*\([^)]*\)", "", figure["text"])
            yield f"{gap['gap']['title']}: {gap['gap']['groups']}, {told}."


def _late(content: dict[str, Any]) -> Iterator[str]:
    number = len(content["late"])
    if number:
        yield f"{number} {'promise is' if number == 1 else 'promises are'} late."


def addresses_of(paper: Paper, public: bool) -> Addresses:
    key = [paper.pk]
    where = "reports:public_" if public else "reports:"
    return Addresses(
        all=reverse(f"{where}papers"),
        all_name="Published papers" if public else "Papers",
        page=reverse(f"{where}paper", args=key),
        forms=reverse("accessible:forms", args=key),
        want=reverse("accessible:want", args=key),
        large_print=reverse(f"{where}download", args=[*key, "large-print"]),
        ask=reverse("accessible:public_ask" if public else "accessible:ask", args=key),
    )


def register_papers() -> None:
    register(
        Kind(
            key="paper",
            noun="paper",
            model=Paper,
            found=lambda: Paper.objects.with_item(),
            public=lambda: Paper.objects.issued().public(),
            open_to=lambda person: Paper.objects.issued().open_to(person),
            numbers=numbers_of,
            to_be_said=to_be_said,
            key_sentences=key_sentences,
            addresses=addresses_of,
        )
    )
