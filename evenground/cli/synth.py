"""`evenground synth`: people who do not exist."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenground.cli.arguments import add_out, whole, working, wrote

LAST = 2025  # the year that starts in April 2025 is the last one
SPAN = 3  # years over which what is planted changes, and events are told


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "synth",
        help="a made population with planted inequalities",
        description="Make people who do not exist, one row for each in the last year. Beside them, in "
        "files of their own, stand their events by month over three years (-events) and what was "
        "planted: the rate that every measure of them should find (-truth).",
    )
    parser.add_argument("--people", type=whole(1), required=True, metavar="N", help="how many")
    parser.add_argument(
        "--seed", type=whole(0), required=True, metavar="S", help="the same seed, the same people"
    )
    parser.add_argument(
        "--years",
        type=whole(1),
        default=1,
        metavar="K",
        help="a row for each person in each of the last K years (%(default)s)",
    )
    parser.add_argument(
        "--sort",
        action="store_true",
        help="in the order in which people are counted: a smaller file",
    )
    parser.add_argument(
        "--margins",
        type=folder,
        metavar="FOLDER",
        help="real small areas of England, with their ages, ethnic groups and deprivation, from the "
        "files of this folder (docs/made-population.md); else all places are made up",
    )
    add_out(parser)
    parser.set_defaults(run=run)


def folder(text: str) -> Path:
    if not (path := Path(text)).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


def run(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting.made.population import population
    from evenground.counting.made.writing import write_people

    first = LAST + 1 - max(options.years, SPAN)
    done = 0.0

    def progress(share: float) -> None:
        nonlocal done
        done = share

    with working(lambda: f"Making {options.people:,} people: {done:.0%}"):
        made = population(
            options.people,
            seed=options.seed,
            years=range(first, LAST + 1),
            folder=options.margins,
        )
        written = write_people(
            made,
            options.out,
            indicators.library().values(),
            years=options.years,
            ordered=options.sort,
            progress=progress,
        )
    for path, rows in written.rows.items():
        wrote(path, rows)
