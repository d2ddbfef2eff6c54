"""The same questions on four engines, compared cell by cell with plain Python."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import psycopg
import pytest

from evenground.counting.engines import opened
from evenground.counting.engines.table import Table
from evenground.counting.query import Query
from tests.engine.counting import made_at_random
from tests.engine.counting.in_plain_python import answered
from tests.engine.counting.made_at_random import ODD
from tests.environment import postgres_program, temporary_postgres

Open = Callable[[pl.DataFrame], AbstractContextManager[Table]]
ENGINES = ["duckdb", "polars", "postgres", "spark"]
GROUPS = [("town", ODD, "fifth"), ("on_register", "seen"), ("town",), ()]
SEEDS = {"duckdb": range(20), "polars": range(20), "postgres": range(12), "spark": range(2)}
POSTGRES_TYPES = {
    pl.Int64: "bigint",
    pl.Int32: "integer",
    pl.UInt8: "smallint",
    pl.Boolean: "boolean",
    pl.Float64: "double precision",
    pl.Date: "date",
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def open_people(engine, tmp_path_factory) -> Iterator[Open]:
    """Puts a frame of people where the engine finds it, and opens it there."""
    folder = tmp_path_factory.mktemp(engine)
    if engine == "postgres":
        yield from in_postgres()
    elif engine == "spark":
        yield from in_spark(folder)
    else:
        yield lambda people: opened(parquet(people, folder), engine)


def parquet(people: pl.DataFrame, folder: Path) -> Path:
    path = folder / f"people [{len(list(folder.iterdir()))}].parquet"
    people.write_parquet(path, row_group_size=70)
    return path


def in_postgres() -> Iterator[Open]:
    if postgres_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    address = temporary_postgres()

    def open_people(people: pl.DataFrame) -> AbstractContextManager[Table]:
        def type_of(dtype: pl.DataType) -> str:
            return POSTGRES_TYPES.get(type(dtype), "text")

        def name(column: str) -> str:
            return '"' + column.replace('"', '""') + '"'

        columns = ", ".join(f"{name(c)} {type_of(kind)}" for c, kind in people.schema.items())
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS people; CREATE TABLE people ({columns})")
            with cursor.copy("COPY people FROM STDIN") as copy:
                for row in people.rows():
                    copy.write_row(row)
        return opened("public.people", "postgres", database=address)

    yield open_people


def in_spark(folder: Path) -> Iterator[Open]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and it is not installed")
    from evenground.counting.engines.spark import session

    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # for a process that lives for a moment
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JDK_JAVA_OPTIONS", quick)
        yield from in_session(folder, session("local[2]"))


def in_session(folder: Path, session: Any) -> Iterator[Open]:
    with session as running:
        running.conf.set("spark.sql.shuffle.partitions", "2")
        running.conf.set("spark.sql.codegen.wholeStage", "false")  # quicker for a few people
        yield lambda people: opened(parquet(people, folder), "spark")


def rows(open_people: Open, people: pl.DataFrame, query: Query) -> list[tuple]:
    with open_people(people) as table:
        answer = table.aggregate(query)
    assert answer.columns == [*query.by, *query.aggregates]
    return answer.rows()


def asked(random: Random, seed: int) -> Query:
    by = GROUPS[seed % len(GROUPS)]
    return made_at_random.query(random, by, conditions=12, sums_only=seed % 2 == 0)


def test_every_engine_counts_as_plain_python_does(engine, open_people):
    for seed in SEEDS[engine]:
        random = Random(seed)
        people = made_at_random.people(random, random.choice([1, 40, 200]))
        query = asked(random, seed)
        assert rows(open_people, people, query) == answered(people.to_dicts(), query)


def test_the_order_of_the_rows_does_not_matter(open_people):
    random = Random(5)
    people = made_at_random.people(random, 300)
    query = made_at_random.query(random, ("town", "fifth"), conditions=3, sums_only=True)
    expected = answered(people.to_dicts(), query)
    assert rows(open_people, people.sort("town", "fifth"), query) == expected
    assert rows(open_people, people.sort(ODD), query) == expected


def test_a_table_of_nobody_has_no_groups_and_counts_nought(open_people):
    nobody = made_at_random.people(Random(1), 0)
    for by in (("town",), ()):
        query = made_at_random.query(Random(2), by, conditions=2, sums_only=bool(by))
        assert rows(open_people, nobody, query) == answered([], query)


def test_every_engine_names_the_same_kinds(open_people):
    with open_people(made_at_random.people(Random(3), 5)) as table:
        kinds = table.columns()
    assert kinds == {"person": "whole", ODD: "text"} | {
        name: column.kind for name, column in made_at_random.DECLARED.items()
    }
