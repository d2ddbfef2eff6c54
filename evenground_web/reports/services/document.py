"""The document of a paper: its content in the order and under the headings of its template."""

from __future__ import annotations

from typing import Any

from evenground_web.reports.blocks import (
    Block,
    Words,
    contents,
    facts,
    heading,
    numbered,
    paragraph,
    paragraphs,
)
from evenground_web.reports.sections import SECTIONS
from evenground_web.reports.sections.cover import SOURCES
from evenground_web.reports.services.figures import Content
from evenground_web.reports.services.house import WRITTEN

COVER, INTRODUCTIONS = "cover", "introductions"


def document(content: Content) -> list[Block]:
    """Cover sheet, what is asked, summary, list of sections, and the sections."""
    sections = content["template"]["section"]
    made = [
        facts(_cover(content)),
        heading(2, f"{content['cover']['asked']} is asked to", anchor="asks"),
        numbered(content["asks"])
        if content["asks"]
        else paragraph("Nothing is asked of the meeting yet."),
        heading(2, "Summary", anchor="summary"),
        *(paragraphs(content["summary"]) or [paragraph("No summary was written.")]),
        contents((section["key"], section["heading"]) for section in sections),
    ]
    for section in sections:
        made += _section(section, content)
    return _with_places(made)


def _cover(content: Content) -> list[tuple[str, Words]]:
    """What the records say, and what the secretary wrote; what nobody wrote is left out."""
    texts = content["words"].get(COVER, {})
    rows = []
    for field in content["template"]["cover"]:
        if field["source"] != WRITTEN:
            rows.append((field["title"], SOURCES[field["source"]](content)))
        elif text := texts.get(field["key"]):
            rows.append((field["title"], text))
    return rows


def _section(section: Content, content: Content) -> list[Block]:
    introduction = content["words"].get(INTRODUCTIONS, {}).get(section["key"], "")
    purpose = [paragraph(section["purpose"])] if section["purpose"] else []
    return [
        heading(2, section["heading"], anchor=section["key"]),
        *purpose,
        *(paragraphs(introduction) if section["introduction"] else []),
        *SECTIONS[section["builder"]](content, section["most"]),
    ]


def _with_places(blocks: list[Block]) -> list[Block]:
    """The same blocks; words that lead to a section this template does not have lead nowhere."""
    there = {f"#{block['id']}" for block in blocks if block["kind"] == "heading"}

    def kept(value: Any) -> Any:
        if isinstance(value, list):
            return [kept(part) for part in value]
        if isinstance(value, dict):
            to = value.get("to")
            lost = isinstance(to, str) and to not in there
            return {k: kept(part) for k, part in value.items() if not (lost and k == "to")}
        return value

    return [kept(block) if block["kind"] == "facts" else block for block in blocks]
