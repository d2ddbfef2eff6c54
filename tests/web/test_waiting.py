"""Commitments wait for those of other organisations, and never for each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Dependency
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press

LATE = date(2027, 1, 5)


def action(universe, title, **given):
    return add_pledge(universe, kind="action", title=title, **given)


@pytest.fixture
def three(universe):
    return (
        action(universe, "Letters in six languages"),
        action(universe, "Vaccinate in mosques", owner=universe.housing, due=None),
        action(universe, "Tell people about it", owner=universe.icb, due=None),
    )


def wait(waits, needs, by=None, reason="It uses its letters"):
    return services.wait_for(waits, by=by, needs=needs, reason=reason)


def test_those_who_wait_see_what_is_late(universe, client, three):
    letters, vaccinate, _ = three
    services.move_due_date(letters, by=None, due=date(2026, 2, 1), reason="Sooner")
    wait(vaccinate, letters)
    assert list(services.find_commitments(on=LATE, show=["waiting"])) == [vaccinate]
    assert list(services.find_commitments(on=date(2026, 1, 5), show=["waiting"])) == []
    shown = page(client, vaccinate.get_absolute_url(), as_=universe.bob)
    assert "which is late: it was due on 1 February 2026" in shown
    assert "Waits for A1, late" in page(client, "/commitments/")
    assert "Waiting for this" in page(client, letters.get_absolute_url())


def test_nothing_waits_for_itself_or_in_a_circle(universe, three):
    letters, vaccinate, tell = three
    wait(vaccinate, letters)
    wait(tell, vaccinate)
    with pytest.raises(RuleBroken, match="A1 cannot wait for itself"):
        wait(letters, letters)
    with pytest.raises(RuleBroken, match=r"A3 waits for A2 waits for A1"):
        wait(letters, tell)
    assert Dependency.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.filter(commitment=tell).update(needs=tell)


def test_the_same_is_said_once_and_taken_back_with_its_history(universe, three):
    letters, vaccinate, _ = three
    with pytest.raises(RuleBroken, match="Write what A2 needs"):
        wait(vaccinate, letters, reason=" ")
    assert wait(vaccinate, letters) == wait(vaccinate, letters)
    services.stop_waiting(Dependency.objects.get(), by=universe.bob)
    assert not Dependency.objects.exists()
    assert audit.history(vaccinate)[0].sentence.startswith("said that it no longer waits for A1")


def test_bob_names_what_it_waits_for_by_its_reference(universe, client, three):
    address = three[1].get_absolute_url() + "waits-for/"
    page(client, address, as_=universe.alice, status=404)
    wrong = press(client, address, as_=universe.bob, needs="A99", reason="Letters")
    assert "No commitment has the reference A99" in wrong.content.decode()
    press(client, address, needs="a1", reason="Letters")
    assert Dependency.objects.get().needs == three[0]


@pytest.mark.django_db(transaction=True)
def test_two_writers_do_not_close_a_circle_together(universe):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time is all there is in memory")
    letters, vaccinate = action(universe, "Letters"), action(universe, "Vaccinate")
    ready = Barrier(2)

    def press_at_once(pair) -> bool:
        ready.wait()
        try:
            wait(*pair)
        except RuleBroken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(press_at_once, [(letters, vaccinate), (vaccinate, letters)]))
    assert sorted(done) == [False, True]
    assert Dependency.objects.count() == 1
