"""A new database in seconds: the tables as the models are today, instead of as they grew.

Migrations take half a minute to replay, step by step, what ends in these tables. Only for a
database with nothing in it; tests/web/test_new_database.py holds both ways to the same tables.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from evenground_web.core.immutable import Guard


def is_empty() -> bool:
    return not connection.introspection.table_names()


def create_tables() -> None:
    """Every table with its constraints and guards; all migrations count as applied."""
    signal: dict[str, Any] = {"verbosity": 0, "interactive": False, "db": connection.alias}
    emit_pre_migrate_signal(**signal)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    put_guards()
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in sorted(MigrationLoader(connection).disk_migrations):
        recorder.record_applied(app, name)
    emit_post_migrate_signal(**signal)


def put_guards() -> None:
    """The guards of `core/immutable.py`, each as the last migration of its table puts it."""
    migrations = MigrationLoader(connection).disk_migrations
    operations = [one for key in sorted(migrations) for one in migrations[key].operations]
    guards = {one.table: one for one in operations if isinstance(one, Guard)}
    models: Any = apps
    with connection.schema_editor() as editor:
        for guard in guards.values():
            guard.code(models, editor)
