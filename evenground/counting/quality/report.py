"""The findings in words, for the person who will act on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from evenground.counting.quality.findings import Finding

SHOWN = 8  # findings of one rule that are told one by one
WORDS = {"blocking": "Blocks", "warning": "Warning"}


def report(where: str, findings: Sequence[Finding], *, without_day: bool = False) -> Iterator[str]:
    """Lines to read: rule by rule, what blocks first, and what to do about each."""
    blocking = sum(one.severity == "blocking" for one in findings)
    warnings = len(findings) - blocking
    yield f"{where}: {counted(blocking, 'finding')} that {'blocks' if blocking == 1 else 'block'}, {counted(warnings, 'warning')}"
    for (severity, rule), ones in by_rule(findings):
        yield ""
        yield f"{WORDS[severity]}: {ones[0].title} ({rule})"
        yield from (f"  - {line}" for line in shown(ones))
        yield f"  What to do: {ones[0].do}"
    if without_day:
        yield ""
        yield "No date was held to be in the future: give the day of the extract (--as-of DATE)."


def refusal(where: str, blocking: Sequence[Finding]) -> str:
    """Why nothing is counted: everything that blocks, at once."""
    lines = [f"{where} cannot be counted yet:"]
    for (_, rule), ones in by_rule(blocking):
        lines.append(f"- {ones[0].title} ({rule}): {'; '.join(shown(ones))}. {ones[0].do}")
    lines.append("`evenground quality` shows everything; `--rules FILE` changes what blocks.")
    return "\n".join(lines)


def by_rule(findings: Iterable[Finding]) -> Iterator[tuple[tuple[str, str], list[Finding]]]:
    for key, ones in groupby(findings, key=lambda one: (one.severity, one.rule)):
        yield key, list(ones)


def shown(ones: Sequence[Finding]) -> list[str]:
    """The findings of one rule: the largest shares first, and how many more there are."""
    largest = sorted(ones, key=lambda one: -(one.share or 0))
    lines = [line for one in largest[:SHOWN] if (line := sentence(one))]
    more = len(ones) - SHOWN
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def sentence(one: Finding) -> str:
    """Where it is, and how many rows it is about."""
    column = f"column `{one.column}`" if one.column else ""
    place = f"{one.area_type} {one.place}" if one.place else ""
    where = ", ".join(part for part in (column, place, one.detail) if part)
    return ": ".join(part for part in (where, one.rows_said) if part)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
