"""A command that is told to stop does so also in the middle of a long call, and cleans up once and wholly."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from evenground.cli.stopping import INTERRUPTED, TERMINATED

LONG = """
import sys
from evenground.cli.stopping import code_of, stoppable

try:
    with stoppable():
        import polars as pl

        many = pl.LazyFrame({"a": pl.int_range(3_000_000, eager=True)})
        pairs = many.join(many, how="cross").select((pl.col("a") * pl.col("a_right")).sum())
        try:
            print("began", flush=True)
            pairs.collect(engine="streaming")
        finally:
            print("cleaned", sum(range(3_000_000)), flush=True)
except KeyboardInterrupt as stop:
    sys.exit(code_of(stop))
"""


@pytest.mark.parametrize(
    ("told", "code"), [(signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)]
)
def test_a_long_call_of_polars_is_stopped_and_everything_is_cleaned(told, code):
    with subprocess.Popen(
        [sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout.readline() == "began\n"
        command.send_signal(told)
        command.send_signal(told)
        said, wrong = command.communicate(timeout=120)
    assert (command.returncode, wrong) == (code, "")
    assert said == f"cleaned {sum(range(3_000_000))}\n"
