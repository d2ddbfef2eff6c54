"""People put in the order of their cells once: a place's people stand together, and the file is smaller.

A sorted file says so under "evenground" in its metadata. That is a hint and no promise: counts are
right whatever the order of the rows.
"""

from __future__ import annotations

import glob
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from evenground.counting.engines.duckdb import quiet, read, refusals
from evenground.counting.engines.table import UNREADABLE, found
from evenground.counting.statement import sql
from evenground.errors import DataError

METADATA = "evenground"
MEMORY = "1GB"


def sorted_copy(people: str | Path, out: str | Path, by: Sequence[str]) -> Path:
    """The same rows in the order of the columns `by`, larger places first; ties as they came.

    Shapes   people, out: .parquet files; they may be the same one. The same file gives the same bytes.
    Limits   about 1 GB of memory; rows that do not fit wait beside `out`, in a folder that goes.
    Raises   DataError for another kind of file, a column it does not have, or a full disk. Then
             nothing is left under the name `out`.
    Checked  the same rows, each once, whole groups together: tests/engine/counting/test_sorting.py.
    """
    source, target = found(people), Path(out)
    if source.is_dir() or source.suffix.lower() != ".parquet":
        raise DataError(f"{source.name}: only a single .parquet file is sorted.")
    said = metadata(source) | {"sorted_by": list(by)}
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with tempfile.TemporaryDirectory(prefix=".sorting-", dir=target.parent) as folder:
        try:
            with (
                quiet(temp_directory=folder, memory_limit=MEMORY) as connection,
                refusals(source.name),
            ):
                _check(read(connection, source).columns, by, source.name)
                connection.execute(_copy(source, part, by, said))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def sorted_by(people: Path) -> tuple[str, ...]:
    """The columns that a Parquet file says its rows are in order of; none when it says nothing."""
    names = metadata(people).get("sorted_by") if people.is_file() else None
    return tuple(names) if isinstance(names, list) else ()


def metadata(people: Path) -> dict[str, Any]:
    """What a Parquet file says about itself under "evenground"."""
    try:
        with pq.ParquetFile(people) as file:
            told = (file.metadata.metadata or {}).get(METADATA.encode(), b"{}")
        said = json.loads(told)
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(f"{people.name} {UNREADABLE}") from None
    return said if isinstance(said, dict) else {}


def _check(columns: Sequence[str], by: Sequence[str], where: str) -> None:
    missing = [f"`{name}`" for name in by if name not in columns]
    if missing or not by:
        raise DataError(
            f"{where} cannot be sorted: "
            + (f"it has no column {', '.join(missing)}." if by else "name the columns to sort by.")
        )


def _copy(source: Path, part: Path, by: Sequence[str], said: dict[str, Any]) -> str:
    """Names of columns are quoted identifiers and paths quoted text, so nobody can write SQL here."""
    order = ", ".join(sql(exp.to_identifier(name, quoted=True), "duckdb") for name in by)
    return f"""
        COPY (
            SELECT * FROM read_parquet({_text(glob.escape(str(source)))})
            ORDER BY {order}, file_row_number
        ) TO {_text(str(part))} (
            FORMAT parquet, COMPRESSION zstd, KV_METADATA {{ {METADATA}: {_text(json.dumps(said))} }}
        )
    """  # noqa: S608


def _text(words: str) -> str:
    return sql(exp.Literal.string(words), "duckdb")
