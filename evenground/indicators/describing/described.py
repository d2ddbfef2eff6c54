"""All of a definition in plain English, as text for people at the command line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from evenground.indicators.definitions.columns import dimension_of
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.programmes.sets import IndicatorSet, Item

WIDTH, INDENT = 100, 14
WORDING = {
    "published": "The published wording.",
    "usual": "As it is usually done.",
    "ours": "The wording is ours.",
}
NOT_YET = "not measurable yet"
Line = tuple[str, str]  # what is told, and what is to be told of it


def described(indicator: Indicator, sets: Iterable[IndicatorSet], *, today: date) -> str:
    """All that a definition says, with its conditions in words, its sets, and whether its review is due."""
    lines = [*about(indicator), *counted(indicator), *shown_as(indicator)]
    lines += [("In the set", f"{one.title}, {place}") for one, place in places_in(indicator, sets)]
    assurance = indicator.assurance
    due = " This review is overdue." if overdue(indicator, today) else ""
    lines += [
        ("Written by", assurance.written_by),
        ("Checked by", assurance.checked_by),
        ("Reviewed", f"{day(assurance.reviewed)}; next by {day(assurance.next_review)}.{due}"),
        ("Version", f"{indicator.version}, fingerprint {indicator.digest[:16]}"),
    ]
    return f"{indicator.title}\n{indicator.id}\n\n{laid_out(lines)}"


def about(indicator: Indicator) -> Iterator[Line]:
    yield "Question", indicator.question
    yield "Why", indicator.why
    better = {
        "higher": "higher is better",
        "lower": "lower is better",
        None: "neither direction is declared better",
    }[indicator.better_when]
    yield "Unit", f"{indicator.unit}; {better}"


def counted(indicator: Indicator) -> Iterator[Line]:
    """Who is counted, in words and as it is written."""
    from evenground.indicators.conditions.condition import read_condition
    from evenground.indicators.conditions.plain_english import in_words

    count, known = indicator.count, indicator.columns
    if count is None:
        yield "Counted", "Not from records of people: its numbers are published."
        return
    among = read_condition(count.denominator, known)
    yield "Counted", f"Those of whom: {in_words(among, known)}"
    yield "", f"denominator = {count.denominator}"
    if count.numerator:
        had = read_condition(count.numerator, known)
        yield "Of these", f"Those of whom: {in_words(had, known)}"
        yield "", f"numerator = {count.numerator}"
    if count.events:
        yield "Of these", f'Added up: "{known[count.events].title}"'
        yield "", f"events = {count.events}"
    yield "By group", ", ".join(titled(name, indicator) for name in count.groups)
    if count.plus:
        yield "PLUS groups", ", ".join(titled(name, indicator) for name in count.plus)
    yield "By place", ", ".join(count.places) or "all people together"


def titled(name: str, indicator: Indicator) -> str:
    dimension = dimension_of(indicator.columns[name])
    return dimension.title if dimension else indicator.columns[name].title


def shown_as(indicator: Indicator) -> Iterator[Line]:
    method, least = indicator.method, indicator.minimum
    if method:
        on = f", to the standard {method.standard} by {', '.join(method.by)}" if method.by else ""
        limits = {"byar": ", with Byar's limits"}.get(method.limits or "", "")
        yield "Measure", method.measure.replace("_", " ") + on + limits
        yield "Policy", f"disclosure policy {indicator.policy}"
    needed = [(least.events, "events"), (least.denominator, "people counted")]
    if asked := [f"{number} {what}" for number, what in needed if number]:
        yield "Shown from", " and ".join(asked)
    note = f" {indicator.certainty_note}" if indicator.certainty_note else ""
    yield "Wording", WORDING[indicator.certainty] + note
    number = indicator.fingertips_id
    fingertips = f" (Fingertips {number})" if number else ""
    yield "Source", f"{indicator.source.publisher}: {indicator.source.title}{fingertips}"
    for index, caveat in enumerate(indicator.caveats):
        yield "" if index else "Caveats", f"- {caveat}"


def places_in(
    indicator: Indicator, sets: Iterable[IndicatorSet]
) -> Iterator[tuple[IndicatorSet, str]]:
    """The sets that name an indicator, and where."""
    for one in sets:
        for area in one.areas:
            for item in area.items:
                if indicator.id in item.indicators:
                    yield one, f"item {item.number}: {item.title}"


def overdue(indicator: Indicator, today: date) -> bool:
    return indicator.assurance.next_review < today


def laid_out(lines: Iterable[Line]) -> str:
    """Lines with what is told on the left, wrapped."""
    told = []
    for what, text in lines:
        first = what.ljust(INDENT) if what else " " * INDENT
        told.append("\n".join(folded(text, first, " " * INDENT)))
    return "\n".join(told)


def table(
    indicators: Mapping[str, Indicator], sets: Mapping[str, IndicatorSet], *, today: date
) -> str:
    """The definitions in a table of plain text, with what is made of each and the sets that it is in."""
    rows = [("ID", "MEASURE", "WORDING", "TITLE", "SETS")]
    for one in indicators.values():
        measure = one.method.measure.replace("_", " ") if one.method else "published numbers"
        within = [key for key, other in sets.items() if one.id in other.indicators]
        title = one.title + (" (review overdue)" if overdue(one, today) else "")
        rows.append((one.id, measure, one.certainty, title, ", ".join(within) or "none"))
    return in_columns(rows)


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    )


def grid(one: IndicatorSet, known: Mapping[str, Indicator], *, today: date) -> str:
    """A set, area by area: what measures each item, or that it is not measurable yet and why."""
    lines = [f"{one.title} ({one.id}, version {one.version})"]
    for area in one.areas:
        lines += ["", f"{area.number}. {area.title}"]
        lines += [part for item in area.items for part in item_lines(item, known)]
    if one.plus:
        lines += ["", "PLUS groups"]
        for group in one.plus:
            state = f"counted by {group.condition}"
            if group.column:
                state = f"beside everybody else, by {group.column}"
            if group.not_yet:
                state = f"{NOT_YET}: {group.not_yet}"
            when = "" if group.chosen_on(today) else " (not chosen now)"
            lines += wrapped(f"{group.name}{when}: {state}", "    ")
    return "\n".join(lines)


def item_lines(item: Item, known: Mapping[str, Indicator]) -> list[str]:
    lines = wrapped(f"({item.number}) {item.title}", "  ")
    if item.not_yet:
        return lines + wrapped(f"{NOT_YET}: {item.not_yet}", "      ")
    for identity in item.indicators:
        how = "counted from people" if known[identity].count else "published numbers"
        lines += wrapped(f"{identity}: {known[identity].title} [{how}]", "      ")
    return lines + (wrapped(f"{NOT_YET}: {item.lacking}", "      ") if item.lacking else [])


def wrapped(text: str, indent: str) -> list[str]:
    return folded(text, indent, indent + "  ")


def folded(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
