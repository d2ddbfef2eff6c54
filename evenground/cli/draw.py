"""`evenground draw`: a panel by lot, or the same panel once more."""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenground.cli.arguments import WrongUse, existing, many, whole, working

if TYPE_CHECKING:
    from evenground.draws import Quota

ABOUT_MIX = "a CSV file with the columns characteristic, group, least, most"


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "draw",
        help="a panel by lot, which anybody can draw again",
        description="Draw a panel from a pool so that it has the mix that was asked for. The same files and "
        "the same seed give the same panel, on every machine and in whatever order the rows are.",
    )
    parser.add_argument(
        "pool", type=existing, metavar="POOL.csv",
        help="a row for each person: a column `id`, without names, and one for each characteristic",
    )  # fmt: skip
    parser.add_argument("--mix", type=existing, required=True, metavar="MIX.csv", help=ABOUT_MIX)
    parser.add_argument("--places", type=whole(1), required=True, metavar="N")
    parser.add_argument(
        "--salt", default="", metavar="LETTERS",
        help="what makes the SHA-256 of the pool impossible to guess; it is given with the pool",
    )  # fmt: skip
    parser.add_argument("--seed", required=True, metavar="WORDS")
    parser.add_argument(
        "--said-no", action="append", default=[], metavar="ID,ID",
        help="who said no; the next are drawn in their place. Once for each time, in order",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground.draws import digest, next_in_line

    pool, mix = read_pool(options.pool), read_mix(options.mix)
    rounds = [[one.strip() for one in ids.split(",") if one.strip()] for ids in options.said_no]
    panel: list[str] = []
    said_no: list[str] = []
    with working(f"Drawing from {many(len(pool), 'person').replace('persons', 'people')}"):
        for ids in ([], *rounds):
            said_no += ids
            panel = next_in_line(
                pool, mix, panel, places=options.places, seed=options.seed, said_no=said_no
            )
    print(f"SHA-256 of the pool: {digest(pool, salt=options.salt)}")
    print(*panel, sep="\n")


def read_pool(path: Path) -> dict[str, dict[str, str]]:
    pool: dict[str, dict[str, str]] = {}
    for number, row in enumerate(_rows(path, ["id"]), start=2):
        person = row.pop("id").strip()
        if not person or person in pool:
            raise WrongUse(f"Line {number} of {path} has no id, or one that stands there before.")
        pool[person] = {name: value.strip() for name, value in row.items()}
    return pool


def read_mix(path: Path) -> list[Quota]:
    from evenground.draws import Quota

    mix = []
    for number, row in enumerate(
        _rows(path, ["characteristic", "group", "least", "most"]), start=2
    ):
        try:
            least, most = int(row["least"]), int(row["most"])
        except ValueError:
            raise WrongUse(
                f"Line {number} of {path} needs whole numbers as least and most."
            ) from None
        mix.append(Quota(row["characteristic"].strip(), row["group"].strip(), least, most))
    return mix


def _rows(path: Path, columns: list[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        reader.fieldnames = [_restored(name) for name in reader.fieldnames or []]
        if lacking := [name for name in columns if name not in (reader.fieldnames or [])]:
            raise WrongUse(f"{path} has no column `{lacking[0]}`.")
        return [{name: _restored(value) for name, value in row.items() if name} for row in reader]


def _restored(cell: str | None) -> str:
    """Without the apostrophe that the files of a draw have before what a spreadsheet program would run."""
    return re.sub(r"^'(?='*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])", "", cell or "")
