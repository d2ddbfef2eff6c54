"""`evenground combine`: cells of several partners to the cells of all."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from evenground.cli.arguments import WrongUse, add_out, existing, working, wrote


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "combine",
        help="cells of several partners to the cells of all",
        description="Add up cells that partners counted at home, so that people need not move. What "
        "was not counted alike is named and nothing is added: definitions, versions, periods, "
        "code lists, groups and places must match, and no table may come twice.",
    )
    parser.add_argument(
        "cells", type=existing, nargs="+", metavar="CELLS", help="what `evenground count` wrote"
    )
    add_out(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground.cli.count import account
    from evenground.counting import combine, read_cells

    refuse_twice(options.cells)
    with working("Combining"):
        cells = combine({str(path): read_cells(path) for path in options.cells})
        cells.write(options.out)
    wrote(options.out, cells.frame.height)
    print(f"Tables of people: {len(cells.about.inputs)}")
    for line in account(cells):
        print(line)


def refuse_twice(paths: list[Path]) -> None:
    given = Counter(path.resolve() for path in paths)
    if twice := [path.name for path, times in given.items() if times > 1]:
        raise WrongUse(f"Given more than once: {', '.join(twice)}. Give each file once.")
