from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from evenground_web.core.outbox import asked, daily, services

EVERY = 5  # seconds
AGAIN = timedelta(minutes=10)  # when the work of a day went wrong
MORNING = clock_time(6, 30)


class Command(BaseCommand):
    help = (
        "Send the mail that is due, and do what people asked for that takes time. With --watch, go on until stopped, and once a day from 6:30am "
        "write the nudges and digests of the day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="go on until stopped")
        parser.add_argument("--day", action="store_true", help="also do what is done once a day")
        parser.add_argument(
            "--with", dest="beside", type=int, metavar="PROCESS", help="stop when this process does"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["watch"]:
            try:
                self.watch(options["beside"])
            except KeyboardInterrupt:
                return
        if options["day"]:
            now = timezone.now()
            day(on=timezone.localdate(now), now=now)
        self.stdout.write(f"{services.deliver()}.")
        asked.run(now=timezone.now())

    def watch(self, beside: int | None) -> None:
        last, again = None, timezone.now()
        while beside is None or os.getppid() == beside:
            close_old_connections()
            now = timezone.now()
            self.safely(services.deliver)
            today = due_day(now)
            if today and today != last and now >= again:
                if self.safely(partial(day, on=today, now=now)):
                    last = today
                again = now + AGAIN
            self.safely(partial(asked.run, now=now))
            time.sleep(EVERY)

    def safely(self, work: Callable[[], Any]) -> bool:
        """Whatever happens, such as a database that is away, mail goes on; no words are printed."""
        try:
            work()
        except Exception as trouble:
            self.stderr.write(f"Mail waits: {type(trouble).__name__}.")
            return False
        return True


def due_day(now: datetime) -> date | None:
    """The day of which the morning has come."""
    local = timezone.localtime(now)
    return local.date() if local.time() >= MORNING else None


def day(*, on: date, now: datetime) -> None:
    daily.run(on=on, now=now)
    services.write_digests(on=on, now=now)
    services.forget(now=now)
