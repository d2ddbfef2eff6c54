"""The commands that the workspace adds to `evenground`: demo, serve and manage."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Any


def demo(commands: Any) -> None:
    parser = commands.add_parser("demo", help="a whole fictional partnership, measured and running")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--people", type=int, default=1_200_000, help="size of the made population")
    parser.add_argument(
        "--again", action="store_true", help="throw away the old demonstration first"
    )
    parser.set_defaults(run=run_demo)


def serve(commands: Any) -> None:
    parser = commands.add_parser("serve", help="the workspace for real")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.set_defaults(run=run_serve)


def manage(commands: Any) -> None:
    parser = commands.add_parser(
        "manage", help="Django's management commands, such as `evenground manage migrate`"
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run_manage)


def run_manage(options: argparse.Namespace) -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenground_web.settings")
    execute_from_command_line(["evenground manage", *options.arguments])


def run_serve(options: argparse.Namespace) -> int:
    if taken(options.host, options.port):
        return 2
    start(options.host, options.port, workers=options.workers)
    return 0


def taken(host: str, port: int) -> bool:
    """Whether something answers there already: two servers would share what people ask for."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    print(
        f"Something answers at {host}:{port} already. Stop it, or give another --port.",
        file=sys.stderr,
    )
    return True


def start(host: str, port: int, *, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenground_web.settings")
    Granian(
        "evenground_web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        log_access=False,
    ).serve()


def run_demo(options: argparse.Namespace) -> int:
    """Build the demonstration once, then serve it. It has a folder and a secret of its own."""
    if taken("127.0.0.1", options.port):
        return 2
    folder = Path(".evenground/demo").resolve()
    if options.again:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(50))
    os.environ.update(
        EVENGROUND_DEMO="1",
        EVENGROUND_INSECURE="1",
        EVENGROUND_DATA=str(folder),
        SECRET_KEY_FILE=str(secret),
        DATABASE_URL=f"sqlite:///{folder / 'demo.sqlite3'}",
        DJANGO_SETTINGS_MODULE="evenground_web.settings",
    )
    # In a process of its own: a server forked after Polars has started its threads would wait
    # for them for ever when somebody adds data.
    builder = multiprocessing.get_context("spawn").Process(target=build, args=(options.people,))
    builder.start()
    builder.join()
    if builder.exitcode:
        return builder.exitcode
    print(
        f"\n  Evenground's fictional partnership: http://127.0.0.1:{options.port}/\n  Stop it with Ctrl+C.\n",
        flush=True,
    )
    start("127.0.0.1", options.port, workers=1)
    return 0


def build(people: int) -> None:
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    started = time.monotonic()
    try:
        call_command("build_demo", people=people)
    except CommandError as refused:
        raise SystemExit(str(refused)) from refused
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"Ready in {time.monotonic() - started:.1f} seconds.")
