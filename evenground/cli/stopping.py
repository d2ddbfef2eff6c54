"""A command that is told to stop (SIGTERM) ends as with Ctrl-C: what it had begun to write goes away.

A long call of Polars listens to Ctrl-C (SIGINT) while it runs and to nothing else, and Python hears of
a signal only after the call. So a thread hears SIGTERM too, and passes it on as SIGINT. Polars must be loaded
after this began: who sets a handler later stands before the others.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INTERRUPTED, TERMINATED = 130, 143
PATIENCE = 0.5  # seconds in which Python usually hears of a signal


class Terminated(KeyboardInterrupt):
    pass


class Stop:
    """Told to stop, the command has one exception, whoever hears of it first and however often it is told."""

    def __init__(self) -> None:
        self.terminated = False
        self.heard = threading.Event()

    def __call__(self, number: int, _: Any) -> None:
        self.terminated |= number == signal.SIGTERM
        self.heard.set()
        if not isinstance(sys.exception(), KeyboardInterrupt):
            raise Terminated if self.terminated else KeyboardInterrupt

    def pass_on(self, told: int) -> None:
        """Python writes the number of a signal to a pipe at once; the pipe ends with the command."""
        while number := os.read(told, 1):
            if number[0] == signal.SIGTERM and not self.heard.wait(PATIENCE):
                self.terminated = True
                os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, SIGTERM is an exception, so that every `finally` runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = Stop()
    with passed_on(stop):
        before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        except KeyboardInterrupt:
            raise Terminated if stop.terminated else KeyboardInterrupt from None
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


@contextmanager
def passed_on(stop: Stop) -> Iterator[None]:
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    before = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    listener = threading.Thread(target=stop.pass_on, args=(told,), daemon=True)
    listener.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(tell)
        listener.join()
        os.close(told)


def code_of(stop: KeyboardInterrupt) -> int:
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED
