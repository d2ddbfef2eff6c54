"""The workspace as it is served: processes of its own on a SQLite file, asked over the wire.

python -m tests.web.served      makes the small partnership that is served
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds, on a machine that does much else
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Site:
    """A server and its database, which begins as the test's own, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        kept = {k: os.environ[k] for k in ("PATH", "SYSTEMROOT", "HOME") if k in os.environ}
        self.environment = kept | {
            "PYTHONPATH": str(HOME),
            "SECRET_KEY": "only-for-tests",
            "EVENGROUND_INSECURE": "1",
            "EVENGROUND_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "evenground_web.settings",
            "SITE": f"http://127.0.0.1:{self.port}",
        }
        with sqlite3.connect(folder / "evenground.sqlite3") as database:
            connection.connection.backup(database)

    def run(self, *arguments: str) -> str:
        """One of `evenground manage`."""
        done = subprocess.run(
            [sys.executable, "-m", "evenground", "manage", *arguments], env=self.environment, cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    def begin(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """A process in a group of its own, so that all it starts can be killed with it."""
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "evenground", *arguments], cwd=self.folder,
                env=self.environment | environment, start_new_session=True, stdout=log, stderr=log,
            )  # fmt: skip

    def start(self) -> None:
        self.server = self.begin("serve", "--port", str(self.port), "--no-mail")
        until = time.monotonic() + PATIENCE
        while self.server.poll() is None and time.monotonic() < until:
            try:
                if Browser(self).get("/health").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        """As when the machine loses its power: nobody gets to tidy up."""
        kill(self.server)

    def rows(self, sql: str) -> list[Any]:
        """Read, or change, what is in the database behind everybody's back."""
        with sqlite3.connect(self.folder / "evenground.sqlite3", timeout=30) as database:
            return database.execute(sql).fetchall()

    def count(self, table: str, where: str = "1") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def memory(self) -> int:
        """Bytes that all processes of the server hold."""
        held = 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = status.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            if int(after_name[2]) == self.server.pid:
                held += int(after_name[21]) * os.sysconf("SC_PAGE_SIZE")
        return held


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


class Browser:
    """One person's cookies, used by as many connections at once as they press buttons."""

    def __init__(self, site: Site, **cookies: str) -> None:
        self.site, self.cookies = site, cookies

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        connection.request(method, path, body, {"Cookie": self.cookie(), **headers})
        response = connection.getresponse()
        answer = Answer(response)
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return answer

    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, token: str, **typed: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(typed | {"csrfmiddlewaretoken": token}), **kind)

    def token(self, path: str) -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def pour(self, path: str, *, kind: str, length: int | None, chunks: Iterable[bytes]) -> Answer:
        """Send chunks until all are sent or the server has heard enough; what it answers."""
        with socket.create_connection(("127.0.0.1", self.site.port), timeout=PATIENCE) as wire:
            claim = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie()}\r\n"
            wire.sendall(f"{head}Content-Type: {kind}\r\n{claim}\r\n\r\n".encode())
            try:
                for chunk in chunks:
                    wire.sendall(chunk if length else b"%x\r\n%b\r\n" % (len(chunk), chunk))
            except OSError:  # it has heard enough
                pass
            response = http.client.HTTPResponse(wire)
            response.begin()
            return Answer(response)


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it took, and can be made to hesitate before it says so."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.heard: list[str] = []
        self.took: list[str] = []
        self.hesitates = False
        self.has_heard = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def environment(self) -> dict[str, str]:
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.server_address[1])}


class Conversation(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"QUIT"):
                return
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self.letter()
            self.wfile.write(b"250 yes\r\n")

    def letter(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        letter = b"".join(lines).decode()
        self.server.heard.append(letter)
        self.server.has_heard.set()
        if self.server.hesitates:
            self.rfile.read()  # until whoever sends has gone
            raise ConnectionAbortedError
        self.server.took.append(letter)
