"""A real cluster of Spark, a master and two workers in processes of their own, gives the same cells."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import polars as pl
import pytest

from evenground.counting.engines import opened
from evenground.counting.query import Count, Query
from tests.engine.counting import made_at_random

pyspark = pytest.importorskip("pyspark")
HOME = Path(pyspark.__file__).parent
CLASSES = "org.apache.spark.deploy"
LOOPBACK = "127.0.0.1"
PATIENCE = 60
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # for processes that live for a moment
COUNTED = """
import sys
from evenground.counting.engines import opened
from tests.engine.counting.test_spark_cluster import QUERY

people, master, out = sys.argv[1:]
with opened(people, "spark", master=master) as table:
    table.aggregate(QUERY).write_parquet(out)
"""
QUERY = Query(
    ("town", "fifth"),
    {"people": Count(), "counted": Count(made_at_random.condition(Random(4)))},
)


@contextmanager
def running(folder: Path, name: str, *arguments: str) -> Iterator[Path]:
    """A process of Spark, ended with the block; what it prints goes into the file given."""
    log = folder / f"{name}.log"
    class_name = f"{CLASSES}.{'master.Master' if name == 'master' else 'worker.Worker'}"
    environment = os.environ | {
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_WORKER_DIR": str(folder / name),
        "SPARK_DAEMON_MEMORY": "256m",
        "JDK_JAVA_OPTIONS": QUICK,
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [HOME / "bin" / "spark-class", class_name, "--host", LOOPBACK, *arguments],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield log
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(log: Path, words: str, times: int = 1) -> None:
    end = time.monotonic() + PATIENCE
    while log.read_text().count(words) < times:
        if time.monotonic() > end:
            pytest.fail(f"{log.stem} of Spark did not say {words!r}:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)


@pytest.fixture
def cluster(tmp_path) -> Iterator[str]:
    """The address of a master with two workers."""
    if shutil.which("java") is None or os.name == "nt":
        pytest.skip("a Spark cluster needs Java and a POSIX shell")
    with socket.create_server((LOOPBACK, 0)) as free:
        port = str(free.getsockname()[1])
    address = f"spark://{LOOPBACK}:{port}"
    worker = ("--cores", "1", "--memory", "1g", "--webui-port", "0", address)
    with (
        running(tmp_path, "master", "--port", port, "--webui-port", "0") as master,
        running(tmp_path, "worker-1", *worker),
        running(tmp_path, "worker-2", *worker),
    ):
        wait_for(master, "Registering worker", times=2)
        yield address
        wait_for(master, "Launching executor", times=2)


def test_a_cluster_of_two_workers_gives_the_same_cells(cluster, tmp_path):
    people = tmp_path / "people.parquet"
    made_at_random.people(Random(9), 300).write_parquet(people, row_group_size=50)
    counted = tmp_path / "counted.parquet"
    subprocess.run(
        [sys.executable, "-c", COUNTED, people, cluster, counted],
        check=True,
        env=os.environ | {"SPARK_LOCAL_IP": LOOPBACK, "JDK_JAVA_OPTIONS": QUICK},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        timeout=4 * PATIENCE,
    )
    with opened(people) as table:
        assert pl.read_parquet(counted).equals(table.aggregate(QUERY))
