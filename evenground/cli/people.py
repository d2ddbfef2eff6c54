"""What the commands that read people ask for: where they are, what reads them, what is looked at first."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from evenground.cli.arguments import WrongUse, existing

ENGINES = ("duckdb", "polars", "spark", "postgres")


def add_people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "people",
        metavar="PEOPLE",
        help="a .parquet or .csv file, a row for each person in each period; with --database or "
        "--engine spark or postgres, the name of a table",
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help="what counts (polars for files, duckdb for a database); spark reads Parquet and tables, no CSV",
    )
    parser.add_argument(
        "--database", metavar="URL", help="a DuckDB file, or the address of a PostgreSQL database"
    )
    parser.add_argument("--master", metavar="URL", help="of a Spark cluster; else this computer")
    parser.add_argument(
        "--period",
        default="period",
        metavar="COLUMN",
        help="the column of the period (%(default)s)",
    )


def add_quality(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        type=existing,
        metavar="FILE.toml",
        help="rules of quality of your own, and which of ours block",
    )
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day of the extract, such as 2026-03-31: later dates are in the future",
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-03-31") from None


def table_of(options: argparse.Namespace) -> Path | str:
    """A file that is there, or the name of a table, as the engine takes it."""
    named = options.database is not None or options.engine in ("spark", "postgres")
    if named and not Path(options.people).exists():
        return options.people
    try:
        return Path(options.people) if Path(options.people).is_dir() else existing(options.people)
    except argparse.ArgumentTypeError as problem:
        raise WrongUse(f"PEOPLE: {problem}") from problem


def engine_of(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("engine", "database", "master")}
