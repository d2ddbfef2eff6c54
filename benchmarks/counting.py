"""What it takes to turn people into cells and cells into a profile, beside the gates.

    python benchmarks/counting.py --people 1000000 10000000 57000000 [--folder people] [--only count] [--spark]

People are made by `evenground synth`, once for each size: they stay in --folder, and go at the end without
one. --only runs the steps whose names have one of these words; they need what earlier ones write. Every step runs in a process of its own,
so that processor time and memory are its own; both cover what it starts.

- The floor is the bare scan: every value of the same columns read by Polars, and nothing made of them.
- The plain way is a group-by for each indicator, as an analyst would write it in Polars, and for a
  million people in pandas where that is installed. It gives the finest cells and no more: no roll-up,
  no look at quality, no account of what was read.
- Spark (--spark) is on this computer: it is for people who are in a cluster already, not for speed.

Gates are for 57 million people; smaller numbers show the growth. Exit 1 when a gate is missed. Run it
on a machine that does nothing else; 57 million people take 4 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(HOME := Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from evenground.counting.plan import Plan
    from evenground.indicators.conditions import Condition
    from evenground.indicators.conditions.rule import Rule

ENGLAND = 57_000_000
FEW = 1_000_000  # so many people at most for pandas
INDICATORS, SEED = 30, 1
CORE = "core20plus5"
FOUR = {"age_band", "deprivation_quintile", "ethnic_group", "sex"}
COMMAND = [sys.executable, "-m", "evenground"]
HEADER = f"{'':44}{'CPU s':>9}{'gate':>7}{'times':>7}{'wall s':>9}{'MB':>7}{'gate':>7}"


class Step(NamedTuple):
    name: str
    command: list[str]
    cpu: float | None = None  # gates: seconds of processor time,
    wall: float | None = None  # seconds,
    memory: float | None = None  # MB
    makes: Path | None = None  # people, once

    def is_there(self) -> bool:
        return self.makes is not None and self.makes.exists()


class Taken(NamedTuple):
    cpu: float
    wall: float
    memory: float
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, help="where people are made once, and stay")
    parser.add_argument("--only", nargs="+", default=[""], metavar="WORD", help="these steps only")
    parser.add_argument("--spark", action="store_true", help="count by Spark too, on this computer")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        PARTS[options.part[0]](*options.part[1:])
        return 0
    missed = 0
    growth: dict[str, dict[int, float]] = {}
    for people in options.people:
        with tempfile.TemporaryDirectory(prefix="counting-", dir=options.folder) as own:
            load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
            print(f"\n{people:,} people; {load}\n{HEADER}")
            made = options.folder or Path(own)
            for step in steps(people, made, Path(own), spark=options.spark):
                if step.is_there() or not any(word in step.name for word in options.only):
                    continue
                taken = run(step, Path(own))
                missed += report(step, taken, gated=people >= ENGLAND)
                growth.setdefault(step.name, {})[people] = taken.cpu
    if len(options.people) > 1:
        grown(growth, options.people)
    return 1 if missed else 0


def steps(people: int, there: Path, folder: Path, *, spark: bool) -> Iterator[Step]:
    """What is run, in order; a later step uses what an earlier one wrote."""
    made, ordered = (str(there / f"{name}-{people}.parquet") for name in ("people", "sorted"))
    cells, core = (str(folder / f"{name}.parquet") for name in ("cells", "core"))
    synth = [*COMMAND, "synth", "--people", str(people), "--seed", str(SEED), "--out"]
    yield Step("synth", [*synth, made], wall=300, memory=2_048, makes=Path(made))
    yield Step("synth, sorted", [*synth, ordered, "--sort"], makes=Path(ordered))
    ids = ["--indicators", ",".join(thirty())]
    yield Step("bare scan of the same columns", mine("scan", made))
    yield Step("quality", [*COMMAND, "quality", made, *ids])
    count = [*COMMAND, "count"]
    yield Step(
        f"count {INDICATORS} indicators", [*count, made, *ids, "--out", cells], 25, None, 1_024
    )
    yield Step("  its cells alone", mine("count", made))
    yield Step("bare scan of the sorted file", mine("scan", ordered))
    yield Step("count, sorted", [*count, ordered, *ids, "--out", cells], 5, None, 1_024)
    yield Step("  its cells alone, sorted", mine("count", ordered))
    yield Step("roll-up", mine("roll-up", cells), 0.5)
    yield Step("count Core20PLUS5", [*count, made, "--indicators", CORE, "--out", core])
    yield Step("profile of Core20PLUS5", [
        *COMMAND, "profile", core, "--indicators", CORE,
        "--by", "ethnic_group", "deprivation_quintile", "--summary", "sii", "--out", str(folder / "profile.parquet"),
    ], 10)  # fmt: skip
    yield Step("plain Polars, a group-by an indicator", mine("polars", made))
    if people <= FEW and installed("pandas"):
        yield Step("plain pandas, a group-by an indicator", mine("pandas", made))
    if spark:
        yield Step("count by Spark", [*count, made, *ids, "--engine", "spark", "--out", cells])


def mine(*part: str) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), "--part", *part]


def installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def run(step: Step, folder: Path) -> Taken:
    """Run a step to its end. A part says its own processor time, that of its imports left out."""
    started = time.perf_counter()
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(step.command, cwd=HOME, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        said.seek(0)
        lines = said.read().splitlines()
    if status:
        raise SystemExit(f"{step.name} failed:\n" + "\n".join(lines[-20:]))
    told = json.loads(lines[-1]) if "--part" in step.command else {}
    cpu = told.get("cpu", used.ru_utime + used.ru_stime)
    return Taken(cpu, wall, used.ru_maxrss / 1024, told.get("said", ""))


def report(step: Step, taken: Taken, *, gated: bool) -> bool:
    """One line; True when a gate is missed."""
    gates = [(step.cpu, taken.cpu), (step.wall, taken.wall), (step.memory, taken.memory)]
    missed = gated and any(gate is not None and value > gate for gate, value in gates)
    verdict = (
        "" if not gated or not any(gate for gate, _ in gates) else "missed" if missed else "met"
    )
    seconds, spent = (step.cpu, taken.cpu) if step.cpu else (step.wall, taken.wall)
    print(
        f"{step.name:44}{taken.cpu:9.2f}{shown(step.cpu if step.cpu else None):>7}"
        f"{shown(spent / seconds if seconds else None):>7}{taken.wall:9.1f}{taken.memory:7.0f}"
        f"{shown(step.memory):>7}  {verdict}{' ' if verdict and taken.said else ''}{taken.said}"
        + (f" (gate {step.wall:.0f} s wall)" if step.wall else ""),
        flush=True,
    )
    return missed


def shown(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def grown(growth: dict[str, dict[int, float]], sizes: list[int]) -> None:
    print(
        "\nCPU seconds for each million people\n"
        + " " * 44
        + "".join(f"{size:>14,}" for size in sizes)
    )
    for name, taken in growth.items():
        each = (f"{1e6 * taken[n] / n:14.3f}" if n in taken else " " * 14 for n in sizes)
        print(f"{name:44}{''.join(each)}")


# The parts that are no command. Each says in its last line the processor time of what it is about.


@contextmanager
def told() -> Iterator[dict[str, object]]:
    """The processor time inside, imports before it left out."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    answer: dict[str, object] = {}
    before = spent()
    yield answer
    print(json.dumps(answer | {"cpu": spent() - before}))


def thirty() -> list[str]:
    """The ids of indicators that are counted by the same four groups: about 300,000 cells in England."""
    from evenground import indicators
    from evenground.indicators.conditions.rule import rule_of

    rules = {one: rule_of(found) for one, found in sorted(indicators.library().items())}
    counted = (one for one, rule in rules.items() if rule and {*rule.groups, *rule.by} == FOUR)
    return list(islice(counted, INDICATORS))


def planned_for(people: str) -> Plan:
    from evenground import indicators
    from evenground.counting.engines import opened
    from evenground.counting.plan import planned

    wanted = indicators.chosen(",".join(thirty())).values()
    with opened(Path(people)) as table:
        return planned(wanted, table.columns(), table="people", period="period", available=True)


def scan(people: str) -> None:
    import polars as pl

    names = planned_for(people).query.columns()
    rows = pl.scan_parquet(people, glob=False).select(names)
    with told() as answer:
        read = sum(batch.height for batch in rows.collect_batches(engine="streaming"))
        answer["said"] = f"{len(names)} columns, {read:,} rows"


def count(people: str) -> None:
    from evenground.counting.engines import opened

    plan = planned_for(people)
    with opened(Path(people)) as table, told() as answer:
        answer["said"] = f"{table.aggregate(plan.query).height:,} cells"


def roll_up(cells: str) -> None:
    from evenground.counting import read_cells, roll_up

    given = read_cells(Path(cells))
    with told() as answer:
        long = roll_up(given)
        sets = long.select("area_type", "dimension").unique().height
        answer["said"] = (
            f"{given.frame.height:,} cells to {long.height:,} rows of {sets} grouping sets"
        )


def rules() -> list[Rule]:
    from evenground import indicators
    from evenground.indicators.conditions.rule import rule_of

    each = (rule_of(one) for one in indicators.chosen(",".join(thirty())).values())
    return [rule for rule in each if rule is not None]


def plain_polars(people: str) -> None:
    import polars as pl

    keys, wanted = list(planned_for(people).query.by), rules()
    with told() as answer:
        for rule in wanted:
            counted = pl.scan_parquet(people).filter(pl.sql_expr(rule.denominator.text))
            met = rule.numerator
            had = pl.sql_expr(met.text) if met else pl.col(str(rule.events))
            cells = counted.group_by(keys).agg(pl.len(), had.cast(pl.Int64).sum().alias("had"))
            cells.collect(engine="streaming")
        answer["said"] = f"{len(wanted)} times"


def plain_pandas(people: str) -> None:
    import pandas

    plan, wanted = planned_for(people), rules()
    keys = list(plan.query.by)
    with told() as answer:
        table = pandas.read_parquet(people, columns=plan.query.columns())
        for rule in wanted:
            among = table[table.eval(in_pandas(rule.denominator)).eq(True)]
            met = rule.numerator
            had = among.eval(in_pandas(met)).eq(True) if met else among[rule.events]
            among.assign(had=had).groupby(keys, observed=True)["had"].agg(["size", "sum"])
        answer["said"] = f"{len(wanted)} times"


def in_pandas(condition: Condition) -> str:
    """A condition as `DataFrame.eval` takes it."""
    text = re.sub(r"(\w+) BETWEEN (\w+) AND (\w+)", r"(\1 >= \2 and \1 <= \3)", condition.text)
    text = re.sub(r"(\w+) IN \(([^)]*)\)", r"(\1 in [\2])", text).replace(" = ", " == ")
    return re.sub(r"\b(AND|OR|NOT)\b", lambda word: word[0].lower(), text)


PARTS: dict[str, Callable[[str], None]] = {
    "scan": scan, "count": count, "roll-up": roll_up, "polars": plain_polars, "pandas": plain_pandas,
}  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
