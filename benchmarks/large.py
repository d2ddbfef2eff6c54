"""A large partnership: the demonstration, grown to 5,000 commitments, 20,000 updates and 500 risks.

Rows are written at once, as they would be after years; what one of them costs to write is another
benchmark's matter. Gaps come in through the service that keeps a release, baselines through the one
that freezes them, and one pledge and one recommendation have much of everything that a page shows.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import large_summit

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))
SIZES = {"commitments": 5_000, "updates": 20_000, "risks": 500, "gaps": 500, "messages": 5_000}
STATUSES = ("not_started", "on_track", "at_risk", "off_track", "complete")
NAMED_GAPS = 100
CHILDREN = 300  # of one pledge, the worst that a page has to show


def sizes(parser: ArgumentParser) -> None:
    for name, many in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=many)


def set_up(folder: Path, many: Namespace) -> None:
    """The demonstration's partnership on a SQLite file, grown; a folder that has one is used again."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="evenground_web.settings",
        SECRET_KEY="only-for-benchmarks",
        EVENGROUND_DEMO="1",
        EVENGROUND_INSECURE="1",
        EVENGROUND_DATA=str(folder),
        ALLOWED_HOSTS="testserver",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    grown = folder / "grown"
    if not grown.exists():
        call_command("build_demo", people=300_000, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        grow(many)
        grown.touch()


def person(name: str) -> Any:
    from evenground_web.people.models import Person

    return Person.objects.get(name=name)


def board() -> Any:
    from evenground_web.people.models import Group

    return Group.objects.get(standing_items__builds_paper=True)


def today() -> date:
    from django.utils import timezone

    return timezone.localdate()


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=UTC)


def grow(many: Namespace) -> None:
    gaps(many.gaps)
    added = commitments(many.commitments)
    progress(added, many.updates)
    chains(added)
    promises(added)
    made_public(added)
    risks(many.risks)
    gatherings()
    messages(many.messages)
    with_everything(added)
    large_summit.grow_summit()


def gaps(many: int) -> None:
    from evenground_web.insight import services
    from tests.web.published import LEAST, MOST, content, row

    rows = [
        row(group, value, indicator=(f"8{n:05}", f"Indicator number {n}"), period=f"{year}/{year - 1999:02}")
        for n in range(many)
        for year in range(2016, 2025)
        for group, value in ((MOST, 30 + n * year % 37), (LEAST, 20))
    ]  # fmt: skip
    file = BytesIO(content(*rows))
    file.name = "benchmark.csv"
    analyst = person("Tomasz Zielinski")
    services.keep(services.preview_file(file, by=analyst), by=analyst)


def commitments(many: int) -> list[Any]:
    """Until there are so many: one in ten a recommendation, one in ten a pledge, the rest actions."""
    from evenground_web.commitments.models import Commitment, Pledge
    from evenground_web.people.models import Organisation, Person

    owners = list(Organisation.objects.all())
    people = list(Person.objects.filter(is_active=True)[:40])
    group, first = board(), today()
    numbers = range(many - Commitment.objects.count())
    made = Commitment.objects.bulk_create(
        Commitment(
            kind={0: "recommendation", 1: "pledge"}.get(n % 10, "action"),
            reference=f"Z{n}", title=f"Do the thing that number {n} is about, in every neighbourhood",
            text=f"What will be done about number {n}, with whom, where, and from when on. " * 3,
            mechanism="It was tried in one neighbourhood" if n % 5 else "",
            owner=owners[n % len(owners)], owner_person=people[n % len(people)], group=group,
            due=first + timedelta(days=n % 400 - 150), original_due=first + timedelta(days=n % 400 - 150),
            created=first - timedelta(days=300 + n % 300), plan=f"Plan {n % 8}",
            delivery_status=STATUSES[n % 5], delivery_reason="The post is vacant until summer",
            priority_population=f"Population {n % 12}" if n % 4 else "",
        )
        for n in numbers
    )  # fmt: skip
    shared = Commitment.partners.through
    shared.objects.bulk_create(
        shared(commitment_id=one.pk, organisation_id=owners[(n + step) % len(owners)].pk)
        for n, one in enumerate(made)
        for step in (1, 2)
    )
    levels = ("personal", "organisation", "system")
    Pledge.objects.bulk_create(
        Pledge(commitment=one, level=levels[n % 3], state="public", published_on=one.created,
               review_on=one.due)
        for n, one in enumerate(c for c in made if c.kind == "pledge")
    )  # fmt: skip
    return list(made)


def progress(added: list[Any], updates: int) -> None:
    """What happened: updates, changed statuses, moved dates, milestones."""
    from evenground_web.commitments.models import (
        DueDateMove,
        Milestone,
        StatusChange,
        Update,
    )

    day, lead = today(), person("Grace Adeyemi")
    Update.objects.bulk_create(
        Update(
            commitment=one, text=f"Update number {n}: the work in the third neighbourhood began", by=lead,
            evidence_link="https://example.org/e" if n % 3 else "", at=at(day - timedelta(days=n % 300)),
        )
        for n, one in enumerate(islice(cycle(added), updates))
    )  # fmt: skip
    StatusChange.objects.bulk_create(
        StatusChange(commitment=one, which="delivery", old="not_started", new=one.delivery_status,
                     reason="As planned", at=at(day - timedelta(days=n % 200)), by=lead)
        for n, one in enumerate(added)
    )  # fmt: skip
    DueDateMove.objects.bulk_create(
        DueDateMove(commitment=one, old=one.due - timedelta(days=30), new=one.due, by=lead,
                    reason="Two people left", at=at(day - timedelta(days=n % 100)))
        for n, one in enumerate(added[::3])
    )  # fmt: skip
    Milestone.objects.bulk_create(
        Milestone(commitment=one, title=f"Step {step}", due=one.due, original_due=one.due,
                  done_on=one.due - timedelta(days=40) if step == 1 else None)
        for one in added
        for step in (1, 2)
    )  # fmt: skip


def chains(added: list[Any]) -> None:
    """Pledges and recommendations with their actions, who was asked, who signed, who waits."""
    from evenground_web.commitments.models import (
        Addressee,
        Commitment,
        Dependency,
        Signature,
        Source,
    )
    from evenground_web.people.models import Organisation

    day, owners = today(), list(Organisation.objects.all())
    roots = [one for one in added if one.kind != "action"]
    actions = [one for one in added if one.kind == "action"]
    for n, action in enumerate(actions):
        action.parent = roots[1] if n < CHILDREN else roots[n % len(roots)]
    Commitment.objects.bulk_update(actions, ["parent"], batch_size=500)
    asked = [one for one in added if one.kind == "recommendation"]
    Source.objects.bulk_create(Source(commitment=one, kind="report", title="A report") for one in asked)  # fmt: skip
    Addressee.objects.bulk_create(
        Addressee(commitment=one, organisation=owners[(n + m) % len(owners)], response_due=day - timedelta(days=n % 60 - 20))
        for n, one in enumerate(asked)
        for m in range(3)
    )  # fmt: skip
    Signature.objects.bulk_create(
        Signature(pledge_id=one.pk, organisation=owners[(n + m) % len(owners)], naming="public", signed_on=day)
        for n, one in enumerate(one for one in added if one.kind == "pledge")
        for m in range(3)
    )  # fmt: skip
    Dependency.objects.bulk_create(
        Dependency(commitment=waits, needs=needs, reason="Letters", at=at(day))
        for waits, needs in zip(actions[1::4], actions[::4], strict=False)
    )


def promises(added: list[Any]) -> None:
    """Baselines by the service that freezes them; the last gaps are measured again after it."""
    from evenground_web.commitments import services
    from evenground_web.insight.models import Gap

    lead = person("Grace Adeyemi")
    measured = list(Gap.objects.filter(latest__absolute__isnull=False, baselines=None)[:NAMED_GAPS])
    for n, commitment in enumerate(added[:: len(added) // (2 * NAMED_GAPS)]):
        gap = measured[n % len(measured)]
        baseline = services.name_gap(commitment, by=lead, gap=gap, on=today() - timedelta(days=200))
        services.set_target(
            baseline, by=lead, measure="percent", value=20,
            by_day=today() + timedelta(days=700), reason="What the plan says",
        )  # fmt: skip


def made_public(added: list[Any]) -> None:
    """Half of the recommendations and actions stand in the tracker that everybody reads."""
    from evenground_web.commitments.models import Commitment

    shown = [one.pk for one in added[::2] if one.kind != "pledge"]
    Commitment.objects.filter(pk__in=shown).update(public_since=today() - timedelta(days=30))


def risks(many: int) -> None:
    from evenground_web.commitments import services
    from evenground_web.commitments.models import Risk
    from evenground_web.people.models import Organisation

    owners, group, lead = list(Organisation.objects.all()), board(), person("Grace Adeyemi")
    for n in range(many - Risk.objects.count()):
        services.add_risk(
            by=lead, title=f"Risk {n}", cause="Cause", event="Event", effect="Effect",
            mitigation="Work", likelihood=n % 5 + 1, impact=n // 5 % 5 + 1,
            owner=owners[n % len(owners)], group=group,
        )  # fmt: skip


def gatherings() -> None:
    """Two hundred meetings of the past with ten items each."""
    from evenground_web.gatherings.models import AgendaItem, Gathering

    group = board()
    days = [today() - timedelta(days=7 * n + 30) for n in range(200)]
    met = Gathering.objects.bulk_create(
        Gathering(title=f"Meeting {n}", kind="meeting", starts=day, ends=day, group=group)
        for n, day in enumerate(days)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(gathering=one, order=order, title=f"Item {order}")
        for one in met
        for order in range(1, 11)
    )


def messages(many: int) -> None:
    from evenground_web.core.outbox.models import Message
    from evenground_web.people.models import Person

    people, day = list(Person.objects.exclude(email=None)), at(today())
    Message.objects.bulk_create(
        Message(
            key=f"benchmark {n}", kind="nudge", person=people[n % len(people)], subject=f"Late: number {n}",
            text="The commitment is late. " * 10, written_at=day, due=day,
            state="sent", settled_at=day,
        )
        for n in range(many)
    )  # fmt: skip


def with_everything(added: list[Any]) -> None:
    """One pledge with a long life: forty updates, steps, measures, gaps, a story."""
    from evenground_web.commitments import services
    from evenground_web.insight.models import Gap

    pledge, lead = added[1], person("Grace Adeyemi")
    for n in range(40):
        services.add_update(pledge, by=lead, text=f"Update {n}: it goes on")
        services.add_milestone(pledge, by=lead, title=f"Long step {n}")
    for gap in Gap.objects.filter(latest__absolute__isnull=False).exclude(
        baselines__commitment=pledge
    )[:5]:
        services.name_gap(pledge, by=lead, gap=gap)


def rich_pledge() -> Any:
    from evenground_web.commitments.models import Commitment

    return Commitment.objects.get(reference="Z1")
