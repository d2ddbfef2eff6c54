"""`evenground count`: records of people to cells."""

from __future__ import annotations

import argparse
from typing import Any

from evenground.cli.arguments import add_indicators, add_out, existing, working, write


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "count",
        help="records of people to cells",
        description="Count people into cells by place, group and period. Cells hold exact small "
        "numbers: keep them where the people are. `evenground profile` protects them.",
    )
    parser.add_argument(
        "people", type=existing, metavar="PEOPLE", help="a .parquet or .csv file, a row for each"
    )
    add_indicators(parser)
    parser.add_argument(
        "--period",
        default="period",
        metavar="COLUMN",
        help="the column of the period (%(default)s)",
    )
    add_out(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting.cells import count

    wanted = indicators.chosen(options.indicators).values()
    with working(f"Counting {options.people.name}"):
        cells = count(options.people, wanted, period=options.period)
    write(cells, options.out)
    counted = cells["indicator"].n_unique()
    print(f"Indicators counted: {counted}; without a rule for counting: {len(wanted) - counted}")
