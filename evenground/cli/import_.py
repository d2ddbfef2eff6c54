"""`evenground import`: a published file to a tidy table."""

from __future__ import annotations

import argparse
from typing import Any

from evenground.cli.arguments import add_out, existing, many, working, write


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "import",
        help="a published file to a tidy table",
        description="Read a published file, say what was understood, and write a tidy table. "
        "Every row is kept or set aside with a reason; a file that contradicts itself is refused.",
    )
    parser.add_argument("source", choices=["fingertips"], help="who published the file")
    parser.add_argument("file", type=existing, metavar="FILE", help="the file as it was downloaded")
    add_out(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground.sources import fingertips

    with working(f"Reading {options.file.name}"):
        published = fingertips.read(options.file)
    write(published.table, options.out)
    read = many(published.rows_read, "row")
    print(f"{options.file.name}: {read} read, {published.rows_kept:,} kept")
    for reason, rows, lines in published.set_aside:
        print(f"  {rows:,} set aside: {reason} (such as line {', '.join(map(str, lines))})")
    print("Indicators:")
    for identity, title in published.indicators.items():
        print(f"  {identity}  {title}")
    print(f"Periods: {', '.join(published.periods)}")
    print(f"Dimensions: {', '.join(published.dimensions.values())}")
    for note in published.notes:
        print(f"Note: {note}")
