"""What somebody asked for that takes longer than a page may: done beside the server, within seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Job = Callable[..., Any]
_jobs: list[Job] = []


def offer(job: Job) -> None:
    """Offer a service that takes `now=`, and does nothing where nobody asked."""
    _jobs.append(job)


def run(*, now: datetime) -> None:
    for job in _jobs:
        job(now=now)
