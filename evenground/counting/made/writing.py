"""Writes a made population: the people, their events by month, and what was planted, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from evenground.counting.editions import versions
from evenground.counting.files import all_whole, whole
from evenground.counting.made.population import Population, add, parts
from evenground.counting.made.tables import ETHNIC, NUMBERS, SORTED, levels_of

if TYPE_CHECKING:
    from evenground.counting.made.truth import Truth
    from evenground.indicators import Indicator

METADATA = "evenground"
PEOPLE_IN_GROUP, EVENTS_IN_GROUP = 700_000, 2_000_000  # rows of a row group, or some more


@dataclass(frozen=True)
class Written:
    """The files that were written, with how many rows each has."""

    rows: dict[Path, int]


@dataclass
class Rows:
    """A Parquet file that grows by tables, in row groups of `at_least` rows."""

    path: Path
    at_least: int
    said: dict[str, object] = field(default_factory=dict)
    count: int = 0
    waiting: list[pa.Table] = field(default_factory=list)
    writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        self.waiting.append(table)
        if sum(len(one) for one in self.waiting) >= self.at_least:
            self.write()

    def write(self) -> None:
        """One row group of all that waits."""
        if not self.waiting:
            return
        table = pa.concat_tables(self.waiting).unify_dictionaries().combine_chunks()
        self.waiting = []
        if self.writer is None:
            self.writer = self.opened(table.schema)
        self.writer.write_table(table, row_group_size=len(table))
        self.count += len(table)

    def opened(self, schema: pa.Schema) -> pq.ParquetWriter:
        repeated = [name for name in schema.names if name != "person_id"]
        return pq.ParquetWriter(
            self.path,
            schema.with_metadata({METADATA: json.dumps(self.said)}),
            compression="zstd",
            use_dictionary=repeated,
            column_encoding={"person_id": "DELTA_BINARY_PACKED"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.write()
        if self.writer is not None:
            self.writer.close()


def write_people(
    made: Population,
    out: Path,
    indicators: Iterable[Indicator],
    *,
    years: int = 1,
    ordered: bool = False,
    progress: Callable[[float], None] = lambda done: None,
) -> Written:
    """Make a population and write it: `out`, and beside it its events and the truth about it.

    Shapes   out: a row for each person in each of the last `years`. `...-events.parquet`: a row for
             each person, month and kind of event, over all the years of the population.
             `...-truth.parquet`: as `Truth.table` gives it, of the years in `out`.
    Order    place by place, and people of a place in no order; with `ordered` in the order of SORTED,
             and the file says so.
    Limits   about one large place in memory for each thread; two threads.
    Raises   OSError, such as for a full disk. Then nothing is left under the final names.
    Checked  the same bytes however many threads: tests/engine/counting/test_made_files.py.
    """
    from evenground.counting.made.truth import Truth, questions

    rows = made.years[-years:]
    truth = Truth(questions(indicators))
    names = [out, *(out.with_name(f"{out.stem}-{what}.parquet") for what in ("events", "truth"))]
    with all_whole(names) as (people_part, events_part, truth_part):
        with ExitStack() as files:
            people = files.enter_context(Rows(people_part, PEOPLE_IN_GROUP, _said(made, ordered)))
            events = files.enter_context(Rows(events_part, EVENTS_IN_GROUP, _said(made, False)))
            _fill(made, rows, truth, people, events, ordered, progress)
        table = truth.table()
        table.write_parquet(truth_part)
    return Written(dict(zip(names, (people.count, events.count, table.height), strict=True)))


def write_only_people(made: Population, out: Path, *, years: int = 1, ordered: bool = False) -> int:
    """Make a population and write it as `write_people` does, without events and truth: how many rows."""
    rows = made.years[-years:]
    with whole(out) as part, Rows(part, PEOPLE_IN_GROUP, _said(made, ordered)) as people:
        for made_part in parts(made, rows=rows, ordered=ordered):
            for table in made_part.people:
                people.add(table)
    return people.count


def _said(made: Population, ordered: bool) -> dict[str, object]:
    """What a file of made people says of itself."""
    levels = levels_of(made.places[0])
    names = [name for name in SORTED if name not in ("region", "nation") or name in levels]
    said: dict[str, object] = {
        "made_people": True,
        "seed": made.seed,
        "editions": {
            **dict.fromkeys(NUMBERS, made.deprivation),
            **dict.fromkeys(ETHNIC, versions(["nhs-ethnic-category"])),
        },
    }
    return said | {"sorted_by": names} if ordered else said


def _fill(
    made: Population,
    rows: Sequence[int],
    truth: Truth,
    people: Rows,
    events: Rows,
    ordered: bool,
    progress: Callable[[float], None],
) -> None:
    rounds = len(made.years) if ordered else 1
    everybody, done = rounds * sum(place.size for place in made.places), 0
    for part in parts(made, rows=rows, questions=truth.asked, events=True, ordered=ordered):
        for table in part.people:
            people.add(table)
        for table in part.events:
            events.add(table)
        add(truth, part)
        done += part.place.size
        progress(done / everybody)
