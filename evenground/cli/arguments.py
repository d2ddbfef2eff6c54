"""What several commands ask for, and how they show that they are at work and write what they made."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evenground.errors import EvengroundError

if TYPE_CHECKING:
    import polars as pl

PATIENCE = 2  # seconds before a command says that it is still at work


class WrongUse(EvengroundError):
    exit_code = 2


def add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=parquet, required=True, metavar="FILE.parquet", help="what to write"
    )


def existing(text: str) -> Path:
    if (path := Path(text)).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder, not a file")
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def parquet(text: str) -> Path:
    path = Path(text)
    if path.suffix != ".parquet":
        raise argparse.ArgumentTypeError(f"{text} should end in .parquet")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def add_indicators(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--indicators",
        default="library",
        metavar="SET",
        help="`library`, the id of a set, a folder or file of definitions, or ids with commas between "
        "(%(default)s)",
    )


def whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} up")
        return int(text)

    return read


def write(table: pl.DataFrame, out: Path, metadata: dict[str, str] | None = None) -> None:
    """Write a table whole or not at all."""
    from evenground.counting.files import whole

    with whole(out) as part:
        table.write_parquet(part, metadata=metadata)
    wrote(out, table.height)


def wrote(out: Path, rows: int) -> None:
    print(f"Wrote {out} ({many(rows, 'row')})")


def many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def working(what: str | Callable[[], str]) -> Iterator[None]:
    """Say on the error stream that a command is at work, once it takes longer than a moment."""
    done, started = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            said = what() if callable(what) else what
            print(f"{said} ... {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
