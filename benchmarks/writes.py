"""How many audited writes a second the embedded database takes, and whether any is lost.

    python benchmarks/writes.py [--writes 2000] [--writers 32] [--processes 4]

Each write is a whole service call: a record and its link in the audit chain, in one
transaction. Writers are threads spread over processes, each with a connection of its own, on a
new SQLite file, as a busy room would use it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writes", type=int, default=2_000)
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker is not None:
        return write(options)
    with tempfile.TemporaryDirectory() as folder:
        return drive(options, Path(folder))


def drive(options: argparse.Namespace, folder: Path) -> int:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="evenground_web.settings",
        SECRET_KEY="only-for-benchmarks",
        EVENGROUND_INSECURE="1",
        EVENGROUND_DATA=str(folder),
    )
    import django

    django.setup()
    from django.core.management import call_command

    from evenground_web.core import audit
    from evenground_web.core.models import AuditEvent
    from evenground_web.people.models import Organisation

    call_command("migrate", verbosity=0)
    command = [sys.executable, __file__, *sys.argv[1:], "--worker"]
    started = time.perf_counter()
    workers = [subprocess.Popen([*command, str(n)]) for n in range(options.processes)]
    failed = sum(worker.wait() for worker in workers)
    seconds = time.perf_counter() - started
    written, events = Organisation.objects.count(), AuditEvent.objects.count()
    result = {
        "writes": options.writes,
        "writers": options.writers,
        "found": written,
        "lost": options.writes - written,
        "audit events": events,
        "faults in the audit chain": len(list(audit.faults())),
        "failed processes": failed,
        "seconds": round(seconds, 2),
        "writes per second": round(written / seconds),
    }
    print(json.dumps(result, indent=1))
    whole = written == events == options.writes and not result["faults in the audit chain"]
    return 0 if whole and not failed else 1


def write(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import connections

    from evenground_web.people import services

    numbers = iter(range(options.worker, options.writes, options.processes))
    lock = threading.Lock()

    def one_writer() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            services.add_organisation(by=None, name=f"Organisation {number}", sector="other")
        connections.close_all()

    threads = [
        threading.Thread(target=one_writer) for _ in range(options.writers // options.processes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
