"""Records that many tests begin with: told once through services, then put back as they were."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction

Rows = dict[str, list[tuple[Any, ...]]]


class Kept:
    """What was told, and the rows that telling it wrote in an empty database.

    The rows keep their keys, which telling has counted beyond: what a test adds comes after them.
    """

    def __init__(self, tell: Callable[[], SimpleNamespace]) -> None:
        with transaction.atomic():
            before = rows_of_all_tables()
            self.told = pickle.dumps(tell())
            self.rows = {
                table: [row for row in rows if row not in before[table]]
                for table, rows in rows_of_all_tables().items()
                if rows != before[table]
            }
            transaction.set_rollback(True)

    def again(self) -> SimpleNamespace:
        """All of it, in the database of the test that asks, and as records of its own."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                values = ", ".join(["%s"] * len(rows[0]))
                name = connection.ops.quote_name(table)
                cursor.executemany(f"INSERT INTO {name} VALUES ({values})", rows)
        return pickle.loads(self.told)


def rows_of_all_tables() -> Rows:
    with connection.cursor() as cursor:
        found: Rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = list(cursor.fetchall())
    return found
