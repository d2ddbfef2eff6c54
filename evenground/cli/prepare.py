"""`evenground prepare`: a raw extract to one row for each person and period."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenground.cli.arguments import add_out, existing, working, write, wrote


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "prepare",
        help="a raw extract to people, by a recipe",
        description="Make one row for each person and period from records that may disagree, and give "
        "an account of every record. docs/from-an-extract.md goes through an example. What is "
        "written is about people: keep it where they are.",
    )
    parser.add_argument("extract", type=existing, metavar="EXTRACT", help="a .csv or .parquet file")
    parser.add_argument(
        "--recipe",
        type=recipe,
        required=True,
        metavar="RECIPE",
        help="a recipe.toml that says what each column is, or the id of one that comes with Evenground",
    )
    parser.add_argument(
        "--files",
        type=folder,
        metavar="FOLDER",
        help="where the recipe's look-up files are (beside the recipe)",
    )
    parser.add_argument(
        "--sort",
        action="store_true",
        help="write people in the order of cells: a place's people stand together, and the file is smaller",
    )
    add_out(parser)
    parser.set_defaults(run=run)


def recipe(text: str) -> Path:
    from evenground.counting.prepare.reading import shipped

    return shipped().get(text) or existing(text)


def folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


def run(options: argparse.Namespace) -> None:
    from evenground.counting.prepare.reading import read_recipe
    from evenground.counting.prepare.run import prepare

    read = read_recipe(options.recipe, files=options.files)
    with working(f"Preparing {options.extract.name}"):
        done = prepare(options.extract, read, options.out, ordered=options.sort)
    wrote(options.out, done.account.rows)
    if done.recording is not None:
        write(done.recording, options.out.with_name(f"{options.out.stem}-recording.parquet"))
    print("\n".join(done.account.said()))
