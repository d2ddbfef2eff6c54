"""A new database is made at once, and the migrations replayed end in the very same tables."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import groupby

import psycopg
import pytest
from django.db import connection

DJANGOS_OWN = {"django_migrations", "auth_group_permissions"}
IN_SQLITE = """SELECT tbl_name, type, sql FROM sqlite_master
    WHERE tbl_name <> 'sqlite_sequence' AND sql IS NOT NULL"""
IN_POSTGRESQL = """
    SELECT table_name, 'column', concat_ws(' ', column_name, data_type, is_nullable,
           character_maximum_length, identity_generation, collation_name)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT conrelid::regclass::text, 'constraint', pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT conrelid::regclass::text, 'rule', conname
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c'
    UNION ALL SELECT tablename, 'index', regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON')
      FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, 'trigger', pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal"""


@pytest.fixture
def replayed(tmp_path, django_db_blocker):
    """A second database, brought up by every migration there is."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'replayed.sqlite3'}"
    else:
        name = f"replayed_{os.getpid()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        url = os.environ["DATABASE_URL"].replace("@/postgres?", f"@/{name}?")
    subprocess.run(
        [sys.executable, "-m", "evenground", "manage", "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url, "EVENGROUND_DATA": str(tmp_path)},
        check=True,
    )
    opened = psycopg.connect(url) if "postgres" in url else sqlite3.connect(url.partition("///")[2])
    with closing(opened):
        yield opened


def parts(sql):
    """What stands between the outer commas: columns and constraints, in any order."""
    body, depth, part = sql[sql.index("(") + 1 : sql.rindex(")")], 0, ""
    for sign in f"{body},":
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            yield part.strip()
        part = "" if sign == "," and not depth else part + sign


def tables(rows):
    """What belongs to each table, whatever the order it was made in."""
    told = [
        (table, kind, one)
        for table, kind, sql in rows
        if table not in DJANGOS_OWN
        for one in (parts(sql) if kind == "table" else [re.sub(r"\s+", " ", sql)])
    ]
    return {table: sorted(of) for table, of in groupby(sorted(told), key=lambda row: row[0])}


@pytest.mark.django_db
def test_a_new_database_is_what_the_migrations_end_in(replayed):
    question = IN_SQLITE if connection.vendor == "sqlite" else IN_POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(question)
        made = tables(cursor.fetchall())
    assert len(made) > 100
    assert made == tables(replayed.execute(question).fetchall())
