"""`evenground quality`: what is wrong with a table of people, before any figure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenground.cli.arguments import add_indicators, parquet, working, write
from evenground.cli.people import add_people, add_quality, engine_of, table_of

BLOCKED = 11


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "quality",
        help="what is wrong with a table of people",
        description="Look at a table of people before anything is counted from it, and say what blocks, "
        "what to mind, and what to do. No value of a person is told, and no small number.",
        epilog="`evenground count` looks at the same rules first. Exit 11 when something blocks.",
    )
    add_people(parser)
    add_indicators(parser)
    add_quality(parser)
    parser.add_argument(
        "--out", type=parquet, metavar="FILE.parquet", help="where to write the findings as a table"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from evenground import indicators
    from evenground.counting import quality
    from evenground.counting.engines import opened

    people, rules = table_of(options), quality.read_rules(options.rules)
    wanted = indicators.chosen(options.indicators).values()
    with (
        working(f"Looking at {Path(options.people).name}"),
        opened(people, **engine_of(options)) as table,
    ):
        findings = quality.examined(
            table, wanted, period=options.period, as_of=options.as_of, rules=rules
        )
        where = table.where
    if options.out:
        write(quality.table(findings), options.out)
    for line in quality.report(where, findings, without_day=options.as_of is None):
        print(line)
    return BLOCKED if any(one.severity == "blocking" for one in findings) else 0
