"""An extract as DuckDB reads it: each declared column of its declared kind, and each record with its fate."""

from __future__ import annotations

import glob
from pathlib import Path

import duckdb

from evenground.counting.engines.duckdb import kind_of, refusals
from evenground.counting.prepare.periods import start_of, start_sql
from evenground.counting.prepare.reading import ReadRecipe
from evenground.counting.prepare.recipe import ExtractColumn, Recipe
from evenground.errors import DataError

PERSON, START, DAY, FATE = '"its person"', '"its start"', '"its day"', '"its fate"'
EARLIEST = "DATE '1900-01-01'"
USED = "used"
NO_PERSON, NO_DATE = "no person", "no date"
NEVER, OUTSIDE, NOT_ASKED = "a date that cannot be", "outside the periods", "not asked for by the recipe"  # fmt: skip
NUMBERS = {"whole": "BIGINT", "number": "DOUBLE"}
NATIVE = NUMBERS | {"date": "DATE", "boolean": "BOOLEAN"}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def open_extract(
    connection: duckdb.DuckDBPyConnection, path: Path, read: ReadRecipe
) -> tuple[str, ...]:
    """Make `typed`: the declared columns, and the fate, the start of the period and the day of each record.

    The file is read once. `lost` and the name of a column say whether something in it was unreadable.

    Gives    the columns that may hold something unreadable.
    Raises   DataError for a file that cannot be read, or that lacks columns: all of them at once.
    """
    kinds = _open_raw(connection, path, read.recipe)
    columns = read.recipe.columns
    if lacking := [column.called for column in columns if column.called not in kinds]:
        raise DataError(
            f"{path.name} has no column {', '.join(f'`{name}`' for name in lacking)}. Correct `from` in "
            f"the recipe, or ask for an extract that has it. The file has {len(kinds)} columns."
        )
    unsure = [column for column in columns if not is_sure(column, kinds[column.called])]
    chosen = [f"{typed(column, kinds[column.called])} AS {quoted(column.name)}" for column in columns]  # fmt: skip
    chosen += [
        f"{said_sql(one)} IS NOT NULL AND {typed(one, kinds[one.called])} IS NULL AS {lost(one.name)}"
        for one in unsure
    ]
    connection.execute(f"CREATE TEMP VIEW declared AS SELECT {', '.join(chosen)} FROM raw")  # noqa: S608
    _judge(connection, read)
    return tuple(column.name for column in unsure)


def _judge(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> None:
    """Names with a space are ours: no column of a recipe can have them."""
    period = read.recipe.period
    day = quoted(period.date) if period.date else "CAST(NULL AS DATE)"
    start = start_sql(day, period) if period.date else start_of(period.always or "", period.year)
    connection.execute(
        f"CREATE TEMP VIEW dated AS SELECT *, {day} AS {DAY}, {start} AS {START} FROM declared"  # noqa: S608
    )
    connection.execute(f"CREATE TEMP TABLE typed AS SELECT *, {fate(read)} AS {FATE} FROM dated")  # noqa: S608


def lost(name: str) -> str:
    """The column that says whether something in another was unreadable."""
    return quoted(f"lost {name}")


def _open_raw(connection: duckdb.DuckDBPyConnection, path: Path, recipe: Recipe) -> dict[str, str]:
    """A CSV file is read as text, so that nothing is guessed; a Parquet file has its own types."""
    escaped = glob.escape(str(path))
    with refusals(path.name):
        if path.suffix.lower() == ".parquet" or path.is_dir():
            where = f"{escaped}/*.parquet" if path.is_dir() else escaped
            connection.read_parquet(where, union_by_name=path.is_dir()).create_view("raw")
        else:
            said = recipe.extract
            connection.execute(
                f"CREATE TEMP VIEW raw AS SELECT * FROM read_csv({text(escaped)}, header = true, "  # noqa: S608
                f"all_varchar = true, delim = {text(said.delimiter)}, encoding = {text(said.encoding)})"
            )
        rows = connection.execute("DESCRIBE SELECT * FROM raw").fetchall()
    return {name: kind_of(kind) for name, kind, *_ in rows}


def said_sql(column: ExtractColumn) -> str:
    """What the file says, as text: nothing for blanks and for values that stand for nothing."""
    said = f"nullif(trim(CAST({quoted(column.called)} AS VARCHAR)), '')"
    stands = [(value, "NULL") for value in column.missing]
    stands += [(value, text(meaning)) for value, meaning in column.means.items()]
    if not stands:
        return said
    whens = " ".join(f"WHEN {text(value)} THEN {meaning}" for value, meaning in stands)
    return f"CASE {said} {whens} ELSE {said} END"


def is_sure(column: ExtractColumn, kind: str) -> bool:
    """Nothing of the column can be unreadable: it is text, or its type in the file is its declared kind."""
    plain = not (column.missing or column.means or column.yes)
    return column.kind == "text" or (column.kind == kind and plain)


def typed(column: ExtractColumn, kind: str) -> str:
    """A column as its declared kind; NULL where what the file says is not of that kind."""
    said = said_sql(column)
    if column.kind == "text":
        return said
    if is_sure(column, kind):
        return f"CAST({quoted(column.called)} AS {NATIVE[column.kind]})"
    if column.kind == "date":
        if kind == "date" or not column.written:
            return f"TRY_CAST({said} AS DATE)"
        return f"TRY_CAST(try_strptime({said}, {text(column.written)}) AS DATE)"
    if column.kind == "boolean" and column.yes:
        lists = [", ".join(map(text, values)) for values in (column.yes, column.no)]
        return f"CASE WHEN {said} IN ({lists[0]}) THEN true WHEN {said} IN ({lists[1]}) THEN false END"  # fmt: skip
    if column.kind == "boolean":
        return f"TRY_CAST({said} AS BOOLEAN)"
    number = f"TRY_CAST({said} AS {NUMBERS[column.kind]})"
    if column.kind == "whole":  # 12.5 is no whole number, and 12.0 is 12
        return f"CASE WHEN TRY_CAST({said} AS DOUBLE) = {number} THEN {number} END"
    return number


def fate(read: ReadRecipe) -> str:
    """What becomes of a record: used, or the first reason that sets it aside."""
    period = read.recipe.period
    person = quoted(read.recipe.person.column)
    steps = [(f"{person} IS NULL", NO_PERSON)]
    if period.date:
        last = f"DATE '{read.recipe.extract.extracted.isoformat()}'"
        steps += [(f"{DAY} IS NULL", NO_DATE), (f"{DAY} NOT BETWEEN {EARLIEST} AND {last}", NEVER)]
    if period.only:
        starts = (str(start_of(name, period.year)) for name in period.only)
        steps.append((f"{START} NOT IN ({', '.join(starts)})", OUTSIDE))
    if read.where:
        steps.append((f"({read.where.sql()}) IS NOT TRUE", NOT_ASKED))
    whens = " ".join(f"WHEN {condition} THEN {text(reason)}" for condition, reason in steps)
    fates = ", ".join(text(one) for one in dict.fromkeys([*(reason for _, reason in steps), USED]))
    return f"CAST(CASE {whens} ELSE {text(USED)} END AS ENUM ({fates}))"
