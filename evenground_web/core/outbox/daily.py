"""What is done once a day, in the order in which it was offered, before the day's digests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Job = Callable[..., Any]
_jobs: list[Job] = []


def offer(job: Job) -> None:
    """Offer a service that takes `on=` and `now=`, and does nothing the second time on one day."""
    _jobs.append(job)


def run(*, on: date, now: datetime) -> None:
    for job in _jobs:
        job(on=on, now=now)
