"""The `evenground` command: arguments only. Exit codes are in errors.py; 2 is wrong use.

What a command needs is imported when it runs, so that `evenground --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from evenground.cli import (
    combine,
    count,
    draw,
    import_,
    indicators,
    prepare,
    profile,
    quality,
    sort,
    synth,
)
from evenground.cli.stopping import code_of, stoppable
from evenground.errors import EvengroundError

COMMANDS = (import_, synth, prepare, sort, quality, count, combine, profile, indicators, draw)
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
  evenground quality people.parquet
  evenground count people.parquet --out cells.parquet
  evenground profile cells.parquet --out profile.parquet
A panel by lot, which anybody can draw again (docs/drawing-panels.md):
  evenground draw pool.csv --mix mix.csv --places 24 --seed "words agreed in public"
What is measured, and how to add to it (docs/indicators.md):
  evenground indicators list
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="evenground",
        description="Measure inequalities honestly and carry what follows.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    for entry in entry_points(group="evenground.commands"):
        entry.load()(commands)
    options = parser.parse_args(arguments)
    try:
        with stoppable():
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
    except KeyboardInterrupt as stop:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return code_of(stop)
