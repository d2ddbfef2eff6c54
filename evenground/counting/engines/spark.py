"""Spark: the canonical statement carried over by sqlglot, where the people already are."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from evenground.counting.engines.table import UNREADABLE, digest_of, finished, found, schema
from evenground.counting.fit import check
from evenground.counting.query import Query
from evenground.counting.statement import named, sql, statement
from evenground.errors import DataError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HERE = "local[*]"
VIEW = "evenground_people"
SILENT = """
appender.nowhere.type = Null
appender.nowhere.name = nowhere
rootLogger.level = off
rootLogger.appenderRef.nowhere.ref = nowhere
"""  # for log4j: a task that fails would print values
KINDS = {
    "boolean": "boolean",
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "whole"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("string", "varchar", "char"), "text"),
    **dict.fromkeys(("date", "timestamp_ntz"), "date"),
}


class SparkTable:
    """People in a Spark table, a data frame or Parquet files, counted by Spark."""

    name = "spark"

    def __init__(self, people: DataFrame, where: str, path: Path | None) -> None:
        self.where = where
        self.undigested = None if path else "a table of Spark has no bytes of its own"
        self._people = people
        self._path = path
        self._kinds = {name: kind_of(type_name) for name, type_name in people.dtypes}

    def columns(self) -> dict[str, str]:
        return dict(self._kinds)

    def aggregate(self, query: Query) -> pl.DataFrame:
        kinds = self._kinds
        check(query, kinds, self.where)
        text = sql(statement(query, named(VIEW), kinds), "spark")
        session = self._people.sparkSession
        with refusals(self.where):
            self._people.createOrReplaceTempView(VIEW)
            try:
                rows = pl.from_arrow(
                    session.sql(text).toArrow(), schema_overrides=schema(query, kinds)
                )
            finally:
                session.catalog.dropTempView(VIEW)
        return finished(pl.DataFrame(rows), query, kinds)

    def digest(self) -> str | None:
        return digest_of(self._path) if self._path else None


@contextmanager
def opened_in_spark(people: Any, master: str | None = None) -> Iterator[SparkTable]:
    """People in Spark: in the session that is running, or in one that ends with the block."""
    if hasattr(people, "sparkSession"):
        yield SparkTable(people, "the Spark data frame", None)
        return
    if not isinstance(people, str | Path):
        raise DataError("In Spark people are a file, the name of a table, or a Spark data frame.")
    _check_installed()
    with session(master) as spark:
        yield _table(spark, people)


@contextmanager
def session(master: str | None = None) -> Iterator[SparkSession]:
    """The session that is running, or else a quiet one of our own."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        if master is not None and running.conf.get("spark.master") != master:
            raise DataError(
                "Spark is running with another master. Leave the master out, or stop it."
            )
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="evenground-") as folder:
        log = Path(folder, "log4j2.properties")
        log.write_text(SILENT)
        started = _started(master, log)
        try:
            yield started
        finally:
            started.stop()


def _started(master: str | None, log: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    _check_java()
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # by spark-submit, which knows the master
    where = master or (None if submitted else HERE)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
    } | ({"spark.master": where} if where else {})
    if where and where.startswith("local"):
        settings["spark.driver.host"] = settings["spark.driver.bindAddress"] = "127.0.0.1"
    builder = SparkSession.builder.appName("evenground")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with refusals(f"Spark at {where or 'its master'}"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        return builder.getOrCreate()


def _check_installed() -> None:
    if find_spec("pyspark") is None:
        raise DataError("Spark is not installed: pip install evenground[spark]")


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and shutil.which(str(Path(home, "bin", "java"))))):
        raise DataError(
            "Spark needs Java 17 or newer, and there is none. Install it, or set JAVA_HOME."
        )


def _table(spark: SparkSession, people: str | Path) -> SparkTable:
    text = str(people)
    if "://" in text:
        with refusals(text):
            return SparkTable(spark.read.parquet(text), text.rsplit("/", 1)[-1], None)
    if isinstance(people, Path) or Path(text).exists() or Path(text).suffix == ".parquet":
        path = found(text)
        escaped = re.sub(r"([\\*?\[\]{}])", r"\\\1", path.resolve().as_posix())
        with refusals(path.name):
            return SparkTable(spark.read.parquet(f"file://{escaped}"), path.name, path)
    where = f"table {text} of Spark"
    with refusals(where):
        return SparkTable(spark.table(sql(named(text), "spark")), where, None)


def kind_of(type_name: str) -> str:
    """boolean, whole, number, text or date; Spark's own name for anything else."""
    plain = type_name.split("(")[0].split("<")[0]
    return "whole" if plain == "decimal" and type_name.endswith(",0)") else KINDS.get(plain, plain)


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """What Spark says may hold somebody's data; what we say names the table."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, ArithmeticException, PySparkException

    try:
        yield
    except AnalysisException as problem:
        if "TABLE_OR_VIEW_NOT_FOUND" in (problem.getCondition() or ""):
            raise DataError(f"There is no {where}. Give its name, or schema.table.") from None
        raise DataError(f"{where} {UNREADABLE}") from None
    except ArithmeticException:
        raise DataError(f"{where}: a number in it, or a sum of them, is too large.") from None
    except (PySparkException, Py4JError, OSError):
        raise DataError(
            f"{where}: Spark cannot read it, or was not reached. A file that is cut short must be written "
            "again; for a cluster look at the master's address, and whether each worker can read the file."
        ) from None
