"""Reports as what accessible versions are made of: who reads them, their numbers and their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from evenground_web.core.text import one_line
from evenground_web.reports.accessible.originals import Addresses, Kind, register
from evenground_web.reports.accessible.services import sentences
from evenground_web.reports.blocks import all_runs
from evenground_web.reports.formats.reading import Reading
from evenground_web.reports.listening.models import ListeningVersion
from evenground_web.reports.listening.services.reading import reading

MOST_OF_A_KIND = 5


def numbers_of(version: ListeningVersion) -> frozenset[str]:
    """The numbers, days and years that the frozen report holds."""
    words = [run["text"] for run in all_runs(version.document)]
    return frozenset(sentences.numbers_in([version.title, *words, *reading(version).state]))


def to_be_said(version: ListeningVersion) -> Reading:
    """The report as everybody may hear it: quotes are left out, because a recording stays."""
    said = [block for block in version.document if block["kind"] != "quote"]
    return replace(reading(version, public=True), blocks=said)


def key_sentences(version: ListeningVersion) -> list[str]:
    """What the report most needs to say, from its own frozen words, to be rewritten in easy words."""
    return [one_line(sentence) for sentence in _sentences(version)]


def _sentences(version: ListeningVersion) -> Iterator[str]:
    content = version.content
    yield f"This report is called {version.title}."
    if question := content["codebook"]["question"]:
        yield f"We asked: {question}"
    yield from sentences.split(one_line(content["summary"]))[:MOST_OF_A_KIND]
    for chapter in content["chapters"]:
        yield f"People spoke about this: {chapter['theme']['name']}."
        yield from sentences.split(one_line(chapter["words"]))[:1]
        yield from (f"We recommend: {one['title']}." for one in chapter["recommendations"])


def addresses_of(version: ListeningVersion, public: bool) -> Addresses:
    where = "listening:public_" if public else "listening:"
    return Addresses(
        all=reverse(f"{where}reports"),
        all_name="What people said",
        page=version.public_url if public else version.get_absolute_url(),
        forms=reverse("listening:forms", args=[version.pk]),
        want=reverse("listening:want", args=[version.pk]),
        large_print=reverse(f"{where}file", args=[version.pk, "large-print"]),
    )


def register_reports() -> None:
    register(
        Kind(
            key="listening",
            noun="report",
            model=ListeningVersion,
            found=lambda: ListeningVersion.objects.select_related("report__codebook"),
            public=lambda: ListeningVersion.objects.public(),
            open_to=lambda person: ListeningVersion.objects.issued(),
            numbers=numbers_of,
            to_be_said=to_be_said,
            key_sentences=key_sentences,
            addresses=addresses_of,
        )
    )
