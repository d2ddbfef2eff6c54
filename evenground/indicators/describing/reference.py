"""The reference page of all definitions, in Markdown, made from the files alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evenground.indicators.asked import everything
from evenground.indicators.codes.lists import CodeList, code_lists
from evenground.indicators.definitions.columns import Columns
from evenground.indicators.definitions.dimension import Dimension, dimensions
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.describing.described import NOT_YET, about, counted, day, shown_as
from evenground.indicators.programmes.sets import IndicatorSet

START = """\
# What is measured

Made from the files in `evenground/indicators` by `evenground indicators docs`. Do not change it by hand.

- [Sets](#sets): what a programme asks to be measured, item by item
- [Indicators](#indicators): every definition, in words and as it is written
- [Dimensions](#dimensions): how people are divided into groups
- [Code lists](#code-lists): what codes in records mean, and the groups they can be put into
- [Columns](#columns): what a table of people may hold

"Wording" says how sure we are: *published* is the official wording, *usual* is how it is commonly done, *ours*
is ours. "Not measurable yet" is never zero.
"""


def reference() -> str:
    """The page: the same files, the same text."""
    known = everything()
    parts: list[str] = [START, "## Sets"]
    parts += [set_page(one, known.indicators) for one in known.sets.values()]
    parts += ["## Indicators", *(indicator_page(one) for one in known.indicators.values())]
    parts += ["## Dimensions", *(dimension_page(one) for one in dimensions().values())]
    parts += ["## Code lists", *(code_page(one) for one in code_lists().values())]
    parts += ["## Columns", columns_page(known.columns)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def set_page(one: IndicatorSet, known: Mapping[str, Indicator]) -> str:
    """A set as a grid: each item, what measures it, and the breakdowns that its indicators have."""
    lines = [
        f"### {one.title}",
        origin(one),
    ]
    for area in one.areas:
        lines += [
            f"**{area.number}. {area.title}**",
            table(set_head(one), set_rows(one, area.number, known)),
        ]
    if one.plus:
        head = ["PLUS group", "Who", "How it is measured", "Chosen"]
        lines += ["**PLUS groups**", table(head, plus_rows(one))]
    return "\n\n".join(lines)


def origin(one: IndicatorSet | CodeList) -> str:
    """The id and version of a file, where it comes from, and how sure we are of it."""
    note = f" {one.certainty_note}" if one.certainty_note else ""
    source = f"{one.source.publisher}: {one.source.title}"
    return f"`{one.id}`, version {one.version}. {source}. Wording: {one.certainty}.{note}"


def set_head(one: IndicatorSet) -> list[str]:
    return ["", "Item", "Indicator", "Wording", *(titled(name) for name in one.breakdowns)]


def set_rows(one: IndicatorSet, number: int, known: Mapping[str, Indicator]) -> Iterator[list[str]]:
    (area,) = (area for area in one.areas if area.number == number)
    for item in area.items:
        aim = f"<br>Aim: {item.aim}" if item.aim else ""
        if item.not_yet:
            nothing = [NOT_YET] * len(one.breakdowns)
            yield [str(item.number), item.title + aim, f"{NOT_YET}: {item.not_yet}", "", *nothing]
        for index, identity in enumerate(item.indicators):
            indicator = known[identity]
            first = ["", ""] if index else [str(item.number), item.title + aim]
            has = indicator.count.groups if indicator.count else ()
            split = ["yes" if name in has else "no" for name in one.breakdowns]
            yield [*first, f"[{indicator.title}](#{identity})", indicator.certainty, *split]
        if item.lacking:
            yield ["", "", f"{NOT_YET}: {item.lacking}", "", *([""] * len(one.breakdowns))]


def plus_rows(one: IndicatorSet) -> Iterator[list[str]]:
    for group in one.plus:
        how = (
            f"beside everybody else, by `{group.column}`"
            if group.column
            else f"`{group.condition}`"
        )
        if group.not_yet:
            how = f"{NOT_YET}: {group.not_yet} {group.could_be_measured or ''}"
        until = f" to {day(group.chosen_until)}" if group.chosen_until else ""
        yield [group.name, group.definition, how, f"from {day(group.chosen_from)}{until}"]


def titled(name: str) -> str:
    dimension = dimensions().get(name)
    return dimension.title if dimension else name


def indicator_page(one: Indicator) -> str:
    """All of a definition, as a list of terms."""
    rows: list[list[str]] = []
    for what, text in [*about(one), *counted(one), *shown_as(one)]:
        shown = f"`{text}`" if " = " in text and not what else text.removeprefix("- ")
        if what:
            rows.append([what, shown])
        else:
            rows[-1][1] += f"<br>{shown}"
    reviewed = f"{day(one.assurance.reviewed)}, next by {day(one.assurance.next_review)}"
    rows += [
        ["Written by", one.assurance.written_by],
        ["Checked by", one.assurance.checked_by],
        ["Reviewed", reviewed],
    ]
    anchor = f'<a id="{one.id}"></a>'
    return f"{anchor}\n\n### {one.title}\n\n`{one.id}`, version {one.version}\n\n{table(['', ''], rows)}"


def dimension_page(one: Dimension) -> str:
    order = "in order" if one.ordered else "in no order"
    compared = f"; compared with: {one.reference}" if one.reference else ""
    rows = [
        [group.label, ", ".join(group.aliases), "" if group.compared else "shown, not compared"]
        for group in one.groups
    ]
    if not rows:
        rows = [["the groups that the publisher uses", "", ""]]
    body = table(["Group", "Also called", ""], rows)
    return f"### {one.title}\n\n`{one.key}`, {order}{compared}\n\n{body}"


def code_page(one: CodeList) -> str:
    schemes = list(one.maps)
    rows = [
        [
            code.code,
            code.label,
            code.state,
            *(code.to.get(s, code.spans.get(s, "")) for s in schemes),
        ]
        for code in one.codes
    ]
    lines = [
        f"### {one.title}",
        origin(one),
        table(["Code", "Label", "State", *map(titled, schemes)], rows),
    ]
    lines += [f"Into {titled(key)}: {why}" for key, why in one.maps.items()]
    lines += [f"Not into {titled(key)}: {why}" for key, why in one.cannot.items()]
    return "\n\n".join(lines)


def columns_page(known: Columns) -> str:
    rows = [
        [f"`{one.name}`", one.kind, one.title, ", ".join(one.values) or (one.dimension or "")]
        for one in known.values()
    ]
    ladder = f"Places, finest first: {', '.join(known.places)}."
    return f"{ladder}\n\n{table(['Column', 'Kind', 'What it says', 'Values or dimension'], rows)}"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table of Markdown; a bar in a cell is written so that it stays in it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
