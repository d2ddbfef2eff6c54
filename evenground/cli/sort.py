"""`evenground sort`: people in the order of their cells, once."""

from __future__ import annotations

import argparse
from typing import Any

from evenground.cli.arguments import add_indicators, add_out, existing, working, wrote


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "sort",
        help="people in the order of their cells, once",
        description="Write the same people in the order of the cells that they are counted into: a place's "
        "people stand together, and the file is smaller. Counts do not change.",
    )
    parser.add_argument(
        "people",
        type=existing,
        metavar="PEOPLE",
        help="a .parquet file, a row for each person in each period",
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
    import polars as pl

    from evenground import indicators
    from evenground.counting.engines import opened
    from evenground.counting.plan import planned
    from evenground.counting.sorting import sorted_copy

    wanted = indicators.chosen(options.indicators).values()
    with working(f"Sorting {options.people.name}"):
        with opened(options.people) as table:
            plan = planned(
                wanted,
                table.columns(),
                table=table.where,
                period=options.period,
                available=True,
            )
        order = [options.period, *reversed(plan.places), *plan.groups]
        sorted_copy(options.people, options.out, order)
    wrote(options.out, pl.scan_parquet(options.out).select(pl.len()).collect().item())
    print(f"In the order of: {', '.join(order)}")
