"""Those at the door read names and nothing else; when names go, only counts of who came are left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.outbox import daily
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import CheckIn, Gathering, Registration, Turnout
from evenground_web.gatherings.services.door import badges, checking_in, paper, passes, walk_ins
from evenground_web.gatherings.services.places import pages, registering
from evenground_web.gatherings.services.turnout.comparing import reached
from evenground_web.gatherings.services.turnout.counting import counts_of
from evenground_web.people.roles import ROLES
from tests.repo.routes import routes
from tests.web.door_records import MORNING, let_in
from tests.web.pages import page
from tests.web.place_records import come, open_summit, page_of
from tests.web.programme_records import summit
from tests.web.test_places_privacy import address, everything_kept

MARK = "PLANTED"


@pytest.fixture
def today(universe):
    day = timezone.localdate()
    gathering = summit(universe, starts=day, ends=day)
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=500, opens=day, contact="ring us"
    )
    for number in range(3):
        registering.register(
            gathering, name=f"Ama {number}", email=f"{MARK}{number}@example.org",
            telephone=f"{MARK} 0113", organisation=f"{MARK} Ltd", access=f"{MARK} ramp",
            diet=f"{MARK} nuts", sector="housing", place=universe.system,
        )  # fmt: skip
    return gathering


def test_a_door_helper_reads_nothing_of_those_who_come_but_their_names(universe, today, client):
    """Every address that a helper may open; badges alone say where somebody works."""
    helper = universe.by_role["door"]
    client.force_login(helper)
    seen = 0
    for route in routes():
        where = address(route, {"gathering_pk": today.pk, "group_pk": universe.board.pk})
        permission = route.view.permission
        if where is None or (permission and not helper.has_perm(permission, route.record)):
            continue
        seen += 1
        assert MARK.lower() not in str(client.get(where).getvalue().lower()), where
    assert seen > 100
    assert "Ama 0" in page(client, reverse("gatherings:door", args=[today.pk]))
    assert ROLES["door"].permissions < ROLES["host"].permissions


@pytest.mark.parametrize("role", ["programme_lead", "facilitator", "board_secretary", "auditor"])
def test_the_door_is_not_for_other_roles(universe, today, client, role):
    url = reverse("gatherings:door", args=[today.pk])
    page(client, url, as_=universe.by_role[role], status=404)
    assert client.post(reverse("gatherings:sync_door", args=[today.pk])).status_code == 404


def test_names_go_from_what_the_door_wrote_down_and_the_counts_stay(universe):
    gathering = open_summit(universe, capacity=50)
    for number in range(12):
        here = come(gathering, f"{MARK}{number}", sector="housing", place=universe.system)
        if number < 9:
            let_in(here, universe)
    door = universe.by_role["door"]
    walk_ins.walk_in(page_of(gathering), by=door, name=f"{MARK} X", now=MORNING)
    before = counts_of([gathering], on=gathering.ends)[gathering.pk]
    day = gathering.ends + timedelta(30)
    daily.run(on=day, now=MORNING + timedelta(31))
    assert MARK.lower() not in everything_kept()
    assert set(CheckIn.objects.values_list("at", "by", "press", "left_at")) == {(None,) * 4}
    after = counts_of([Gathering.objects.get(pk=gathering.pk)], on=day)[gathering.pk]
    came = Turnout.Stage.CAME
    for of, key, number in (
        ("sector", "housing", 9),
        ("sector", "", 1),
        ("place", universe.system.code, 9),
    ):
        assert (before[came, of][key], after[came, of][key]) == (number, number)
    assert reached(after)[-1] == came


def test_once_names_are_removed_the_door_is_closed_and_codes_open_nothing(universe):
    gathering = open_summit(universe, capacity=50)
    ama, door = come(gathering, "Ama"), universe.by_role["door"]
    here = let_in(ama, universe)
    daily.run(on=gathering.ends + timedelta(30), now=MORNING + timedelta(31))
    assert passes.find(passes.code_of(ama)) is None
    closed = page_of(gathering)
    for act in (
        lambda: let_in(ama, universe),
        lambda: checking_in.take_back(here, by=door),
        lambda: checking_in.check_out(here, by=door),
        lambda: walk_ins.walk_in(closed, by=door, now=MORNING),
        lambda: paper.tick_off(closed, by=door, day=gathering.starts, now=MORNING),
        lambda: badges.as_pdf(closed, on=gathering.ends),
    ):
        with pytest.raises(RuleBroken, match="names were removed"):
            act()


def test_a_removed_registration_holds_no_name_for_a_badge(universe):
    ama = come(open_summit(universe), "Ama")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=ama.pk).update(
            removed=True, name="", email="", badge_name="Ama"
        )


def test_a_door_of_five_hundred_asks_and_sends_little(universe, today, client):
    there = page_of(today)
    Registration.objects.bulk_create(
        Registration(page=there, name=f"Somebody {number}", how="staff") for number in range(500)
    )
    for one in Registration.objects.filter(bookings=None):
        one.bookings.create(state="place", asked_at=timezone.now())
    helper = universe.by_role["door"]
    client.force_login(helper)
    for name in ("door", "tick_off", "paper_list"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(f"gatherings:{name}", args=[today.pk]))
        assert len(queries) <= 10, name
        assert len(answer.content) <= 60_000, name
