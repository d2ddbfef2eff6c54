"""Columns of a small look-up file, as text, by the names that a definition gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evenground.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def read_columns(path: Path, wanted: Mapping[str, str]) -> pl.DataFrame:
    """The wanted columns of a .parquet or .csv file, as trimmed text: our name to the file's name.

    Raises   DataError naming every column that the file lacks, and the columns that it has.
    """
    import polars as pl

    if not path.is_file():
        raise DataError(f"{path}: there is no such file.")
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet, ".csv": _csv}
    if path.suffix.lower() not in readers:
        raise DataError(f"{path.name}: look-ups are read from .parquet or .csv files.")
    try:
        table = readers[path.suffix.lower()](path)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as problem:
        raise DataError(
            f"{path.name} cannot be read: it may be cut short, or not be the kind of file its name says."
        ) from problem
    table = table.rename(lambda name: name.strip().removeprefix("\ufeff"))
    if lacking := [name for name in wanted.values() if name not in table.columns]:
        raise DataError(
            f"{path.name} has no column {', '.join(f'`{name}`' for name in lacking)}. "
            f"It has: {', '.join(table.columns)}."
        )
    text = [pl.col(name).cast(pl.String).str.strip_chars().alias(ours) for ours, name in wanted.items()]  # fmt: skip
    return table.select(text).with_columns(pl.all().replace("", None))


def _csv(path: Path) -> pl.DataFrame:
    import polars as pl

    return pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
