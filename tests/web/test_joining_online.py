"""Where people come in person and online, those online use no place in the room."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import CheckIn, Gathering, Invitation
from evenground_web.gatherings.services import gatherings
from evenground_web.gatherings.services.door import badges, counting, paper, walk_ins
from evenground_web.gatherings.services.places import (
    arranging,
    inviting,
    online,
    pages,
    signing_up,
    taking_part,
)
from tests.web import programme_records
from tests.web.at_once import at_once
from tests.web.door_records import MORNING, let_in
from tests.web.pages import page, press, words
from tests.web.place_records import (
    AT,
    come,
    link_in,
    open_summit,
    page_of,
    state,
    workshop,
    written_to,
)

LINK = "https://meet.example.org/summit"
TODAY = AT.date()


def hybrid(u, **settings):
    """Two places in the room on 12 and 13 May 2026, and as many as want to online."""
    gathering = open_summit(u, **settings)
    gatherings.edit_gathering(gathering, by=u.lead, format="hybrid", joining_link=LINK)
    return Gathering.objects.get(pk=gathering.pk)


@pytest.fixture
def summit(universe):
    return hybrid(universe)


@pytest.fixture
def soon(universe):
    """The same in a month, as seen by whoever opens its pages today."""
    today = timezone.localdate()
    day = today + timedelta(30)
    gathering = programme_records.summit(
        universe, starts=day, ends=day, format="hybrid", joining_link=LINK
    )
    host = universe.by_role["host"]
    pages.set_places(gathering, by=host, capacity=2, opens=today, contact="ring 0113 496 0000")
    return gathering


def register(client, gathering, name, attends):
    """On the public page; returns the private link."""
    typed = {"name": name, "email": f"{name.lower()}@example.org", "attends": attends}
    client.post(reverse("gatherings:register", args=[gathering.pk]), typed)
    return link_in(written_to(typed["email"])[0])


def afar(gathering, name, **given):
    return come(gathering, name, attends="online", **given)


def test_those_online_leave_all_places_to_the_room(summit):
    for name in ("Ama", "Bo", "Cai"):
        assert state(afar(summit, name)) == "place"
    assert [state(come(summit, name)) for name in ("Dee", "Eli", "Fay")] == [
        "place", "place", "waiting",
    ]  # fmt: skip
    told = pages.figures(page_of(summit), on=TODAY)
    assert (told["free"], told["count"]["place"], told["online"]) == (0, 2, 3)


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from(["room", "online"]), max_size=8))
def test_law_the_room_is_never_fuller_than_its_places_and_nobody_waits_online(universe, ways):
    with transaction.atomic():
        summit = hybrid(universe)
        came = [come(summit, f"P{n}", attends=way) for n, way in enumerate(ways)]
        for one in came[::2]:
            other = "online" if one.attends == "room" else "room"
            with suppress(RuleBroken):
                online.attend(one, other, now=AT)
        held = [(one.attends, state(one)) for one in page_of(summit).registrations.all()]
        transaction.set_rollback(True)
    assert sum(way == "room" and how != "waiting" for way, how in held) == min(
        2, sum(way == "room" for way, _ in held)
    )
    assert {how for way, how in held if way == "online"} <= {"place"}


def test_a_place_kept_for_a_community_is_not_used_by_its_members_online(universe, summit):
    kept = pages.reserve(
        page_of(summit), by=universe.by_role["host"], community="Romani women", places=1,
        until=TODAY + timedelta(9), now=AT,
    )  # fmt: skip
    afar(summit, "Ama", reserved=kept)
    come(summit, "Bo")
    assert state(come(summit, "Cai")) == "waiting"
    assert state(come(summit, "Dee", reserved=kept)) == "place"


def test_whoever_goes_online_hands_their_place_to_the_next_who_waits(summit):
    ama, _, cai = (come(summit, name) for name in ("Ama", "Bo", "Cai"))
    online.attend(ama, "online", now=AT)
    assert (state(ama), state(cai)) == ("place", "offered")
    assert LINK in written_to("ama@example.org")[-1].text


def test_whoever_waits_can_take_part_online_at_once(soon, client):
    for name in ("Ama", "Bo"):
        register(client, soon, name, "room")
    mine = register(client, soon, "Cai", "room")
    assert LINK not in page(client, mine)
    assert LINK in words(press(client, f"{mine}online/"))
    assert state(soon.registration_page.registrations.get(name="Cai")) == "place"


def test_coming_in_person_after_all_needs_a_free_place(soon, client):
    ama = register(client, soon, "Ama", "online")
    bo = register(client, soon, "Bo", "room")
    register(client, soon, "Cai", "room")
    assert LINK in page(client, ama)
    refused = words(press(client, f"{ama}in-person/"))
    assert "All places in the room are taken" in refused
    assert "You take part online" in refused
    press(client, f"{bo}online/")
    shown = words(press(client, f"{ama}in-person/"))
    assert "You come in person" in shown
    assert "At the door" in shown
    assert LINK not in page(client, ama)


def test_the_page_asks_how_somebody_takes_part_and_does_not_guess(soon, client):
    url = reverse("gatherings:register", args=[soon.pk])
    assert "Places are for people who come in person" in page(client, url)
    client.post(url, {"name": "Ama", "email": "ama@example.org"})
    assert not soon.registration_page.registrations.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_online_who_want_the_last_place_one_has_it_and_the_other_reads_why(universe):
    summit = hybrid(universe, capacity=1)
    came = [afar(summit, name) for name in ("Ama", "Bo", "Cai", "Dee")]

    def press_it(number):
        try:
            online.attend(came[number], "room", now=AT)
        except RuleBroken as rule:
            return str(rule)
        return ""

    told, held = at_once(
        press_it, people=4, then=lambda: pages.figures(page_of(summit), on=TODAY)
    )  # fmt: skip
    assert sorted(told) == ["", *[str(online.NO_PLACE)] * 3]
    assert (held["count"]["place"], held["free"], held["online"]) == (1, 0, 3)


def test_places_of_a_session_are_of_its_room(universe, summit):
    made = workshop(summit, universe)
    ama, bo, cai = afar(summit, "Ama"), come(summit, "Bo"), come(summit, "Cai")
    assert [signing_up.sign_up(one, made, now=AT).state for one in (ama, bo, cai)] == [
        "place", "place", "waiting",
    ]  # fmt: skip
    online.attend(bo, "online", now=AT)
    assert state(cai, made) == "offered"
    online.attend(ama, "room", now=AT)
    assert (state(ama), state(ama, made), state(bo, made)) == ("place", "waiting", "place")


def test_joining_is_told_to_those_online_and_a_code_to_those_who_come(summit):
    come(summit, "Bo")
    afar(summit, "Ama")
    here, there = (written_to(f"{name}@example.org")[0].text for name in ("bo", "ama"))
    assert ("Your code for the door" in here, LINK in here) == (True, False)
    assert ("Your code for the door" in there, LINK in there) == (False, True)
    bo = summit.registration_page.registrations.get(name="Bo")
    entry = taking_part.calendar(bo, host="h", address="https://h/", now=AT)
    assert b"meet.example.org" not in entry


def test_the_calendar_of_each_says_where_they_take_part(soon, client):
    for name, attends, where in (("Ada", "room", "Harbour Stadium"), ("Bo", "online", "Online")):
        mine = register(client, soon, name, attends)
        (entry,) = Calendar.from_ical(client.get(f"{mine}calendar.ics").content).walk("VEVENT")
        assert entry["location"].startswith(where)


def test_the_door_the_badges_and_the_venue_are_about_the_room(universe, summit):
    afar(summit, "Ama", access="A hearing loop", companions=["bsl"])
    come(summit, "Bo", diet="Halal")
    where = page_of(summit)
    assert [one.name for one in paper.expected(where)] == ["Bo"]
    assert [one.name for one in paper.joining(where)] == ["Ama"]
    assert "Ama" not in str(badges.badges(where))
    venue = arranging.for_venue(summit)
    assert (venue["coming"], venue["along"], venue["access"]) == (1, [], [])


def test_who_was_to_be_online_is_let_in_while_there_is_a_place(universe, summit):
    ama, bo = afar(summit, "Ama"), afar(summit, "Bo")
    come(summit, "Cai")
    let_in(ama, universe)
    ama.refresh_from_db()
    assert ama.attends == "room"
    with pytest.raises(RuleBroken, match="Bo was to take part online, and no place in the room"):
        let_in(bo, universe)
    bo.refresh_from_db()
    assert bo.attends == "online"


def test_who_took_part_online_is_ticked_off_and_told_apart(universe, summit, client):
    door = universe.by_role["door"]
    ama = afar(summit, "Ama")
    let_in(come(summit, "Bo"), universe)
    count = {"by": door, "day": MORNING.date(), "people": [ama], "online": True, "now": MORNING}
    assert paper.tick_off(page_of(summit), **count) == 1
    assert paper.tick_off(page_of(summit), **count) == 0
    told = counting.doors(page_of(summit), now=MORNING)
    assert told == {"came": 1, "inside": 1, "online": 1}
    came, _ = walk_ins.walk_in(page_of(summit), by=door, now=MORNING)
    assert came.registration.uses_place


def test_nobody_in_the_room_is_ticked_off_as_online(universe, summit):
    bo = come(summit, "Bo")
    count = paper.tick_off(
        page_of(summit), by=universe.by_role["door"], day=MORNING.date(), people=[bo], online=True,
        now=MORNING,
    )  # fmt: skip
    assert count == 0


def test_an_invitation_asks_how_somebody_takes_part(universe, soon, client):
    inviting.invite(
        soon, by=universe.by_role["host"], answer_by=soon.ends,
        addresses=[("Gil", "gil@example.org")],
    )  # fmt: skip
    link = link_in(written_to("gil@example.org")[0])
    assert "Choose in person or online" in words(client.post(link, {"answer": "yes"}))
    client.post(link, {"answer": "yes", "attends": "online"})
    assert Invitation.objects.get().registration.attends == "online"


@pytest.mark.parametrize("format", ["in_person", "online"])
def test_nobody_is_asked_where_all_take_part_in_the_same_way(universe, client, format):
    gathering = open_summit(universe)
    gatherings.edit_gathering(gathering, by=universe.lead, format=format, joining_link=LINK)
    ama = come(gathering, "Ama")
    assert ama.joins_online == (format == "online")
    with pytest.raises(RuleBroken, match="in the same way"):
        online.attend(ama, "online", now=AT)
    host = universe.by_role["host"]
    client.force_login(host)
    shown = page(client, reverse("gatherings:register_somebody", args=[gathering.pk]))
    assert "How will they take part?" not in shown


def test_the_host_registers_somebody_online_and_changes_it_for_them(universe, soon, client):
    client.force_login(universe.by_role["host"])
    url = reverse("gatherings:register_somebody", args=[soon.pk])
    assert "How will they take part?" in page(client, url)
    client.post(url, {"name": "Ama", "telephone": "0113 496 0000", "attends": "online"})
    ama = soon.registration_page.registrations.get()
    assert "1, who use no place" in page(client, reverse("gatherings:places", args=[soon.pk]))
    shown = words(press(client, reverse("gatherings:come_in_person", args=[ama.pk])))
    assert "They take part online instead" in shown
    last = AuditEvent.objects.order_by("-pk").first()
    assert last.sentence == "noted that somebody takes part in person"


def test_the_door_has_a_list_of_its_own_for_those_online(universe, summit, client):
    ama = afar(summit, "Ama")
    come(summit, "Zadie")
    url = reverse("gatherings:tick_off", args=[summit.pk]) + "?online"
    client.force_login(universe.by_role["door"])
    shown = page(client, url)
    assert ("Ama" in shown, "Zadie" in shown, "How many others" in shown) == (True, False, False)
    client.post(url, {"people": [ama.pk]})
    assert CheckIn.objects.get().get_way_display() == "Took part online"
