"""Prepares people from an extract: reads it with its recipe, gives an account, and writes one sorted file."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from evenground.counting.editions import versions
from evenground.counting.engines.duckdb import quiet, refusals
from evenground.counting.engines.table import digest_of, found
from evenground.counting.files import whole
from evenground.counting.prepare import recording
from evenground.counting.prepare.account import KEY, Account, By, Recording, Used, check
from evenground.counting.prepare.extract import FATE, USED, lost, open_extract, quoted, text
from evenground.counting.prepare.lookups import look_up, place_periods
from evenground.counting.prepare.people import make_people, make_persons, make_years
from evenground.counting.prepare.reading import ReadRecipe
from evenground.indicators.codes import code_lists

MEMORY = "4GB"  # what does not fit waits in a folder beside the output, and goes with it
ROW_GROUP = 1_000_000


@dataclass(frozen=True)
class Prepared:
    """The account of what was done, and how well ethnic codes are recorded by place and group."""

    account: Account
    recording: pl.DataFrame | None


def prepare(extract: Path, read: ReadRecipe, out: Path, *, ordered: bool = False) -> Prepared:
    """Write one row for each person and period, with the columns that the recipe gives.

    Shapes   extract: a .csv or .parquet file, any number of records for a person. out: Parquet, in order of
             person and period, or with `ordered` in order of the keys of cells, the coarsest first.
    Limits   about 4 GB of memory; what does not fit waits beside `out`. The same inputs give the same bytes.
    Raises   DataError for columns that are not there, look-ups that cannot be used, and whatever passes a
             limit of the recipe; then nothing is written.
    Checked  against preparing by hand, one person at a time: tests/engine/counting/test_prepare_by_hand.py.
    """
    path = found(extract)
    with (
        tempfile.TemporaryDirectory(prefix=".preparing-", dir=out.parent) as folder,
        quiet(temp_directory=folder, memory_limit=MEMORY) as connection,
        refusals(path.name),
    ):
        account = _records(connection, path, read)
        check(account, read.recipe.limits)
        make_persons(connection, read.recipe)
        make_years(connection, read)
        connection.execute("DROP TABLE typed")
        place_periods(connection, read)
        make_people(connection, read)
        account, cells = _people(connection, read, account)
        check(account, read.recipe.limits)
        if ordered:
            account = account.model_copy(update={"sorted_by": _keys(connection, read)})
        _write(connection, read, out, account)
    by_place = recording.by_place(cells, read.recipe) if cells is not None else None
    return Prepared(account, by_place)


def _records(connection: duckdb.DuckDBPyConnection, path: Path, read: ReadRecipe) -> Account:
    """The first half of the account: what became of every record."""
    unsure = open_extract(connection, path, read)
    unreadable = [f"count(*) FILTER (WHERE {lost(name)})" for name in unsure]
    rows = connection.execute(
        f"SELECT {', '.join([f'CAST({FATE} AS VARCHAR)', 'count(*)', *unreadable])} "
        "FROM typed GROUP BY 1 ORDER BY 1"
    ).fetchall()
    fates = {fate: many for fate, many, *_ in rows}
    sums = [sum(row[2 + i] for row in rows) for i in range(len(unsure))]
    looked_up = look_up(connection, read)
    return Account(
        recipe=_by(read),
        extract=Used(name=path.name, digest=digest_of(path)),
        lookups=_files(read),
        records_read=sum(fates.values()),
        records_used=fates.pop(USED, 0),
        set_aside=fates,
        unreadable={name: many for name, many in zip(unsure, sums, strict=True) if many},
        codes=looked_up.codes,
        records_with_area=looked_up.with_area,
        areas_without_deprivation=dict(sorted(looked_up.areas.items())),
        editions=_editions(read),
    )


def _by(read: ReadRecipe) -> By:
    recipe = read.recipe
    lists = [*(recipe.sex.codes if recipe.sex else ()), *(recipe.ethnicity.codes if recipe.ethnicity else ())]  # fmt: skip
    rule = ", then ".join((recipe.ethnicity.rule, *recipe.ethnicity.ties, "order of the code list")) if recipe.ethnicity else None  # fmt: skip
    return By(
        id=recipe.id,
        version=recipe.version,
        digest=hashlib.sha256(read.text.encode()).hexdigest(),
        code_lists={one: code_lists()[one].version for one in lists},
        deprivation=recipe.deprivation.edition if recipe.deprivation else None,
        ethnicity=rule,
    )


def _editions(read: ReadRecipe) -> dict[str, str]:
    """With what each column that comes in editions was made; a column that names its own says nothing."""
    recipe, known = read.recipe, read.columns
    found = {}
    if recipe.deprivation:
        found = {name: recipe.deprivation.edition for name in recipe.deprivation.columns if known[name].editions}  # fmt: skip
    if recipe.ethnicity:
        found |= dict.fromkeys(recipe.ethnicity.groups, versions(recipe.ethnicity.codes))
    return found


def _files(read: ReadRecipe) -> tuple[Used, ...]:
    recipe = read.recipe
    names = [recipe.deprivation.file] if recipe.deprivation else []
    names += [place.file for place in recipe.places if place.file]
    return tuple(Used(name=Path(n).name, digest=digest_of(read.file(n))) for n in dict.fromkeys(names))  # fmt: skip


def _people(
    connection: duckdb.DuckDBPyConnection, read: ReadRecipe, account: Account
) -> tuple[Account, pl.DataFrame | None]:
    """The second half of the account: the people there are, and what is not recorded of them."""
    recipe = read.recipe
    names = [name for name in recipe.given if name not in ("person_id", "period")]
    nothing = [f"count(*) FILTER (WHERE {quoted(name)} IS NULL)" for name in names]
    rows, *empty = connection.execute(
        f"SELECT {', '.join(['count(*)', *nothing])} FROM people"
    ).fetchall()[0]
    not_recorded = dict(zip(names, empty, strict=True))
    not_found = {}
    for place in recipe.places:
        if place.within:
            above = "deprivation_quintile" if place.within == "area" else place.within
            not_found[place.name] = max(not_recorded[place.name] - not_recorded[above], 0)
    cells = recording.finest(connection, recipe) if recipe.ethnicity else None
    sums = {name: int(cells[f"n {name}"].sum()) for name in recording.COUNTS} if cells is not None else {}  # fmt: skip
    people = connection.execute("SELECT count(*) FROM persons").fetchall()[0][0]
    periods = connection.execute("SELECT period FROM periods ORDER BY 1").fetchall()
    update = {
        "rows": rows,
        "people": people,
        "periods": tuple(name for (name,) in periods),
        "not_recorded": not_recorded,
        "places_not_found": not_found,
        "recording": Recording(**sums) if sums else None,
    }
    return account.model_copy(update=update), cells


def _keys(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> tuple[str, ...]:
    """The keys of cells: the period, then places and groups, those with the fewest values first."""
    recipe, known = read.recipe, read.columns
    places = [place.name for place in recipe.places]
    groups = [
        name
        for name in recipe.given
        if name in known and known[name].dimension and known[name].kind != "boolean"
    ]
    keys = list(dict.fromkeys((*groups, *places)))
    counts = connection.execute(
        f"SELECT {', '.join(f'count(DISTINCT {quoted(key)})' for key in keys)} FROM people"
    ).fetchall()[0]
    return ("period", *(key for _, key in sorted(zip(counts, keys, strict=True))))


def _write(
    connection: duckdb.DuckDBPyConnection, read: ReadRecipe, out: Path, account: Account
) -> None:
    """All columns order the rows, so that the same people give the same bytes."""
    names = [quoted(name) for name in read.recipe.given]
    order = [f"{quoted(name)} NULLS LAST" for name in account.sorted_by] + ["person_id", "period"]
    with whole(out) as part:
        connection.execute(f"""
            COPY (SELECT {", ".join(names)} FROM people ORDER BY {", ".join(order)})
            TO {text(str(part))} (
                FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP},
                KV_METADATA {{ {KEY}: {text(account.as_json())} }}
            )
        """)
