"""The keys of the rows of Parquet files, as places in lists of labels, about a million rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenground.counting.engines.numbering import Coded, coded, joined

FEW = 8  # one part in so many is too few rows to be worth their own turn
EXACT = 32  # characters of a text that a footer has whole


def keys_of(files: Sequence[Path], by: Sequence[str], rows: int) -> Iterator[list[Coded]]:
    """The keys of so many rows at a time or fewer, in the order of the files; small row groups together."""
    held: list[list[Coded]] = []
    for keys in chain.from_iterable(_batches(file, by, rows) for file in files):
        held.append(keys)
        if sum(len(part[0].places) for part in held) * FEW > rows:
            yield [joined(parts) for parts in zip(*held, strict=True)]
            held = []
    if held:
        yield [joined(parts) for parts in zip(*held, strict=True)]


def _batches(file: Path, by: Sequence[str], rows: int) -> Iterator[list[Coded]]:
    """The columns `by`; a text that all of a row group have is not read for each row."""
    schema = pq.read_schema(file)
    names = list(dict.fromkeys(by))
    texts = [name for name in names if not _plain(schema.field(name).type)]
    with pq.ParquetFile(file, read_dictionary=texts) as people:
        for group in range(people.num_row_groups):
            same = _same(people.metadata.row_group(group), texts)
            read = [name for name in names if name not in same] or names[:1]
            for batch in people.iter_batches(rows, [group], read, use_threads=False):
                alike = {n: _all_alike(text, batch.num_rows) for n, text in same.items()}
                found = {name: coded(batch.column(name)) for name in read} | alike
                yield [found[name] for name in by]


def _plain(kind: pa.DataType) -> bool:
    types = pa.types
    return types.is_integer(kind) or types.is_boolean(kind) or types.is_date(kind)


def _same(group: pq.RowGroupMetaData, texts: Sequence[str]) -> dict[str, str]:
    """The texts that all rows of a row group have, as its statistics say."""
    columns = [group.column(place) for place in range(group.num_columns)]
    told = {one.path_in_schema: one.statistics for one in columns if one.path_in_schema in texts}
    return {name: one.min for name, one in told.items() if one is not None and _alike(one)}


def _alike(told: pq.Statistics) -> bool:
    known = told.has_min_max and told.has_null_count and not told.null_count
    return bool(
        known and told.min == told.max and isinstance(told.min, str) and len(told.min) < EXACT
    )


def _all_alike(text: str, rows: int) -> Coded:
    return Coded(np.zeros(rows, np.int8), [text])
