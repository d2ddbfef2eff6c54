"""What the engine's commands take: seconds of processor time, and the most memory.

    python benchmarks/engine.py [--rows 1000000] [--people 500000]

A made Fingertips file of many rows is imported and compared; made people are counted, protected,
measured and compared. Each command runs by itself, as people run it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
AREAS, YEARS = 100, 60
AT_ONCE = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        publish(options.rows, Path("published.csv"))
        for command in (
            "import fingertips published.csv --out table.parquet",
            "profile table.parquet --out gaps.parquet --summary none",
            f"synth --people {options.people} --seed 1 --out people.parquet",
            "count people.parquet --out cells.parquet",
            "profile cells.parquet --out measured.parquet",
        ):
            cost(command)
    return 0


def publish(rows: int, path: Path) -> None:
    """Write the file some rows at a time: a command is charged for the memory it was started with."""
    sys.path.insert(0, str(HOME))
    from tests.published import DECILES, file, row

    groups = ("Most deprived decile", "Least deprived decile")
    with path.open("wb") as out:
        out.write(file())
        for first in range(0, rows, AT_ONCE):
            made = [
                row(
                    **DECILES, category=groups[n % 2], value=10 + n % 17,
                    code=f"E{n // 2 % AREAS:08}", indicator=n // 2 // AREAS // YEARS,
                    period=(year := 1960 + n // 2 // AREAS % YEARS), sortable=f"{year}0000",
                )
                for n in range(first, min(first + AT_ONCE, rows))
            ]  # fmt: skip
            out.write(file(*made).split(b"\n", 1)[1])


def cost(command: str) -> None:
    done = subprocess.Popen(
        [sys.executable, "-m", "evenground", *command.split()], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(done.pid, 0)
    if status:
        raise SystemExit(f"evenground {command} failed")
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20
    print(f"evenground {command:52}{seconds:7.1f} s{memory:7.2f} GB", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
