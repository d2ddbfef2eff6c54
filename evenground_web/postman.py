"""The process beside the server that sends mail and does the work of each day, kept alive."""

from __future__ import annotations

import os
import subprocess  # nosec B404
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

WAITS = (2, 5, 15, 60, 300)  # seconds; the last goes on
CALM = 600  # after so long a life a death is the first again


def to_the_log(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


@contextmanager
def postman(
    command: Sequence[str] = (),
    *,
    waits: Sequence[float] = WAITS,
    say: Callable[[str], object] = to_the_log,
) -> Iterator[None]:
    """Run a process for as long as the block lasts; when it dies it is started again."""
    ours = [sys.executable, "-m", "evenground", "manage", "send_mail", "--watch", "--with"]
    stop = Event()
    keeper = Thread(
        target=keep, args=(command or [*ours, str(os.getpid())], stop, waits, say), daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def keep(
    command: Sequence[str], stop: Event, waits: Sequence[float], say: Callable[[str], object]
) -> None:
    """Start a process again whenever it ends, after growing waits, until told to stop."""
    deaths = 0
    while True:
        started = time.monotonic()
        code = live(command, stop)
        if stop.is_set():
            return
        deaths = 1 if time.monotonic() - started > CALM else deaths + 1
        wait = waits[min(deaths, len(waits)) - 1]
        if code:  # a process that was asked to end, as by Ctrl+C, ends without one
            say(
                f"The process that sends mail ended (exit code {code}). Mail waits; it is started "
                f"again in {wait:g} seconds."
            )
        if stop.wait(wait):
            return
        say(f"The process that sends mail is started again, time {deaths}.")


def live(command: Sequence[str], stop: Event) -> int:
    """One life of the process: its exit code."""
    process = subprocess.Popen(command)  # noqa: S603  # nosec B603
    while process.poll() is None and not stop.wait(1):
        pass
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()
