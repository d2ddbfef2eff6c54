"""The `evenground` command: arguments only. Exit codes are in errors.py; 2 is wrong use."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from evenground.errors import EvengroundError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="evenground", description="Measure inequalities honestly and carry what follows."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in entry_points(group="evenground.commands"):
        command.load()(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run(options) or 0
    except EvengroundError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
