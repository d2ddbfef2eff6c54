"""The pages of the door: with and without a script, on paper, badges and certificates."""

from __future__ import annotations

import json
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import pdf
from evenground_web.gatherings.models import CheckIn, Registration
from evenground_web.gatherings.services.door import badges, certificates, checking_in, paper, passes
from evenground_web.gatherings.services.places import pages, registering
from tests.web.checkers import faults_of
from tests.web.door_records import came_to
from tests.web.pages import page, press, words
from tests.web.place_records import link_in, page_of, written_to
from tests.web.programme_records import session, summit


@pytest.fixture
def today(universe):
    """A summit that is on today, with two people who may come and one who waits."""
    day = timezone.localdate()
    gathering = summit(universe, starts=day, ends=day)
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=2, opens=day, contact="ring us"
    )
    for name in ("Ama Owusu", "Bo Lin", "Cai Rees"):
        given = {"pronouns": "she/her", "badge_name": "Ama"} if name.startswith("Ama") else {}
        registering.register(gathering, name=name, email=f"{name[:2]}@example.org", **given)
    return gathering


def person(name):
    return Registration.objects.get(name__startswith=name)


def door_of(gathering):
    return reverse("gatherings:door", args=[gathering.pk])


def test_the_door_checks_in_by_code_and_finds_by_name_without_a_name_in_an_address(
    universe, today, client
):
    shown = page(client, door_of(today), as_=universe.by_role["door"])
    assert "0 of 2 came" in shown.replace('<strong data-door-figure="came">', "").replace(
        "</strong>", ""
    )
    assert "Cai Rees" not in shown
    found = words(press(client, door_of(today), typed="owu"))
    assert "Ama Owusu" in found
    assert "Bo Lin" not in found
    said = words(press(client, door_of(today), typed=passes.code_of(person("Ama")).lower()))
    assert "Ama Owusu is checked in" in said
    again = words(press(client, door_of(today), typed=passes.code_of(person("Ama"))))
    assert "was checked in before: nothing is counted twice" in again
    assert came_to(today) == 1


def test_a_code_of_another_gathering_lets_nobody_in_and_says_what_to_do(universe, today, client):
    door = universe.by_role["door"]
    said = words(press(client, door_of(today), as_=door, typed="BCDF-2345-GHJK"))
    assert "This code is of nobody who is coming here. Look them up by name" in said
    waits = words(press(client, door_of(today), typed=passes.code_of(person("Cai"))))
    assert "Cai Rees is on the waiting list" in waits
    assert came_to(today) == 0


def test_a_mistake_is_taken_back_and_somebody_leaves(universe, today, client):
    door, ama = universe.by_role["door"], person("Ama")
    press(client, reverse("gatherings:came", args=[ama.pk]), as_=door)
    here = CheckIn.objects.get()
    press(client, reverse("gatherings:take_back_check_in", args=[here.pk]))
    assert came_to(today) == 0
    press(client, reverse("gatherings:came", args=[ama.pk]))
    press(client, reverse("gatherings:left", args=[CheckIn.objects.latest("pk").pk]))
    assert "Has left" in page(client, door_of(today))


def test_the_door_of_a_session_lets_in_everybody_where_nobody_signs_up(universe, today, client):
    held = session(today, universe, day=today.starts)
    url = reverse("gatherings:session_door", args=[held.pk])
    page(client, url, as_=universe.by_role["door"])
    came = press(client, reverse("gatherings:came", args=[person("Ama").pk]), session=str(held.pk))
    assert came.redirect_chain[-1][0] == url
    assert CheckIn.objects.get().session == held
    other = session(summit(universe, title="Another"), universe)
    elsewhere = {"session": str(other.pk)}
    assert (
        client.post(reverse("gatherings:came", args=[person("Ama").pk]), elsewhere).status_code
        == 404
    )


def test_at_the_door_of_a_session_a_free_place_is_taken_until_it_is_full(universe, today, client):
    all_day = {"begins": time(0), "ends": time(23, 59)}
    held = session(today, universe, day=today.starts, sign_up=True, places=1, **all_day)
    url = reverse("gatherings:session_door", args=[held.pk])
    found = words(press(client, url, as_=universe.by_role["door"], typed="Ama"))
    assert "Ama" in found
    into = {"session": str(held.pk)}
    press(client, reverse("gatherings:came", args=[person("Ama").pk]), **into)
    assert held.bookings.get().registration == person("Ama")
    full = words(press(client, reverse("gatherings:came", args=[person("Bo").pk]), **into))
    assert "has no place in Jobs that last" in full
    assert CheckIn.objects.filter(session=held).count() == held.bookings.count() == 1


def send(client, gathering, presses, sent=None):
    clock = (sent or timezone.now()).timestamp() * 1000
    body = json.dumps({"sent": clock, "presses": presses})
    url = reverse("gatherings:sync_door", args=[gathering.pk])
    return client.post(url, body, content_type="application/json")


def pressed(at=None, **who):
    return {"press": str(uuid4()), "at": (at or timezone.now()).timestamp() * 1000, **who}


def test_a_telephone_sends_what_it_kept_and_sending_it_again_counts_once(universe, today, client):
    client.force_login(universe.by_role["door"])
    presses = [
        pressed(code=passes.code_of(person("Ama"))),
        pressed(code=passes.code_of(person("Ama"))),
        pressed(registration=person("Bo").pk),
        pressed(code="BCDF2345GHJK"),
        pressed(registration=person("Cai").pk),
    ]
    for expected in ("in", "before"):
        told = send(client, today, presses).json()
        states = [one["state"] for one in told["results"]]
        assert states == [expected, "before", expected, "refused", "refused"]
    assert told["figures"] == {"came": 2, "inside": 2, "online": 0}
    assert told["clock"] == ""


def test_the_times_of_a_telephone_whose_clock_is_wrong_are_set_right(universe, today, client):
    """It pressed ten minutes before it sent, by a clock that is two days and an hour fast."""
    client.force_login(universe.by_role["door"])
    fast = timezone.now() + timedelta(days=2, hours=1)
    one = pressed(at=fast - timedelta(seconds=1), registration=person("Ama").pk)
    told = send(client, today, [one], sent=fast).json()
    assert (
        told["clock"]
        == "The clock of this telephone is 2940 minutes fast. The times were set right."
    )
    assert abs(CheckIn.objects.get().at - timezone.now()) < timedelta(minutes=2)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"sent": 1, "presses": [{}]}', '{"sent": 1e99, "presses": []}',
             '{"sent": "x", "presses": 3}', '{"sent": 1, "presses": [{"press": "x", "at": 1}]}'],
)  # fmt: skip
def test_what_a_telephone_did_not_send_well_is_refused_in_words(universe, today, client, body):
    client.force_login(universe.by_role["door"])
    url = reverse("gatherings:sync_door", args=[today.pk])
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert "was not understood" in answer.json()["error"]


def test_more_than_a_telephone_could_keep_is_refused(universe, today, client):
    client.force_login(universe.by_role["door"])
    answer = send(client, today, [pressed(registration=1) for _ in range(201)])
    assert answer.json()["error"] == "Send up to 200 at once."
    assert not CheckIn.objects.exists()


def test_the_list_on_paper_is_ticked_off_afterwards_with_those_who_are_not_on_it(
    universe, today, client
):
    door = universe.by_role["door"]
    checking_in.check_in(person("Bo"), by=door)
    listed = page(client, reverse("gatherings:paper_list", args=[today.pk]), as_=door)
    assert "Ama Owusu" in listed
    url = reverse("gatherings:tick_off", args=[today.pk])
    form = client.get(url).context["form"]
    assert list(form.fields["people"].queryset) == [person("Ama")]
    typed = {"people": [person("Ama").pk], "others": "3", "press": str(uuid4())}
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    assert came_to(today) == 5
    assert Registration.objects.filter(how="walk_in", name="").count() == 3


def test_a_day_that_is_still_to_come_is_not_ticked_off(universe, today):
    later = today.starts + timedelta(1)
    today.ends = later
    today.save()
    with pytest.raises(paper.RuleBroken, match="is still to come"):
        paper.tick_off(page_of(today), by=universe.by_role["door"], day=later)


def test_a_confirmation_has_the_code_and_the_page_behind_its_link_has_it_as_a_picture(
    universe, today, client
):
    code = passes.code_of(person("Ama"))
    message = written_to("am@example.org")[0]
    assert code in message.text
    mine = page(client, link_in(message))
    assert code in mine
    assert "eg-qr" in mine
    assert passes.code_of(person("Cai")) not in written_to("ca@example.org")[0].text


def test_the_picture_leads_those_at_the_door_to_a_button_and_tells_nobody_else_anything(
    universe, today, client
):
    url = reverse("gatherings:door_code", args=[passes.code_of(person("Ama"))])
    assert "Ama" not in page(client, url)
    assert "Ama" not in page(client, url, as_=universe.lead)
    assert "Ama Owusu" in page(client, url, as_=universe.by_role["door"])
    unknown = reverse("gatherings:door_code", args=["BCDF-2345-GHJK"])
    assert "We do not know this code" in page(client, unknown)
    client.logout()
    other = page(client, reverse("gatherings:door_code", args=["Win a prize"]))
    assert "Win a prize" not in other.replace("Win%20a%20prize", "")


def test_a_badge_says_the_name_and_pronouns_as_wanted_and_nothing_of_needs_or_companions(
    universe, today
):
    registering.change_registration(
        person("Bo"), companions=["bsl"], access="PLANTED ramp", diet=""
    )
    made = badges.badges(page_of(today))
    assert made[0] == {"name": "Ama", "pronouns": "she/her", "organisation": ""}
    assert made[1] == {"name": "Bo Lin", "pronouns": "", "organisation": ""}
    assert [one["name"] for one in made[2:]] == [""] * (badges.SPARE + 1)


@pytest.mark.parametrize(
    "name", ["Ama", "Wolfeschlegelsteinhausenbergerdorff " * 3, "عائشة 😀 #let x"]
)
def test_badges_are_set_as_they_are_written(universe, today, client, name, tmp_path):
    Registration.objects.filter(name__startswith="Ama").update(badge_name=name[:60])
    url = reverse("gatherings:badges", args=[today.pk])
    client.force_login(universe.by_role["door"])
    assert faults_of(client.get(url).getvalue(), tmp_path) == []


def test_somebody_who_came_has_a_certificate_by_their_code_that_everybody_can_read(
    universe, today, client, tmp_path
):
    door, ama = universe.by_role["door"], person("Ama")
    held = session(today, universe, day=today.starts)
    url, code = reverse("gatherings:my_certificate"), passes.code_of(ama)
    assert "Nobody wrote down yet that you came" in words(client.post(url, {"code": code}))
    checking_in.check_in(ama, by=door)
    checking_in.check_in(ama, by=door, session=held)
    shown = words(client.post(url, {"code": code}))
    assert "Together the sessions below lasted 1 hour." in shown
    assert "Jobs that last" in shown
    file = client.post(reverse("gatherings:certificate_file"), {"code": code}).getvalue()
    assert faults_of(file, tmp_path) == []
    link = link_in(written_to("am@example.org")[0])
    assert client.get(f"{link}certificate/").getvalue().startswith(b"%PDF")


def test_a_code_that_nobody_has_opens_no_certificate(today, client):
    url = reverse("gatherings:my_certificate")
    assert "We do not know this code" in words(client.post(url, {"code": "BCDF-2345-GHJK"}))
    file = client.post(reverse("gatherings:certificate_file"), {"code": "BCDF-2345-GHJK"})
    assert file.status_code == 302


def test_hours_are_told_in_words():
    assert certificates.in_hours(timedelta(minutes=150)) == "2 hours and 30 minutes"
    assert certificates.in_hours(timedelta(hours=1)) == "1 hour"


def test_badges_and_certificates_that_cannot_be_made_are_told_of_in_words(
    universe, today, client, monkeypatch
):
    ama = person("Ama")
    checking_in.check_in(ama, by=universe.by_role["door"])
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    link = link_in(written_to("am@example.org")[0])
    told = "The PDF could not be made just now"
    assert told in words(client.get(f"{link}certificate/", follow=True))
    sent = {"code": passes.code_of(ama)}
    shown = words(client.post(reverse("gatherings:certificate_file"), sent))
    assert told in shown
    assert "Download the certificate" in shown
    client.force_login(universe.by_role["host"])
    assert told in words(client.get(reverse("gatherings:badges", args=[today.pk]), follow=True))
