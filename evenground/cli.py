"""The `evenground` command: arguments only. Exit codes are in errors.py; 2 is wrong use.

What a command needs is imported when it runs, so that `evenground --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenground.errors import EvengroundError

if TYPE_CHECKING:
    import polars as pl

EPILOG = """\
exit codes:
  0   done
  2   wrong use, such as a file that is not there
  10  a definition file is wrong
  11  the data cannot answer the question
  12  a release would leak

Start with `evenground demo`, or with a published file:
  evenground import fingertips data.csv --out table.parquet
  evenground profile table.parquet --out profile.parquet
or with a table of your own (docs/profile.md says which columns):
  evenground profile table.csv --out profile.parquet
or with records of people, real or made:
  evenground synth --people 100000 --seed 1 --out people.parquet
  evenground count people.parquet --out cells.parquet
  evenground profile cells.parquet --out profile.parquet
"""
PROFILE_EPILOG = """\
a table of your own needs: indicator, area, dimension, group, period, and value, or count with
denominator; better also: order (1 = the most disadvantaged), unit, better_when. Such as:
  evenground profile table.csv --out profile.parquet --declare kind=proportion \\
    --declare better_when=higher --reference "deprivation fifth=5 least"

Where a row has no number, value_code, gap_code and the like say why, and `reason` in words.
"""
POLICY = "evenground-safe"
PATIENCE = 2  # seconds before a command says that it is still at work


class WrongUse(EvengroundError):
    exit_code = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="evenground",
        description="Measure inequalities honestly and carry what follows.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (add_import, add_synth, add_count, add_profile):
        add(commands)
    for command in entry_points(group="evenground.commands"):
        command.load()(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run(options) or 0
    except EvengroundError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        print(f"{problem}. Nothing was written.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return 130


def add_import(commands: Any) -> None:
    parser = commands.add_parser(
        "import",
        help="a published file to a tidy table",
        description="Read a published file, say what was understood, and write a tidy table. "
        "Every row is kept or set aside with a reason; a file that contradicts itself is refused.",
    )
    parser.add_argument("source", choices=["fingertips"], help="who published the file")
    parser.add_argument("file", type=existing, metavar="FILE", help="the file as it was downloaded")
    add_out(parser)
    parser.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> None:
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


def add_synth(commands: Any) -> None:
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
    parser.set_defaults(run=run_synth)


def run_synth(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting.synth import make_people
    from evenground.counting.truth import truth

    with working(f"Making {options.people:,} people"):
        people = make_people(options.people, seed=options.seed)
        planted = truth(people, indicators.library().values())
    write(people, options.out)
    write(planted, options.out.with_name(f"{options.out.stem}-truth.parquet"))


def add_count(commands: Any) -> None:
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
    parser.set_defaults(run=run_count)


def run_count(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.counting.cells import count

    wanted = indicators.chosen(options.indicators).values()
    with working(f"Counting {options.people.name}"):
        cells = count(options.people, wanted, period=options.period)
    write(cells, options.out)
    counted = cells["indicator"].n_unique()
    print(f"Indicators counted: {counted}; without a rule for counting: {len(wanted) - counted}")


def add_indicators(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--indicators",
        default="library",
        metavar="SET",
        help="`library`, a folder of definition files, or ids with commas between (%(default)s)",
    )


def whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} up")
        return int(text)

    return read


def add_profile(commands: Any) -> None:
    parser = commands.add_parser(
        "profile",
        help="a table, or cells, to a profile of inequalities",
        description="Measure the groups of every dimension, in every area and period: levels, gaps to\n"
        "the reference group, summary measures, people to reach, trends and changes, each\n"
        "with limits or a reason, and a sentence for each row. Cells are measured and\n"
        "protected first.",
        epilog=PROFILE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "table",
        type=existing,
        metavar="TABLE",
        help="a .csv or .parquet file with a row for each number, or from `evenground import` or "
        "`count`; docs/profile.md lists the columns",
    )
    parser.add_argument(
        "--by", nargs="+", default=[], metavar="DIMENSION", help="these dimensions only"
    )
    parser.add_argument(
        "--within", nargs="+", default=[], metavar="AREA", help="these areas or area types only"
    )
    parser.add_argument(
        "--reference",
        action="append",
        default=[],
        type=reference,
        metavar="DIMENSION=GROUP",
        help="compare all groups of a dimension with this one; may be given again",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=declaration,
        metavar="COLUMN=HEADING",
        help="which heading of the table is a column, such as area=Org_Name; may be given again",
    )
    parser.add_argument(
        "--declare",
        action="append",
        default=[],
        type=declaration,
        metavar="COLUMN=VALUE",
        help="one value of a column for all rows, such as unit=percent, kind=proportion or "
        "better_when=lower; may be given again",
    )
    parser.add_argument(
        "--summary",
        nargs="+",
        metavar="MEASURE",
        help="these summary measures only, such as sii rii paf, or none (all of them)",
    )
    parser.add_argument(
        "--standard",
        metavar="NAME",
        help="make age-standardised rates of rows for bands of age: esp2013, esp1976, who2000, or "
        "a file of your own",
    )
    add_indicators(parser)
    parser.add_argument(
        "--policy",
        metavar="NAME",
        help=f"how cells of `count` are protected ({POLICY}); of no use for other tables",
    )
    add_out(parser)
    parser.set_defaults(run=run_profile)


def run_profile(options: argparse.Namespace) -> None:
    from evenground import indicators, profile
    from evenground.disclosure import policy
    from evenground.profile import tidy_profile
    from evenground.profile.table import reading

    with working(f"Profiling {options.table.name}"):
        table: Any = options.table
        definitions = indicators.chosen(options.indicators)
        if reading.holds_cells(table):
            cells = reading.read(table).frame.drop(reading.ROW)
            table = profile.measure(
                cells, policy=policy(options.policy or POLICY), definitions=definitions
            )
        elif options.policy:
            raise WrongUse(
                f"--policy protects cells of `evenground count`, and {table.name} has none: it would "
                "not be protected. Leave --policy out, or give cells."
            )
        found = tidy_profile.made(
            table,
            by=options.by,
            within=options.within,
            references=dict(options.reference),
            declare=dict(options.declare),
            definitions=definitions,
            standard=options.standard,
            columns=dict(options.column),
            summary=options.summary,
        )
    write(found.frame, options.out)
    for line in tidy_profile.account(found):
        print(line)


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


def reference(text: str) -> tuple[str, str]:
    dimension, sign, group = text.partition("=")
    if not (dimension and sign and group):
        raise argparse.ArgumentTypeError("write DIMENSION=GROUP, such as age='25-34 yrs'")
    return dimension, group


def declaration(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign and value):
        raise argparse.ArgumentTypeError(
            "write COLUMN=VALUE, such as unit=percent or area=Org_Name"
        )
    return column, value


def write(table: pl.DataFrame, out: Path) -> None:
    """Write a table whole or not at all."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        table.write_parquet(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    print(f"Wrote {out} ({many(table.height, 'row')})")


def many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on the error stream that a command is at work, once it takes longer than a moment."""
    done, started = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            print(f"{what} ... {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
