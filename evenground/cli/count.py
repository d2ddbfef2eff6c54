"""`evenground count`: records of people to cells."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenground.cli.arguments import add_indicators, add_out, many, working, wrote
from evenground.cli.people import add_people, add_quality, engine_of, table_of

if TYPE_CHECKING:
    from evenground.counting import Cells
    from evenground.counting.provenance import Provenance

SHOWN = 10  # things of one kind that are named


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "count",
        help="records of people to cells",
        description="Count people into cells by period, place and group, in one pass, and say what was "
        "counted, set aside and left out. Cells hold exact small numbers: keep them where the "
        "people are. `evenground profile` protects them.",
    )
    add_people(parser)
    add_indicators(parser)
    add_quality(parser)
    parser.add_argument(
        "--available",
        action="store_true",
        help="leave out what the table has no columns for, and name it",
    )
    parser.add_argument(
        "--edition",
        action="append",
        default=[],
        type=edition,
        metavar="COLUMN=EDITION",
        help="with what a column was made, where the table does not say it itself: an edition of "
        "deprivation, or code lists with commas between, such as deprivation_quintile=imd-2025; may "
        "be given again",
    )
    add_out(parser)
    parser.set_defaults(run=run)


def edition(text: str) -> tuple[str, str]:
    column, sign, name = text.partition("=")
    if not (column and sign and name):
        raise argparse.ArgumentTypeError(
            "write COLUMN=EDITION, such as deprivation_quintile=imd-2025"
        )
    return column, name


def run(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting import count
    from evenground.counting.quality import read_rules
    from evenground.indicators import asked

    people = table_of(options)
    wanted = indicators.chosen(options.indicators).values()
    with working(f"Counting {Path(options.people).name}"):
        cells = count(
            people,
            wanted,
            period=options.period,
            available=options.available,
            rules=read_rules(options.rules),
            as_of=options.as_of,
            editions=dict(options.edition),
            **engine_of(options),
        )
        cells.write(options.out)
    wrote(options.out, cells.frame.height)
    for line in account(cells, without_rule=sum(one.count is None for one in wanted)):
        print(line)
    for line in listed("Not measurable yet", asked.not_yet(options.indicators)):
        print(line)


def account(cells: Cells, *, without_rule: int = 0) -> Iterator[str]:
    """What a person should know of cells before they use them."""
    about = cells.about
    counted = f"Indicators counted: {len(about.indicators)}"
    yield f"{counted}; without a rule for counting: {without_rule}" if without_rule else counted
    yield f"By: {', '.join(about.groups)}"
    yield f"Places: {', '.join(about.places)}"
    yield f"Periods: {', '.join(about.periods)}"
    if about.editions:
        yield f"Made with: {'; '.join(f'{name}: {edition}' for name, edition in about.editions.items())}"
    yield from rows(about)
    yield from listed("Left out", [f"{what}: {why}" for what, why in about.left_out.items()])
    yield from listed("Warnings", warnings(about))


def warnings(about: Provenance) -> list[str]:
    """What rules of quality found; by table, where there are several."""
    several = len(about.inputs) > 1
    return [f"{one.table}: {one.said}" if several else one.said for one in about.findings]


def rows(about: Provenance) -> Iterator[str]:
    read, used = many(about.rows_read or 0, "row"), f"{about.rows_used or 0:,}"
    engines = ", ".join(sorted({table.engine for table in about.inputs}))
    yield f"Counted by {engines}: {read} read, {used} used"
    for why, number in about.set_aside.items():
        yield f"  {number:,} set aside: {why}"


def listed(what: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{what}: {len(lines):,}"
        yield from (f"  - {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"  and {len(lines) - SHOWN:,} more"
