"""Two doors of one gathering: with a script the network may drop, without one it is a form and a list."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evenground_web.gatherings.models import CheckIn, Registration
from evenground_web.gatherings.services.door import passes
from evenground_web.gatherings.services.places import pages, registering
from tests.axe import resize
from tests.journeys.conftest import watch
from tests.journeys.steps import follow, main, press, stop, unfold
from tests.web.door_records import came_to
from tests.web.programme_records import summit

pytestmark = pytest.mark.browser


@pytest.fixture
def today(universe):
    day = timezone.localdate()
    gathering = summit(universe, starts=day, ends=day)
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=9, opens=day, contact="ring us"
    )
    for name in ("Ama", "Bo", "Cai"):
        registering.register(gathering, name=name, email=f"{name}@example.org")
    return gathering


def code(name):
    return passes.code_of(Registration.objects.get(name=name))


def check_in(page, typed):
    page.get_by_label("Code, or part of the name").fill(typed)
    page.get_by_role("button", name="Check in or find").click()


def test_a_door_goes_on_when_the_network_drops_and_another_checks_the_same_person_in(
    context, live_server, universe, today, sign_in
):
    page = context.new_page()
    trouble = watch(page, live_server.url)
    sign_in(page, universe.by_role["door"])
    page.goto(today.get_absolute_url())
    follow(page, "The door: who is here")
    stop(page)
    check_in(page, code("Ama").lower())
    expect(page.get_by_role("status")).to_contain_text("Ama is checked in")

    page.route("**/door/sync/", lambda route: route.abort("internetdisconnected"))
    check_in(page, code("Bo"))
    expect(page.get_by_role("status")).to_contain_text("1 press is kept on this telephone")
    page.get_by_role("button", name="Cai, registration").click()
    check_in(page, "BCDF-2345-GHJK")
    expect(page.get_by_role("status")).to_contain_text("3 presses are kept on this telephone")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert not any(name in kept for name in ("Ama", "Bo", "Cai"))
    assert came_to(today) == 1
    registering.register(today, name="Dee", email="dee@example.org")
    bo = Registration.objects.get(name="Bo")
    CheckIn.objects.create(
        registration=bo, day=today.starts, at=timezone.now(), way="list", by=universe.lead
    )

    page.unroute("**/door/sync/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(main(page)).to_contain_text("This code is of nobody who is coming here")
    assert came_to(today) == 3
    page.get_by_role("button", name="Seen to").click()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(main(page)).to_contain_text("3 of 4 came today")
    stop(page)
    assert {"ERR_INTERNET_DISCONNECTED" in one for one in trouble} == {True}


def test_without_a_script_the_door_is_a_form_and_a_list_at_the_width_of_a_phone(
    page_without_scripts, universe, today, sign_in
):
    page = page_without_scripts
    sign_in(page, universe.by_role["door"])
    page.goto(reverse("gatherings:door", args=[today.pk]))
    resize(page, 320)
    check_in(page, code("Ama"))
    expect(page.get_by_role("main")).to_contain_text("Ama is checked in")
    check_in(page, "bo")
    page.get_by_role("button", name="Bo, registration").click()
    expect(main(page)).to_contain_text("Bo is checked in")
    follow(page, "Somebody who had not registered")
    stop(page)
    press(page, "Check them in")
    expect(main(page)).to_contain_text("3 of 4 came today")
    unfold(page, "On paper, and other doors")
    follow(page, "Tick off the list")
    page.get_by_label("Cai").check()
    page.get_by_label("How many others were there?").fill("2")
    stop(page)
    press(page, "They were there")
    expect(main(page)).to_contain_text("They are counted as there")
    assert came_to(today) == 6
    page.goto(reverse("gatherings:paper_list", args=[today.pk]))
    stop(page)
