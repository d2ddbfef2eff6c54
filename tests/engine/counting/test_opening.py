"""What engines read, and the words in which they refuse: with the file and column, without a value."""

from __future__ import annotations

import datetime
import shutil
import sys
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from evenground.counting.engines import opened
from evenground.counting.query import Count, Different, Query, Sum
from evenground.errors import DataError
from evenground.indicators.conditions import read_condition
from tests.engine.counting import made_at_random
from tests.engine.counting.in_plain_python import answered
from tests.environment import postgres_program, temporary_postgres

LOCAL = ["duckdb", "polars"]
SECRET = "Mavis Ramsbottom"
QUERY = made_at_random.query(Random(3), ("town", "fifth"), 4, sums_only=False)


@pytest.fixture
def people() -> pl.DataFrame:
    return made_at_random.people(Random(8), 80)


def refused(people, query: Query = QUERY, engine: str = "duckdb", **where) -> str:
    with pytest.raises(DataError) as refusal, opened(people, engine, **where) as table:
        table.aggregate(query)
    assert SECRET not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return str(refusal.value)


@pytest.mark.parametrize("engine", LOCAL)
def test_frames_in_memory_are_counted(engine, people):
    for frame in (people, people.lazy()):
        with opened(frame, engine) as table:
            assert table.aggregate(QUERY).rows() == answered(people.to_dicts(), QUERY)
            assert table.digest() is None
            assert "memory" in table.undigested


@pytest.mark.parametrize("engine", LOCAL)
def test_a_csv_file_is_counted_whatever_its_name(engine, people, tmp_path):
    path = tmp_path / "it's [all] people*.csv"
    plain = people.with_columns(pl.col("town").replace("", None))  # CSV cannot tell them apart
    plain.drop(made_at_random.ODD).write_csv(path)
    query = Query(
        ("town", "fifth"), {k: v for k, v in QUERY.aggregates.items() if k[:5] != "other"}
    )
    with opened(path, engine) as table:
        assert table.aggregate(query).rows() == answered(plain.to_dicts(), query)


def test_a_table_of_a_duckdb_database_is_counted(people, tmp_path):
    arrow = people.to_arrow()
    with duckdb.connect(str(tmp_path / "all.duckdb")) as connection:
        connection.register("arrow", arrow)
        connection.execute("CREATE SCHEMA care; CREATE TABLE care.people AS FROM arrow")
    with opened("care.people", database=tmp_path / "all.duckdb") as table:
        assert table.aggregate(QUERY).rows() == answered(people.to_dicts(), QUERY)
        assert table.digest() is None


@pytest.mark.parametrize("engine", LOCAL)
def test_the_digest_is_that_of_the_bytes(engine, people, tmp_path):
    people.write_parquet(tmp_path / "a.parquet")
    shutil.copy(tmp_path / "a.parquet", tmp_path / "b.parquet")
    people.reverse().write_parquet(tmp_path / "c.parquet")
    digests = []
    for name in ("a", "b", "c"):
        with opened(tmp_path / f"{name}.parquet", engine) as table:
            digests.append(table.digest())
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("engine", LOCAL)
def test_every_column_that_does_not_fit_is_named_at_once(engine):
    names = pl.Series([SECRET, None])
    people = pl.DataFrame(
        {
            "on_register": names,
            "age": names,
            "visits": [0.5, 1],
            "town": [[1], [2]],
            "weight": [1.0, 2],
        }
    )
    where = read_condition("on_register AND age > 18 OR never", made_at_random.DECLARED)
    query = Query(
        ("town", "weight"),
        {"n": Count(where), "v": Sum("visits"), "d": Different(("person",))},
    )
    said = refused(people, query, engine)
    for mistake in [
        "column `on_register` is text, and a condition uses it as true or false",
        "column `age` is text, and a condition uses it as a whole number or a number",
        "no column `never`",
        "no column `person`",
        "column `visits` is a number, and what is added up must be a whole number",
        "column `town` is list, and a group must be",
        "column `weight` is a number, and a group must be",
    ]:
        assert mistake in said


@pytest.mark.parametrize("engine", LOCAL)
def test_a_time_with_a_zone_is_no_date(engine):
    seen = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
    assert "`seen` is" in refused(pl.DataFrame({"seen": [seen]}), Query(("seen",), {}), engine)


@pytest.mark.parametrize("engine", LOCAL)
@pytest.mark.parametrize("kept", [0, 4, 700, -9])
def test_a_file_that_is_cut_short_is_named(engine, kept, people, tmp_path):
    people.write_parquet(whole := tmp_path / "whole.parquet")
    (cut := tmp_path / "cut.parquet").write_bytes(whole.read_bytes()[:kept])
    said = refused(cut, engine=engine)
    assert said.startswith("cut.parquet ")
    assert "Write it again" in said


@pytest.mark.parametrize("engine", LOCAL)
def test_a_damaged_file_is_named(engine, people, tmp_path):
    people = people.with_columns(pl.lit(SECRET).alias("name"))
    people.write_parquet(path := tmp_path / "people.parquet", compression="uncompressed")
    middle = len(data := bytearray(path.read_bytes())) // 3
    data[4:middle] = bytes(255 - byte for byte in data[4:middle])
    path.write_bytes(data)
    assert "people.parquet" in refused(path, engine=engine)


@pytest.mark.parametrize("engine", LOCAL)
def test_other_files_are_refused(engine, tmp_path):
    (tmp_path / "people.xlsx").write_text("")
    (tmp_path / "empty").mkdir()
    assert ".parquet or .csv" in refused(tmp_path / "people.xlsx", engine=engine)
    assert "there is no such file" in refused(tmp_path / "none.parquet", engine=engine)
    assert "no .parquet file" in refused(tmp_path / "empty", engine=engine)


def test_a_sum_that_is_too_large_is_refused():
    people = pl.DataFrame({"visits": [2**62] * 3, "name": [SECRET] * 3})
    assert "too large" in refused(people, Query((), {"visits": Sum("visits")}))


def test_databases_that_cannot_be_opened_are_named(tmp_path):
    (tmp_path / "no.duckdb").write_text(SECRET)
    with duckdb.connect(str(tmp_path / "all.duckdb")) as connection:
        connection.execute("CREATE TABLE visits (i INTEGER)")
    assert "no.duckdb cannot be opened" in refused("people", database=tmp_path / "no.duckdb")
    assert "no such database" in refused("people", database=tmp_path / "none.duckdb")
    said = refused("people", database=tmp_path / "all.duckdb")
    assert "all.duckdb has no table `people`. Its tables: visits." in said


def test_postgres_is_refused_in_words_and_without_its_password():
    said = refused(
        "people", engine="postgres", database=f"postgresql://me:{SECRET[:5]}@127.0.0.1:1/x"
    )
    assert "cannot be reached" in said
    assert SECRET[:5] not in said
    assert "name of a table" in refused(Path("people.csv"), engine="postgres", database="dbname=x")
    assert "address" in refused("people", engine="postgres")


def test_a_table_that_postgres_does_not_have_is_named():
    if postgres_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    said = refused("care.people", engine="postgres", database=temporary_postgres())
    assert said.startswith("There is no table care.people")


def test_what_an_engine_does_not_take_is_refused(people):
    assert "no engine 'excel'" in refused(people, engine="excel")
    assert "not a database" in refused(people, engine="polars", database="x.duckdb")
    assert "master" in refused(people, engine="duckdb", master="local")
    assert "Spark data frame" in refused(people, engine="spark")


def test_spark_says_what_is_missing(people, monkeypatch, tmp_path):
    with monkeypatch.context() as bare:
        bare.setitem(sys.modules, "pyspark", None)
        assert "pip install evenground[spark]" in refused("people", engine="spark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "Spark needs Java" in refused("people", engine="spark")


def test_spark_says_that_it_reads_no_csv_before_it_is_started(tmp_path):
    said = refused(tmp_path / "people.csv", engine="spark", master="spark://nowhere:1")
    assert "people.csv: Spark counts Parquet files and tables" in said
    assert "Polars or DuckDB" in said
