"""Published easy read as a text to translate: its sentences, what its pictures show, its hard words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse

from evenground_web.reports.accessible.models import AccessibleVersion, Form
from evenground_web.reports.accessible.services.files import easy_reading
from evenground_web.reports.blocks import Block, paragraph, plain
from evenground_web.reports.models import Paper, PaperQuerySet
from evenground_web.reports.translations.services.originals import Original, Section, titled


def published_versions(papers: PaperQuerySet) -> list[AccessibleVersion]:
    """Public easy read of these papers, that of the newest version of each first."""
    issued = papers.issued().public().listed().in_bulk()
    found = AccessibleVersion.objects.public().of_form(Form.EASY_READ).filter(kind="paper")
    versions = list(found.filter(record__in=issued))
    for version in versions:
        version.report = issued[version.record]
    return sorted(versions, key=lambda one: one.report.version, reverse=True)


def easy_read(items: Collection[int]) -> Iterator[Original]:
    """The easy read of the newest version of each paper that has one, while it is public."""
    newest_first = published_versions(Paper.objects.filter(item__in=items))
    return map(_easy_read, {one.report.item_id: one for one in reversed(newest_first)}.values())


def _easy_read(found: AccessibleVersion) -> Original:
    reading = easy_reading(found, public=True)
    state = [paragraph(words) for words in reading.state]
    return Original(
        kind="easy_read",
        record=found.report.item_id,
        title=reading.title,
        version=f"version {found.report.version}",
        address=reverse("accessible:public_version", args=[found.pk]),
        sections=[titled(reading.title, *state), *_parts(reading.blocks)],
    )


def _parts(blocks: list[Block]) -> Iterator[Section]:
    """A section for each heading, and one for what stands before the first."""
    number, title = 1, "The first sentences"
    kept: list[Block] = []
    for block in blocks:
        if block["kind"] == "heading":
            if kept:
                yield Section(key=f"part-{number}", title=title, blocks=kept)
                number += 1
            title, kept = plain(block["runs"]), []
        kept.append(block)
    if kept:
        yield Section(key=f"part-{number}", title=title, blocks=kept)


def listed_easy_read() -> list[tuple[int, str]]:
    titles: dict[int, str] = {}
    for one in published_versions(Paper.objects.all()):
        titles.setdefault(one.report.item_id, f"{one.report.title}: easy read")
    return list(titles.items())
