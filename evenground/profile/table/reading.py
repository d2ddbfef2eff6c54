"""A table as people have it to a Polars frame: Polars or pandas in Python, CSV or Parquet as a file.

Nothing is interpreted here. Cells of a CSV file stay texts; `row` says where each row stood, so
that a mistake can be found: the line of a CSV file, or else the row counted from 1.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import polars as pl

from evenground.errors import DataError
from evenground.sources import text

if TYPE_CHECKING:
    import pandas as pd

    Frame: TypeAlias = pl.DataFrame | pd.DataFrame

ROW = "row"


class Given(NamedTuple):
    """A frame with its rows numbered, and what a row is called: "line" or "row"."""

    frame: pl.DataFrame
    rows: str


def read(table: Frame | pl.LazyFrame | Path | str) -> Given:
    if isinstance(table, str | Path):
        return from_file(Path(table))
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    if not isinstance(table, pl.DataFrame):
        table = from_pandas(table)
    return numbered(table)


def from_file(path: Path) -> Given:
    if not path.is_file():
        raise DataError(f"There is no file {path}. Correct the path.")
    if path.suffix.lower() == ".csv":
        return from_csv(path)
    try:
        return numbered(pl.read_parquet(path))
    except pl.exceptions.PolarsError as problem:
        raise DataError(
            f"{path.name} is not a table that can be read. Give a CSV file, its name ending in .csv, or a "
            "Parquet file such as `evenground import` or `evenground count` writes."
        ) from problem


def from_csv(path: Path) -> Given:
    checked = text.check(path, path.name, refuse_repeated_headings)
    names = dict(zip(map(str, range(len(checked.header))), checked.header, strict=True))
    parts = [pl.read_csv(part, infer_schema=False) for part in checked.parts()]
    frame = pl.concat(parts).rename(names)
    return Given(frame.with_columns(pl.Series(ROW, checked.lines, pl.Int64)), "line")


def refuse_repeated_headings(header: list[str], name: str) -> None:
    if not all(header):
        raise DataError(f"{name} has a column without a heading. Give every column a name.")
    if repeated := sorted({heading for heading in header if header.count(heading) > 1}):
        raise DataError(f"{name} has these columns twice: {', '.join(repeated)}. Keep one of each.")


def numbered(frame: pl.DataFrame) -> Given:
    frame = frame.drop(ROW, strict=False)
    return Given(
        frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64)), "row"
    )


def from_pandas(table: pd.DataFrame) -> pl.DataFrame:
    """Column by column, so that no other package is needed; NaN, NaT and NA are missing."""
    if not hasattr(table, "columns") or not hasattr(table, "iloc"):
        raise DataError(
            f"A table is a Polars or pandas frame, or the path of a CSV or Parquet file; it was "
            f"{type(table).__name__}."
        )
    if named := [
        name for name in table.index.names if name is not None and name not in table.columns
    ]:
        table = table.reset_index(level=named)
    if repeated := sorted({str(c) for c in table.columns[table.columns.duplicated()]}):
        raise DataError(f"The frame has these columns twice: {', '.join(repeated)}.")
    columns = {str(name): column(str(name), table[name]) for name in table.columns}
    return pl.DataFrame(columns)


def column(name: str, values: pd.Series) -> pl.Series:
    missing = values.isna().to_numpy()
    if values.dtype.name.startswith("period"):
        values = values.astype(str)
    if values.dtype.kind in "fiu" and not missing.any():
        return pl.Series(name, values.to_numpy())
    if values.dtype.kind == "f":
        return pl.Series(name, values.to_numpy(dtype=float, na_value=float("nan"))).fill_nan(None)
    cells = [None if gone else cell for cell, gone in zip(values.tolist(), missing, strict=True)]
    try:
        return pl.Series(name, cells)
    except TypeError:  # numbers and texts in one column
        return pl.Series(name, [None if cell is None else str(cell) for cell in cells])


def like(found: pl.DataFrame, table: object) -> Any:
    """The profile as the kind of frame that was given."""
    if not type(table).__module__.startswith("pandas"):
        return found
    import pandas as pd

    return pd.DataFrame({series.name: to_pandas(series) for series in found})


def to_pandas(series: pl.Series) -> Any:
    import pandas as pd

    if series.dtype == pl.Date:
        return pd.to_datetime(pd.Series(series.to_list(), dtype="object"))
    kinds = {pl.Boolean: "boolean", pl.Int64: "Int64", pl.Float64: "float64", pl.String: "object"}
    return pd.Series(series.to_list(), dtype=kinds[type(series.dtype)])
