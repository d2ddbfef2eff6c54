"""A paper as a web page: the original, of which the other formats are copies."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evenground_web.reports.blocks import Block, Run
from evenground_web.reports.formats.reading import Reading

LIST = "nhsuk-summary-list__"
CONTENTS = "nhsuk-contents-list__"


def as_html(reading: Reading) -> SafeString:
    return blocks_as_html(reading.blocks)


def blocks_as_html(blocks: Iterable[Block]) -> SafeString:
    return _join(_block(block) for block in blocks)


def _join(parts: Iterable[SafeString], by: str = "\n") -> SafeString:
    return format_html_join(by, "{}", ((part,) for part in parts))


def _runs(runs: Iterable[Run]) -> SafeString:
    return _join((_run(run) for run in runs), by="")


def _run(run: Run) -> SafeString:
    if href := run.get("href"):
        return format_html('<a href="{}">{}</a>', href, run["text"])
    if colour := run.get("tag"):
        return format_html(
            '<strong class="nhsuk-tag nhsuk-tag--{}">{}</strong>', colour, run["text"]
        )
    return format_html("{}", run["text"])


def _block(block: Block) -> SafeString:
    return KINDS[block["kind"]](block)


def _heading(block: Block) -> SafeString:
    level, words = block["level"], _runs(block["runs"])
    if block["id"]:
        return format_html('<h{} id="{}">{}</h{}>', level, block["id"], words, level)
    return format_html("<h{}>{}</h{}>", level, words, level)


def _paragraph(block: Block) -> SafeString:
    return format_html("<p>{}</p>", _runs(block["runs"]))


def _list(block: Block) -> SafeString:
    name = "ol" if block["ordered"] else "ul"
    items = _join(format_html("<li>{}</li>", _runs(item)) for item in block["items"])
    return format_html("<{}>{}</{}>", name, items, name)


def _facts(block: Block) -> SafeString:
    row = (
        f'<div class="{LIST}row"><dt class="{LIST}key">{{}}</dt>'
        f'<dd class="{LIST}value">{{}}</dd></div>'
    )
    rows = _join(format_html(row, name, _runs(words)) for name, words in block["rows"])
    return format_html('<dl class="nhsuk-summary-list">{}</dl>', rows)


def _contents(block: Block) -> SafeString:
    item = f'<li class="{CONTENTS}item">{{}}</li>'
    link = f'<a class="{CONTENTS}link" href="{{}}">{{}}</a>'
    items = _join(
        format_html(item, _join(format_html(link, run["href"], run["text"]) for run in runs))
        for runs in block["items"]
    )
    return format_html(
        '<nav class="nhsuk-contents-list" aria-label="In this paper"><h2>In this paper</h2>'
        '<ol class="nhsuk-contents-list__list">{}</ol></nav>',
        items,
    )


def _table(block: Block) -> SafeString:
    headers = _join((format_html('<th scope="col">{}</th>', name) for name in block["headers"]), "")
    rows = _join(_row(row) for row in block["rows"])
    return format_html(
        '<div class="eg-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="nhsuk-table"><caption class="nhsuk-table__caption">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>\n{}\n</tbody></table></div>",
        block["caption"], block["caption"], headers, rows,
    )  # fmt: skip


def _row(row: list[list[Run]]) -> SafeString:
    cells = _join((format_html("<td>{}</td>", _runs(cell)) for cell in row[1:]), by="")
    return format_html('<tr><th scope="row">{}</th>{}</tr>', _runs(row[0]), cells)


def _chart(block: Block) -> SafeString:
    """The picture where it has an address, as on the page of a paper; elsewhere what it shows."""
    if "wide" not in block:
        return format_html("<p>{}</p>", block["says"])
    return format_html(
        '<figure class="eg-chart"><picture><source media="(max-width: 40em)" srcset="{}" width="340" '
        'height="300"><img src="{}" width="720" height="340" alt="{}"></picture>'
        '<figcaption class="nhsuk-body-s">{}</figcaption></figure>',
        block["narrow"], block["wide"], block["says"], block["caption"],
    )  # fmt: skip


def _quote(block: Block) -> SafeString:
    said = _join(format_html("<p>{}</p>", _lines(text)) for text in block["paragraphs"])
    return format_html(
        '<blockquote class="nhsuk-inset-text nhsuk-u-margin-left-0">{}</blockquote>', said
    )


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))


def _pair(block: Block) -> SafeString:
    bank = _join((format_html('<p class="eg-drawn__bank">{}</p>', w) for w in block["bank"]), by="")
    return format_html(
        '<div class="eg-drawn"><img class="eg-drawn__picture" src="{}" alt="{}">'
        '<div><p class="eg-drawn__sentence">{}</p>{}</div></div>',
        block["src"], block["alt"], _runs(block["runs"]), bank,
    )  # fmt: skip


KINDS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "list": _list,
    "facts": _facts,
    "contents": _contents,
    "table": _table,
    "chart": _chart,
    "quote": _quote,
    "pair": _pair,
}
