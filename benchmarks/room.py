"""A room full of phones against the served application: how long a press takes, and what is lost.

    python benchmarks/room.py [--phones 500] [--rate 50] [--seconds 60] [--on sqlite postgresql]

Every phone joins, opens the question and keeps its connection. Then presses come at a steady rate
whether or not earlier ones were answered; each is timed from the moment at which it was due. One in
twenty is a double press, sent twice at once, and one in twenty loses its connection before the
answer and is sent again. A server of its own is started, on a new database, over plain HTTP. A new
PostgreSQL is used with its own settings (fsync on). The mark: p95 under 500 ms, none lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen
from uuid import uuid4

HOME = Path(__file__).resolve().parents[1]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 120
MARK = 500  # ms
JOINING_AT_ONCE = 20
SETTING_UP = """
from evenground_web.core.new_database import create_tables
create_tables()
from datetime import date
from evenground_web.floor import services
from evenground_web.gatherings.services import add_gathering
from evenground_web.people.services import name_partnership
name_partnership("A room", by=None, fictional=True)
day = date.today()
floor = services.open_floor(add_gathering(by=None, title="A full room", kind="summit", starts=day), by=None, expected={phones})
asked = services.add_prompt(floor, by=None, kind="words", words="What would help?")
services.open_prompt(asked, by=None)
print(f"/join/{{floor.code}}/{{asked.pk}}/")
"""
LOOKING = """
import json
from evenground_web.core import audit
from evenground_web.floor.models import Contribution
print(json.dumps([list(Contribution.objects.values_list("words", flat=True)), len(list(audit.faults()))]))
"""


class Phone:
    """One phone: its cookies, and a connection that stays open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.turn = asyncio.Lock()
        self.token = ""

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        if self.wire is None:
            self.wire = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.wire
        writer.write(self.request(method, path, body))
        await writer.drain()
        status = int((await reader.readline()).split()[1])
        length, goes_on, chunked = 0, True, False
        while (line := (await reader.readline()).strip()) != b"":
            name, _, value = line.partition(b": ")
            match name.lower():
                case b"content-length":
                    length = int(value)
                case b"transfer-encoding":
                    chunked = True
                case b"set-cookie":
                    cookie, _, kept = value.split(b";")[0].partition(b"=")
                    self.cookies[cookie.decode()] = kept.decode()
                case b"connection":
                    goes_on = value.lower() != b"close"
        content = await (chunks(reader) if chunked else reader.readexactly(length))
        if not goes_on:
            self.hang_up()
        return status, content

    def request(self, method: str, path: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookies}",
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
        ]  # fmt: skip
        return "\r\n".join([*lines, "", ""]).encode() + body

    def hang_up(self) -> None:
        if self.wire:
            self.wire[1].close()
        self.wire = None

    async def join(self, path: str) -> None:
        await self.ask("GET", path.rsplit("/", 2)[0] + "/")
        status, page = await self.ask("GET", path)
        found = TOKEN.search(page)
        if found is None:
            raise SystemExit(f"The question has no form ({status}):\n{page.decode()}")
        self.token = found[1].decode()

    async def press(self, path: str, words: str, *, how: str) -> int:
        """Send words, as people do: once, twice at once, or again after the connection broke."""
        typed = {"words": words, "consent": "public", "press": str(uuid4())}
        body = urlencode(typed | {"csrfmiddlewaretoken": self.token}).encode()
        async with self.turn:
            if how == "twice":
                second = Phone(self.port)
                second.cookies = dict(self.cookies)
                answers = await asyncio.gather(
                    self.ask("POST", path, body), second.ask("POST", path, body)
                )
                second.hang_up()
                return max(status for status, _ in answers)
            if how == "cut":
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(self.request("POST", path, body))
                await writer.drain()
                writer.close()
            return (await self.ask("POST", path, body))[0]


async def chunks(reader: asyncio.StreamReader) -> bytes:
    """A body that comes in pieces."""
    content = b""
    while length := int(await reader.readline(), 16):
        content += await reader.readexactly(length)
        await reader.readline()
    await reader.readline()
    return content


async def drive(options: argparse.Namespace, port: int, path: str) -> dict[str, Any]:
    phones = [Phone(port) for _ in range(options.phones)]
    started = time.perf_counter()
    for first in range(0, len(phones), JOINING_AT_ONCE):
        await asyncio.gather(
            *(phone.join(path) for phone in phones[first : first + JOINING_AT_ONCE])
        )
    joined = time.perf_counter() - started
    took: list[float] = []
    answers: Counter[int | str] = Counter()
    begin = time.perf_counter() + 0.5

    async def one(number: int) -> None:
        due = begin + number / options.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        how = {0: "twice", 10: "cut"}.get(number % 20, "once")
        try:
            status: int | str = await phones[number % len(phones)].press(
                path, f"Contribution {number}", how=how
            )
        except (OSError, asyncio.IncompleteReadError, IndexError) as error:
            status = type(error).__name__
        answers[status] += 1
        took.append(time.perf_counter() - due)

    presses = options.rate * options.seconds
    await asyncio.gather(*(one(number) for number in range(presses)))
    for phone in phones:
        phone.hang_up()
    took.sort()
    at = {f"p{p} ms": round(1000 * took[len(took) * p // 100]) for p in (50, 95, 99)}
    return {
        "phones": options.phones,
        "seconds to let all in": round(joined, 1),
        "presses": presses,
        "a second": round(presses / (time.perf_counter() - begin), 1),
        **at,
        "worst ms": round(1000 * took[-1]),
        "answers": {str(status): number for status, number in answers.items()},
    }


@contextmanager
def served(
    folder: Path, url: str, setting_up: str
) -> Iterator[tuple[int, str, dict[str, str], list[float]]]:
    """A server on a new database; what it took of the processor is told at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
    environment = kept | {
        "PYTHONPATH": str(HOME), "SECRET_KEY": "only-for-benchmarks", "EVENGROUND_INSECURE": "1",
        "EVENGROUND_DATA": str(folder), "DATABASE_URL": url, "SITE": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    manage(environment, "collectstatic", "--noinput", "-v", "0")
    path = manage(environment, "shell", "-v", "0", "-c", setting_up).split()[-1]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu: list[float] = []
    command = [sys.executable, "-m", "evenground", "serve", "--port", str(port), "--no-mail"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            until_healthy(port, server, folder / "log")
            yield port, path, environment, cpu
        finally:
            server.terminate()
            server.wait(PATIENCE)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def until_healthy(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(log.read_text())


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "evenground", "manage", *arguments], env=environment, text=True,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return done.stdout


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/room.sqlite3"


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster of its own, as it is installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("pg_ctl") or (programs and f"{programs[-1]}/pg_ctl")
    if not found:
        raise SystemExit("PostgreSQL is not installed here.")
    folder = Path(tempfile.mkdtemp(prefix="evenground-room-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*prefix, str(Path(found).with_name(program)), "-D", f"{folder}/data", *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-A", "trust", "-U", "evenground", "-E", "UTF8")
    listen = f"-k {folder} -c listen_addresses=''"
    run("pg_ctl", "-o", listen, "-l", f"{folder}/log", "-w", "start")
    try:
        yield f"postgres://evenground@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "fast", "stop")
        shutil.rmtree(folder, ignore_errors=True)


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


def measure(name: str, options: argparse.Namespace) -> dict[str, Any]:
    setting_up = SETTING_UP.format(phones=options.phones)
    with DATABASES[name]() as url, tempfile.TemporaryDirectory() as folder:
        with served(Path(folder), url, setting_up) as (port, path, environment, cpu):
            result = asyncio.run(drive(options, port, path))
        looked = manage(environment, "shell", "-v", "0", "-c", LOOKING).splitlines()[-1]
        kept, faults = json.loads(looked)
    wanted = {f"Contribution {number}" for number in range(result["presses"])}
    return {
        "database": name,
        **result,
        "lost": len(wanted - set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "faults in the record": faults,
        "processor seconds of the server": round(cpu[0], 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--on", nargs="+", choices=DATABASES, default=list(DATABASES))
    options = parser.parse_args()
    results = [measure(name, options) for name in options.on]
    print(json.dumps(results, indent=1))
    whole = all(
        not (one["lost"] or one["doubled"] or one["faults in the record"]) for one in results
    )
    return 0 if whole and all(one["p95 ms"] < MARK for one in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
