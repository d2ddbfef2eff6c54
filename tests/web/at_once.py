"""Several people press at one moment, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

from django.db import connection, connections


@contextmanager
def database_for_many() -> Iterator[None]:
    """The tests' SQLite lives in memory, where one at a time is all there is: others get a file."""
    if connection.vendor != "sqlite":
        yield
        return
    settings = connection.settings_dict
    name = settings["NAME"]
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "db.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        settings["NAME"] = file
        try:
            yield
        finally:
            settings["NAME"] = name


def at_once(
    press: Callable[[int], Any], *, people: int, then: Callable[[], Any]
) -> tuple[Any, Any]:
    """What each of so many got who pressed together, and what there was afterwards."""
    together = Barrier(people)

    def one(number: int) -> Any:
        together.wait()
        return closing_after(lambda: press(number))

    with database_for_many(), ThreadPoolExecutor(people) as pool:
        got = list(pool.map(one, range(people)))
        return got, pool.submit(closing_after, then).result()


def closing_after(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connections.close_all()
