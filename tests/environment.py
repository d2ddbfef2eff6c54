"""Loaded before Django: the settings of a test run, and a temporary PostgreSQL when asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

DATA = tempfile.mkdtemp(prefix="evenground-tests-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
Path(DATA, "static").mkdir()
os.environ.update(
    SECRET_KEY="only-for-tests",
    EVENGROUND_INSECURE="1",
    EVENGROUND_DATA=DATA,
    EVENGROUND_DEMO="0",
    SITE="http://testserver",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # the browser driver runs an event loop in the test's thread
)
os.environ.pop("DATABASE_URL", None)


def postgres_program(name: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(debian[-1]) if debian else shutil.which(name)


def temporary_postgres() -> str:
    """Start a PostgreSQL cluster that is thrown away at the end; return its address."""
    initdb, pg_ctl = postgres_program("initdb"), postgres_program("pg_ctl")
    if not (initdb and pg_ctl):
        raise SystemExit("PostgreSQL is not installed, so the suite cannot run on it.")
    folder = Path(tempfile.mkdtemp(prefix="evenground-postgres-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run(
        initdb, "-D", f"{folder}/data", "-A", "trust", "-U", "evenground", "--no-sync", "-E", "UTF8"
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=100"
    options += " -c lock_timeout=60s"  # whoever waits for ever is told, and says what for
    options += " -c autovacuum=off"  # it would count what a test took back, and plan for no rows
    run(pg_ctl, "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")

    def stop() -> None:
        run(pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return f"postgres://evenground@/postgres?host={folder}"


if os.environ.get("TEST_DATABASE") == "postgresql" and "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["TEST_DATABASE_URL"] = temporary_postgres()
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
