"""What a page asks of the database does not grow with what there is to show."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    Dependency,
    DueDateMove,
    Milestone,
    Pledge,
    Signature,
    StatusChange,
    Update,
)
from evenground_web.core import audit
from evenground_web.core.outbox.models import Message
from evenground_web.gatherings.models import AgendaItem, Gathering
from tests.web.commitment_records import add_pledge

DAY = date(2026, 2, 1)
LISTS = [
    "/",
    "/commitments/",
    "/commitments/?show=late&show=waiting&sort=due",
    "/commitments/?show=silent",
    "/commitments/pledges/",
    "/commitments/pledges/wall/",
    "/commitments/risks/",
    "/commitments/orphans/commitments/",
    "/commitments/assessments/",
    "/gatherings/",
    "/reports/",
    "/voices/",
]


def add(u, many: int, *, start: int, top: Commitment | None = None) -> list[Commitment]:
    """Actions and pledges with all that hangs on them, and what stands in other lists."""
    owners, now = [u.trust, u.housing, u.icb], timezone.now()
    made = Commitment.objects.bulk_create(
        Commitment(
            kind="pledge" if n % 3 == 0 else "action", reference=f"N{n}", title=f"Number {n}",
            owner=owners[n % 3], owner_person=u.alice, group=u.board, parent=top, due=DAY,
            original_due=DAY, created=DAY, delivery_status="at_risk",
        )
        for n in range(start, start + many)
    )  # fmt: skip
    pledges = [one for one in made if one.kind == "pledge"]
    Pledge.objects.bulk_create(
        Pledge(commitment=one, state="public", published_on=DAY, review_on=DAY) for one in pledges
    )
    Signature.objects.bulk_create(
        Signature(pledge_id=one.pk, organisation=owner, naming="public", signed_on=DAY)
        for one in pledges
        for owner in owners
    )
    Addressee.objects.bulk_create(
        Addressee(commitment=one, organisation=u.trust, response_due=DAY) for one in made
    )
    Dependency.objects.bulk_create(
        Dependency(commitment=waits, needs=needs, reason="Letters", at=now)
        for waits, needs in zip(made[1:], made, strict=False)
    )
    grow(u, made)
    gatherings = Gathering.objects.bulk_create(
        Gathering(title=f"Meeting {n}", kind="meeting", starts=DAY, ends=DAY, group=u.board)
        for n in range(start, start + many)
    )
    AgendaItem.objects.bulk_create(AgendaItem(gathering=one, title="Item") for one in gatherings)
    for n in range(start, start + many):
        services.add_risk(
            by=u.lead, title=f"Risk {n}", cause="Cause", event="Event", effect="Effect",
            mitigation="Work", likelihood=n % 5 + 1, impact=4, owner=u.trust, group=u.board,
        )  # fmt: skip
    return list(made)


def grow(u, commitments: list[Commitment], times: int = 1) -> None:
    """Updates, statuses, moved dates and milestones of each."""
    now = timezone.now()
    for one in commitments * times:
        Update.objects.create(commitment=one, text="Done", by=u.alice, at=now)
        StatusChange.objects.create(
            commitment=one, which="delivery", old="on_track", new="at_risk", reason="Rain", at=now
        )
        DueDateMove.objects.create(commitment=one, old=DAY, new=DAY, reason="Rain", at=now)
        Milestone.objects.create(commitment=one, title="Step", due=DAY, original_due=DAY)


def queries(client, path: str) -> int:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


@pytest.fixture
def reader(client, universe):
    client.force_login(universe.lead)
    return client


def test_the_lists_ask_as_much_of_sixty_rows_as_of_six(reader, universe):
    add(universe, 6, start=0)
    few = {path: queries(reader, path) for path in LISTS}
    add(universe, 54, start=6)
    assert {path: queries(reader, path) for path in LISTS} == few


def test_the_lists_of_the_administrator_ask_as_much_of_many_rows(client, universe):
    client.force_login(universe.administrator)
    paths = ["/partnership/mail/", "/partnership/people/record/"]
    paths = [path for path in paths if client.get(path).status_code == 200]
    assert paths

    def write(numbers: range) -> None:
        now = timezone.now()
        for n in numbers:
            audit.record("board.noted", universe.board, by=universe.alice, sentence=f"noted {n}")
        Message.objects.bulk_create(
            Message(key=f"m{n}", kind="nudge", person=universe.alice, subject="Late", text="Late",
                    written_at=now, due=now + timedelta(days=n))
            for n in numbers
        )  # fmt: skip

    write(range(5))
    few = {path: queries(client, path) for path in paths}
    write(range(5, 60))
    assert {path: queries(client, path) for path in paths} == few


def test_the_page_of_a_pledge_asks_as_much_of_sixty_parts_as_of_six(reader, universe):
    top = add_pledge(universe, title="Healthy streets", owner=universe.trust)
    grow(universe, [top, *add(universe, 6, start=0, top=top)], times=2)
    few = queries(reader, top.get_absolute_url())
    grow(universe, [top], times=30)
    add(universe, 54, start=6, top=top)
    assert queries(reader, top.get_absolute_url()) == few


def test_what_is_not_shown_of_a_pledge_is_one_step_away(reader, universe):
    top = add_pledge(universe, title="Healthy streets", owner=universe.trust)
    grow(universe, [top], times=12)
    add(universe, 30, start=0, top=top)
    page = reader.get(top.get_absolute_url()).content.decode()
    assert page.count("<p>Done</p>") == 10
    assert f'href="/commitments/{top.pk}/updates/"' in page
    everything = reader.get(f"/commitments/{top.pk}/updates/").content.decode()
    assert everything.count("<p>Done</p>") == 12
    assert f'href="/commitments/?under={top.pk}"' not in page
    add(universe, 30, start=30, top=top)
    page = reader.get(top.get_absolute_url()).content.decode()
    assert f'href="/commitments/?under={top.pk}"' in page
    below = reader.get(f"/commitments/?under={top.pk}").content.decode()
    assert "1 to 36 of 60 commitments" in below
    assert "Only what puts" in below


def test_a_commitment_without_much_asks_for_little(reader, universe, django_assert_max_num_queries):
    action = add_pledge(universe, kind="action", title="Walks", owner=universe.trust)
    reader.get(action.get_absolute_url())
    with django_assert_max_num_queries(12):
        reader.get(action.get_absolute_url())
