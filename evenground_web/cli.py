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
from contextlib import nullcontext
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from evenground_web.postman import postman

HERE_ALONE = "127.0.0.1"


def demo(commands: Any) -> None:
    parser = commands.add_parser("demo", help="a whole fictional partnership, measured and running")
    parser.add_argument(
        "--host", type=own_address, default=HERE_ALONE, metavar="ADDRESS",
        help="the address of this machine on your network, so that phones reach it",
    )  # fmt: skip
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--people", type=int, default=1_200_000, help="size of the made population")
    parser.add_argument(
        "--again", action="store_true", help="throw away the old demonstration first"
    )
    parser.set_defaults(run=run_demo)


def serve(commands: Any) -> None:
    parser = commands.add_parser("serve", help="the workspace for real")
    parser.add_argument("--host", default=HERE_ALONE)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--no-mail", action="store_true", help="mail is sent elsewhere, by `manage send_mail`"
    )
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
    start(options.host, options.port, workers=options.workers, mail=not options.no_mail)
    return 0


def own_address(host: str) -> str:
    """The same address, when others on its network can open it and it is this machine's."""
    try:
        if IPv4Address(host).is_unspecified:
            raise ValueError
        with socket.create_server((host, 0)) as here:
            socket.create_connection(here.getsockname(), timeout=1).close()
    except (ValueError, OSError) as refused:
        raise argparse.ArgumentTypeError(
            f"{host} is no address of this machine that phones could open. Give the one it has on "
            "your network, four numbers such as 192.168.1.20: `ip address` (Linux), `ifconfig` "
            "(macOS) or `ipconfig` (Windows) prints it."
        ) from refused
    return host


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


def start(host: str, port: int, *, workers: int, mail: bool = True) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenground_web.settings")
    with postman() if mail else nullcontext():
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
    if taken(options.host, options.port):
        return 2
    folder = Path(".evenground/demo").resolve()
    if options.again:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(50))
    os.environ.update(of_demo(folder, options.host, options.port))
    # In a process of its own: a server forked after Polars has started its threads would wait
    # for them for ever when somebody adds data.
    builder = multiprocessing.get_context("spawn").Process(target=build, args=(options.people,))
    builder.start()
    builder.join()
    if builder.exitcode:
        return builder.exitcode
    print(welcome(options.host, options.port), flush=True)
    start(options.host, options.port, workers=1)
    return 0


def of_demo(folder: Path, host: str, port: int) -> dict[str, str]:
    """The environment of the demonstration that is served at this address."""
    return {
        "EVENGROUND_DEMO": "1",
        "EVENGROUND_INSECURE": "1",
        "EVENGROUND_DATA": str(folder),
        "SECRET_KEY_FILE": str(folder / "secret"),
        "SITE": f"http://{host}:{port}",
        "ALLOWED_HOSTS": f"localhost,{host}",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "evenground_web.settings",
    }


def welcome(host: str, port: int) -> str:
    lines = ["", f"Evenground's fictional partnership: http://{host}:{port}/"]
    if host != HERE_ALONE:
        lines += [
            f"Phones join at http://{host}:{port}/join/",
            "Everybody on this network can open it, be any of the made-up people, and read and",
            "change all they may. There is no password and no HTTPS: type nothing real.",
        ]
    return "\n  ".join([*lines, "Stop it with Ctrl+C."]) + "\n"


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
