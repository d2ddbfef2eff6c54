"""Rows that no code may change once written: the database itself refuses.

Use in a migration. A later migration that alters the table rebuilds it on SQLite and must put
the guard back; tests/web/test_immutable.py fails when it is gone.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


class Guard(migrations.RunPython):
    """The operation that puts a guard on a table, known again among all others by its class."""

    def __init__(self, table: str, code: Any, reverse_code: Any) -> None:
        super().__init__(code, reverse_code)
        self.table = table


def forbid_updates(table: str, *, once: str = "") -> Guard:
    """A migration operation that makes the rows of `table` read-only.

    `once` is a condition on a column, such as "issued_at IS NOT NULL": the row may change until it
    holds.
    """

    def add(apps: Any, schema_editor: Any) -> None:
        message = f"{table} is frozen"
        when = f"WHEN (OLD.{once})" if once else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {table}_frozen() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
                " END $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW {when} "
                f"EXECUTE FUNCTION {table}_frozen()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )

    def remove(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_frozen() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen")

    return Guard(table, add, remove)
