"""What a paper costs at the size of a large partnership, beside the marks of the house.

    python benchmarks/papers.py [--commitments 5000] [--updates 20000] [--risks 500]

One board with all of them, on a new SQLite file. Everything is done once. Times are those of the
processor, together with the process that sets a PDF: others may use the machine as well.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))
MARKS = {"build the paper": 1.0, "issue the paper": 3.0, "PDF, tagged": 2.0, "Large print": 2.0,
         "Word": 2.0, "Plain text": 1.0, "web page": 1.0}  # fmt: skip
FIRST, SECOND, ISSUED = date(2026, 2, 3), date(2026, 5, 5), date(2026, 1, 28)
PREPARED = date(2026, 4, 28)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, many in (("commitments", 5_000), ("updates", 20_000), ("risks", 500)):
        parser.add_argument(f"--{name}", type=int, default=many)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        seconds = measured(options)
    for name, took in seconds.items():
        above = "   above the mark" if took > MARKS[name] else ""
        print(f"{name:20}{took:8.2f} s   mark {MARKS[name]:.0f} s{above}")
    peak = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    print(
        f"Memory at most: {peak[0]:.0f} MB here, {peak[1]:.0f} MB in the process that sets the PDF."
    )
    return int(any(took > MARKS[name] for name, took in seconds.items()))


def set_up(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="evenground_web.settings", SECRET_KEY="only-for-benchmarks",
        EVENGROUND_INSECURE="1", EVENGROUND_DATA=str(folder), ALLOWED_HOSTS="testserver",
    )  # fmt: skip
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measured(options: argparse.Namespace) -> dict[str, float]:
    from evenground_web.reports import services
    from evenground_web.reports.formats.html import as_html

    world = fill(options)
    first = started(world, FIRST)
    services.issue(first, by=world["secretary"], now=at(ISSUED))
    move(world)
    second = started(world, SECOND)
    seconds: dict[str, float] = {}
    timed(seconds, "build the paper", lambda: services.build(second, on=PREPARED))
    issued = timed(
        seconds, "issue the paper",
        lambda: services.issue(second, by=world["secretary"], now=at(PREPARED)),
    )  # fmt: skip
    reading = services.reading(issued, site="https://evenground.example")
    timed(seconds, "web page", lambda: as_html(services.reading(issued)))
    for made in services.FORMATS.values():
        timed(seconds, made.title, lambda made=made: made.make(reading))
    return seconds


def timed(seconds: dict[str, float], name: str, work: Any) -> Any:
    began = spent()
    result = work()
    seconds[name] = spent() - began
    return result


def spent() -> float:
    """Seconds of the processor so far, here and in processes that ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def started(world: dict[str, Any], on: date) -> Any:
    from evenground_web.gatherings import services as gatherings
    from evenground_web.reports import services

    meeting = gatherings.plan_meeting(world["board"], by=world["secretary"], on=on)
    item = meeting.agenda.get(standing_item=world["item"])
    paper = services.start_paper(item, by=world["secretary"])
    return services.edit_words(
        paper, by=world["secretary"], revision=1, summary="All of it", asks="Note it"
    )


def fill(options: argparse.Namespace) -> dict[str, Any]:
    """Rows written at once: how they came is another benchmark's matter."""
    from evenground_web.commitments import services as risks
    from evenground_web.commitments.models import Commitment, Update
    from evenground_web.people import services as people

    people.name_partnership("Large", by=None, fictional=True)
    place = people.add_place(by=None, name="Large", code="ZZ1", kind="nation")
    owner = people.add_organisation(by=None, name="Large ICB", sector="icb", place=place)
    secretary = people.add_person(by=None, name="Secretary", email="s@example.org", password="a long phrase")  # fmt: skip
    people.give_role(secretary, by=None, organisation=owner, role="board_secretary")
    board = people.add_group(by=None, name="Board", kind="board", lead=secretary, organisations=[owner])  # fmt: skip
    item = people.add_standing_item(board, by=None, title="Progress", builds_paper=True)
    statuses = ("not_started", "on_track", "at_risk", "off_track", "complete")
    due = [FIRST + timedelta(days=n % 400 - 150) for n in range(options.commitments)]
    commitments = Commitment.objects.bulk_create(
        Commitment(
            kind="action", reference=f"A{n}", title=f"Do the thing that number {n} is about",
            owner=owner, group=board, due=due[n], original_due=due[n], created=date(2025, 6, 1),
            delivery_status=statuses[n % 5], delivery_reason="The post is vacant until summer",
            priority_population=f"Population {n % 12}" if n % 4 else "",
        )
        for n in range(options.commitments)
    )  # fmt: skip
    Update.objects.bulk_create(
        Update(
            commitment=commitments[n % len(commitments)], text=f"Update number {n}",
            evidence_link="https://example.org/e" if n % 3 else "", at=at(FIRST + timedelta(days=n % 80)),
        )
        for n in range(options.updates)
    )  # fmt: skip
    for n in range(options.risks):
        risks.add_risk(
            by=None, title=f"Risk {n}", cause="Cause", event="Event", effect="Effect",
            mitigation="Work", likelihood=n % 5 + 1, impact=n // 5 % 5 + 1, owner=owner,
            group=board,
        )  # fmt: skip
    return {"secretary": secretary, "board": board, "item": item}


def move(world: dict[str, Any]) -> None:
    """A tenth of the commitments goes on between the two papers."""
    from evenground_web.commitments.models import Commitment, StatusChange

    moved = list(Commitment.objects.filter(delivery_status="on_track")[::2])
    StatusChange.objects.bulk_create(
        StatusChange(
            commitment=commitment, which="delivery", old="on_track", new="at_risk",
            reason="Two people left", at=at(date(2026, 3, 16)),
        )
        for commitment in moved
    )  # fmt: skip
    for commitment in moved:
        commitment.delivery_status = "at_risk"
    Commitment.objects.bulk_update(moved, ["delivery_status"])


if __name__ == "__main__":
    raise SystemExit(main())
