"""A paper as a Word file: headings, tables with marked header rows, links, language and title."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from evenground_web.reports.blocks import Block, Run
from evenground_web.reports.formats.drawings import in_words, png_of
from evenground_web.reports.formats.reading import Reading

LANGUAGE = "en-GB"
LINK = RGBColor(0x00, 0x5E, 0xB8)


def as_word(reading: Reading) -> bytes:
    writer = _Writer(reading)
    for words in reading.state:
        writer.document.add_paragraph(words, style="Intense Quote")
    for block in reading.blocks:
        writer.block(block)
    return _same_bytes(writer.document, reading.day)


class _Writer:
    def __init__(self, reading: Reading) -> None:
        self.document = docx.Document()
        properties = self.document.core_properties
        properties.title, properties.language = reading.title[:255], LANGUAGE
        properties.author = properties.last_modified_by = "Evenground"
        properties.comments = ""
        moment = datetime(reading.day.year, reading.day.month, reading.day.day, tzinfo=UTC)
        properties.created = properties.modified = moment.replace(tzinfo=None)
        self._set_letters()
        self._add_links_style()
        self.document.add_paragraph(style="Title").add_run(reading.title)
        if reading.draft:
            header = self.document.sections[0].header.paragraphs[0]
            header.text = "DRAFT: not issued"

    def _set_letters(self) -> None:
        styles: Any = self.document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Arial", Pt(12)
        for style in styles:
            fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            if fonts is not None:
                fonts.attrib.clear()
                for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                    fonts.set(qn(f"w:{script}"), "Arial")
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)

    def _add_links_style(self) -> None:
        styles: Any = self.document.styles
        style = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb, style.font.underline = LINK, True

    def block(self, block: Block) -> None:
        kind = block["kind"]
        if kind == "heading":
            paragraph = self.document.add_paragraph(style=f"Heading {block['level'] - 1}")
            self.runs(paragraph, block["runs"])
            _bookmark(paragraph, block["id"])
        elif kind == "paragraph":
            self.runs(self.document.add_paragraph(), block["runs"])
        elif kind == "list":
            style = "List Number" if block["ordered"] else "List Bullet"
            for item in block["items"]:
                self.runs(self.document.add_paragraph(style=style), item)
        elif kind == "facts":
            rows = [[[{"text": name}], words] for name, words in block["rows"]]
            self.table("Cover sheet", ["Field", "What it says"], rows)
        elif kind == "table":
            caption = self.document.add_paragraph(block["caption"], style="Caption")
            caption.paragraph_format.keep_with_next = True
            self.table(block["caption"], block["headers"], block["rows"])
        elif kind == "chart":
            self.picture(block)
        elif kind == "quote":
            for text in block["paragraphs"]:
                self.document.add_paragraph(text, style="Quote")

    def picture(self, block: Block) -> None:
        png = png_of(block)
        if png is None:
            self.block(in_words(block))
            return
        shape = self.document.add_picture(io.BytesIO(png), width=Cm(15))
        shape._inline.docPr.set("descr", block["says"])
        self.document.add_paragraph(block["caption"])

    def runs(self, paragraph: Any, runs: Iterable[Run]) -> None:
        for run in runs:
            if href := run.get("href"):
                paragraph._p.append(self.link(href, run["text"]))
            else:
                paragraph.add_run(run["text"])

    def link(self, href: str, text: str) -> Any:
        link = OxmlElement("w:hyperlink")
        if href.startswith("#"):
            link.set(qn("w:anchor"), href[1:])
        else:
            part = self.document.part
            link.set(
                qn("r:id"), part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            )
        made = OxmlElement("w:r")
        properties = OxmlElement("w:rPr")
        style = OxmlElement("w:rStyle")
        style.set(qn("w:val"), "Hyperlink")
        properties.append(style)
        made.append(properties)
        made.text = text
        link.append(made)
        return link

    def table(self, caption: str, headers: list[str], rows: list[list[list[Run]]]) -> None:
        table: Any = self.document.add_table(rows=0, cols=len(headers), style="Table Grid")
        _describe(table, caption, headers)
        _fill(table, [[{"text": name}] for name in headers], self)
        header = table.rows[0]._tr.get_or_add_trPr()
        header.append(OxmlElement("w:tblHeader"))
        for row in rows:
            _fill(table, row, self)
        self.document.add_paragraph()


def _fill(table: Any, cells: list[list[Run]], writer: _Writer) -> None:
    made = table.add_row()._tr.tc_lst
    for cell, runs in zip(made, cells, strict=True):
        paragraph = Paragraph(cell.p_lst[0], table)
        writer.runs(paragraph, runs)


def _describe(table: Any, caption: str, headers: list[str]) -> None:
    """What a screen reader says of a table before it is read."""
    for name, text in (
        ("w:tblCaption", caption),
        ("w:tblDescription", f"{caption}. Columns: {', '.join(headers)}."),
    ):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _bookmark(paragraph: Any, name: str) -> None:
    if not name:
        return
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(sum(name.encode())))
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def _same_bytes(document: Any, day: date) -> bytes:
    """The file with the day of the paper as the time of all its parts."""
    out, packed = io.BytesIO(), io.BytesIO()
    document.save(out)
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(out) as made, zipfile.ZipFile(packed, "w") as again:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, stamp)
            part.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(part, made.read(name))
    return packed.getvalue()
