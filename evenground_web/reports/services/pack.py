"""The pack of a meeting: its agenda and all its papers in one document, the private part apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from evenground_web.core.dates import nhs_date
from evenground_web.gatherings.models import AgendaItem, Gathering, ItemPaper
from evenground_web.reports.blocks import Block, Words, bullets, heading, numbered, paragraph, run
from evenground_web.reports.formats.reading import Reading, readable
from evenground_web.reports.models import Paper
from evenground_web.reports.services.reading import reading

LOWEST = 6


def pack(meeting: Gathering, *, private: bool, on: date, site: str = "") -> Reading:
    """The agenda and the papers of the public part of a meeting, or of the private one."""
    items = list(
        AgendaItem.objects.filter(gathering=meeting)
        .select_related("presenter")
        .prefetch_related("files")
        .order_by("order", "pk")
    )
    papers = {
        paper.item_id: paper
        for paper in Paper.objects.newest().with_item().filter(item__gathering=meeting)
    }
    shown = [
        (number, item, files)
        for number, item in enumerate(items, start=1)
        if (files := _files(item, private=private)) or item.private == private
    ]
    blocks = [*_agenda(shown)]
    for number, item, files in shown:
        paper = papers.get(item.pk) if item.private == private else None
        blocks += readable(_of_item(number, item, files), voices={}, site=site)
        blocks += _of_paper(paper, site=site) if paper else []
        if not (paper or files):
            blocks.append(paragraph("No paper was issued for this item."))
    part = "private" if private else "public"
    return Reading(
        title=f"{meeting}: papers of the {part} part",
        state=(f"Agenda and papers of the {part} part, put together on {nhs_date(on)}.",),
        day=on,
        blocks=blocks,
    )


def _files(item: AgendaItem, *, private: bool) -> list[ItemPaper]:
    """The newest version of each file of an item that belongs to this part."""
    newest: dict[str, ItemPaper] = {}
    for file in item.files.all():
        if (item.private or file.private) == private:
            newest.setdefault(file.title, file)
    return list(newest.values())


def _agenda(shown: Iterable[tuple[int, AgendaItem, Any]]) -> list[Block]:
    lines: list[Words] = [
        [f"Item {number}: ", run(item.title, to=f"#item-{item.pk}"), _by(item)]
        for number, item, _ in shown
    ]
    if not lines:
        return [heading(2, "Agenda"), paragraph("Nothing is on this part of the agenda.")]
    return [heading(2, "Agenda"), *readable([bullets(lines)], voices={})]


def _by(item: AgendaItem) -> str:
    by = f", {item.presenter}" if item.presenter else ""
    return f" ({item.get_action_display().lower()}{by})"


def _of_item(number: int, item: AgendaItem, files: list[ItemPaper]) -> list[Block]:
    made = [heading(2, f"Item {number}: {item.title}", anchor=f"item-{item.pk}")]
    if files:
        made += [
            paragraph("Files that belong to this item:"),
            numbered(
                [run(f"{file.title} ({file.name})", to=("gatherings:paper_file", file.pk))]
                for file in files
            ),
        ]
    return made


def _of_paper(paper: Paper, *, site: str) -> list[Block]:
    """An issued paper one heading lower, with places of its own."""
    whole, mark = reading(paper, site=site), f"paper-{paper.pk}-"
    blocks = [_lower(block, mark) for block in whole.blocks if block["kind"] != "contents"]
    return [*(paragraph(words) for words in whole.state), *blocks]


def _lower(block: Block, mark: str) -> Block:
    if block["kind"] == "heading":
        level = min(block["level"] + 1, LOWEST)
        return {**block, "level": level, "id": mark + block["id"] if block["id"] else ""}
    return {
        **block,
        **{name: _within(block[name], mark) for name in ("runs", "items", "rows") if name in block},
    }


def _within(value: Any, mark: str) -> Any:
    """The same words, whose links to a place of the paper lead to its place in the pack."""
    if isinstance(value, list):
        return [_within(part, mark) for part in value]
    if isinstance(value, dict) and str(value.get("href", "")).startswith("#"):
        return {**value, "href": f"#{mark}{value['href'][1:]}"}
    return value
