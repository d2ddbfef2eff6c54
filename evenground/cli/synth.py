"""`evenground synth`: people who do not exist."""

from __future__ import annotations

import argparse
from typing import Any

from evenground.cli.arguments import add_out, whole, working, write


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "synth",
        help="a made population with planted inequalities",
        description="Make people who do not exist, one row for each in each of three years, and write "
        "beside them what was planted: the rate that every measure of them should find.",
    )
    parser.add_argument(
        "--people", type=whole(1), required=True, metavar="N", help="how many in the last year"
    )
    parser.add_argument(
        "--seed", type=whole(0), required=True, metavar="S", help="the same seed, the same people"
    )
    add_out(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting.made import make_people, truth

    with working(f"Making {options.people:,} people"):
        people = make_people(options.people, seed=options.seed)
        planted = truth(people, indicators.library().values())
    write(people, options.out)
    write(planted, options.out.with_name(f"{options.out.stem}-truth.parquet"))
